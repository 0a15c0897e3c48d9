"""Phrases that French reads as one word: what a question asks for, set phrases. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from faq.search.lexicon import GENERAL_WEIGHT, read_lines, read_table


class Phrase(NamedTuple):
    """The tokens of a phrase, in the singular; the word that it is read as, what this word weighs.

    `begins`: it is one only where a sentence begins, as « que » asks there and links elsewhere.
    """

    tokens: list[str]
    word: str
    weight: float
    begins: bool = False


def read_phrases() -> Iterator[Phrase]:
    for word, ways in read_table("questions.txt", " | ").items():
        for way in ways:
            tokens = singulars(way.removeprefix("^ ").split())
            yield Phrase(tokens, word, GENERAL_WEIGHT, way.startswith("^ "))
    for compounds in read_table("compounds.txt", " | ").values():
        for compound in compounds:
            yield Phrase(singulars(compound.split()), compound, 1.0)
    for idiom in read_lines("idioms.txt"):
        yield Phrase(singulars(idiom.split()), idiom, 0.0)


def singulars(tokens: Iterable[str]) -> list[str]:
    return [token[:-1] if len(token) > 3 and token[-1] == "s" else token for token in tokens]


def by_first_token(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """The phrases that begin with a token, the longest first."""
    shelves: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase.tokens)):
        shelves[phrase.tokens[0]].append(phrase)
    return dict(shelves)


PHRASES = by_first_token(read_phrases())


def phrases_at(tokens: list[str], place: int) -> Iterator[Phrase]:
    """The phrases that stand at this place, the longest first; the tokens are in the singular."""
    for phrase in PHRASES.get(tokens[place], ()):
        if tokens[place : place + len(phrase.tokens)] == phrase.tokens:
            yield phrase
