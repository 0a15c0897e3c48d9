"""From French text to search keys: fold, cut, stem. Pure: no Django, no state but a cache."""

import re
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import snowballstemmer

from faq.search.lexicon import (
    GENERAL_WEIGHT,
    GENERAL_WORDS,
    INFINITIVES,
    LIGHT_WEIGHT,
    LIGHT_WORDS,
    ORDINARY_WORDS,
    STOP_WORDS,
)
from faq.search.phrases import phrases_at, singulars

STEMMER = snowballstemmer.stemmer("french")
# The stemmer keeps the word that it works on: two threads would mix theirs.
STEMMER_LOCK = Lock()
# The typographic apostrophe, and what keyboards put in its place.
APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`"), "'")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
WORD = re.compile(r"[^\W_]+")
ELIDED = {*"cdjlmnst", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"}
# What ends a sentence, or a part of one.
ENDS = re.compile(r"[.?!:;,\n]")
# « e-CPS », « e cps », « 2 FA »: one notion written in pieces is read as one word.
PIECES = re.compile(r"\b(e|2|a2)[\s-]+(cps|cpe|fa|f)\b")
SOUNDS = (
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"qu|k|c(?![eiyh])"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"(?:er|ez|et|ee)\b"), "e"),
    (re.compile(r"[aeio]n(?=[^aeiouyn]|$)|[aei]m(?=[bp])"), "n"),
    (re.compile(r"(?<!c)h|(?<=[aeiou])s(?=[aeiou])|e\b"), ""),
    (re.compile(r"y"), "i"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Word(NamedTuple):
    """One word of a text: folded, as a search key, its weight, its place (offsets in the text).

    The weight is 0 for grammar, LIGHT_WEIGHT or GENERAL_WEIGHT for everyday words, 1 for what
    carries a question. An acronym is written in capitals: it is no misspelt word, nor grammar.
    """

    surface: str
    key: str
    weight: float
    start: int
    end: int
    acronym: bool = False


@lru_cache(maxsize=2_000)
def fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).translate(APOSTROPHES).translate(LIGATURES)
    decomposed = unicodedata.normalize("NFKD", plain.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Lower case, without accents or ligatures.

    >>> fold("Été à l’Œuvre")
    "ete a l'oeuvre"
    """
    return "".join(map(fold_character, text))


@lru_cache(maxsize=20_000)
def stem(folded: str) -> str:
    """The key under which the inflections of a word meet.

    Snowball reads accents that people leave out: the word is folded first, then its end is
    trimmed of what an absent accent leaves behind (« qualifiee », « qualifie »), and doubled
    letters count once (« grape », « cartte »).
    """
    folded = INFINITIVES.get(folded, folded)
    if len(folded) <= 3 or folded.isdigit():
        return folded
    with STEMMER_LOCK:
        stemmed = STEMMER.stemWord(folded)
    key = re.sub(r"(.)\1", r"\1", stemmed)
    trimmed = key.rstrip("ei")
    key = trimmed if len(trimmed) >= 3 else key
    return f"{key[:-1]}v" if key.endswith("if") and len(key) > 3 else key


LIGHT_KEYS = frozenset(map(stem, LIGHT_WORDS))
GENERAL_KEYS = frozenset(map(stem, GENERAL_WORDS))
ORDINARY_KEYS = frozenset(map(stem, ORDINARY_WORDS))


@lru_cache(maxsize=20_000)
def sound(folded: str) -> str:
    """A rough French pronunciation: words misspelt by ear share it (« kontact », « contact »)."""
    for pattern, replacement in SOUNDS:
        folded = pattern.sub(replacement, folded)
    return folded


def words(text: str) -> list[Word]:
    """Every word of the text, in order, grammar included; a phrase may be one word."""
    folded = [fold_character(character) for character in text]
    origins = [place for place, characters in enumerate(folded) for _ in characters]
    # Blanks in place of what is dropped keep the offsets right.
    plain = PIECES.sub(lambda m: (m[1] + m[2]).rjust(len(m[0])), "".join(folded))
    matches = list(WORD.finditer(plain))
    tokens = singulars(match[0] for match in matches)
    shouted = text.isupper() and len(text.split()) > 2
    found, place = [], 0
    while place < len(tokens):
        standing = phrases_at(tokens, place)
        phrase = next((p for p in standing if not p.begins or begins(plain, matches, place)), None)
        last = place + (len(phrase.tokens) if phrase else 1) - 1
        start, end = origins[matches[place].start()], origins[matches[last].end() - 1] + 1
        if phrase:
            found.append(Word(phrase.word, stem(phrase.word), phrase.weight, start, end))
        elif not elided(plain, matches[place]):
            acronym = not shouted and end - start > 1 and text[start:end].isupper()
            found.append(single_word(matches[place][0], start, end, acronym))
        place = last + 1
    return found


def begins(plain: str, matches: list[re.Match[str]], place: int) -> bool:
    """Whether this word begins a sentence, or a part of one."""
    return not place or bool(ENDS.search(plain, matches[place - 1].end(), matches[place].start()))


def elided(plain: str, match: re.Match[str]) -> bool:
    """Whether it is what an apostrophe leaves of a word: « l’ », « qu’ »."""
    return plain[match.end() : match.end() + 1] == "'" and match[0] in ELIDED


def single_word(surface: str, start: int, end: int, acronym: bool) -> Word:
    # « MES » is no « mes ».
    weight = 1.0 if acronym and surface in STOP_WORDS else word_weight(surface)
    return Word(surface, stem(surface), weight, start, end, acronym)


@lru_cache(maxsize=20_000)
def word_weight(surface: str) -> float:
    if surface in STOP_WORDS or (len(surface) == 1 and not surface.isdigit()):
        return 0.0
    key = stem(surface)
    if key in LIGHT_KEYS or surface.isdigit():
        return LIGHT_WEIGHT
    return GENERAL_WEIGHT if key in GENERAL_KEYS else 1.0


def keywords(text: str) -> list[Word]:
    """The words that can be looked for, in order."""
    return [word for word in words(text) if word.weight]
