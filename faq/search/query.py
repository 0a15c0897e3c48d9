"""What a visitor typed, understood against the words of the index. Pure."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.search.analysis import Word, sound, stem, word_weight, words
from faq.search.lexicon import COMMON_WORDS, GENERAL_WORDS, LIGHT_WORDS, STOP_WORDS
from faq.search.thesaurus import PART, Thesaurus

# A longer text is not a search any more: its beginning says enough, and bounds the work.
MAX_CHARACTERS = 400
MAX_TERMS = 24
# One notion said in several words says more than a single word.
PHRASE_WEIGHT = 1.5
TYPO, SOUNDALIKE, PREFIX, DERIVED = 0.8, 0.85, 0.7, 0.6
EVERYDAY_WORDS = frozenset(
    word for word in STOP_WORDS | LIGHT_WORDS | GENERAL_WORDS if len(word) >= 4
)
GLUED = re.compile(r"^(?:qu|jusqu|[dljmnsct])(?=[aeiouyh])")


@dataclass
class Term:
    """One notion of the query: its importance, and the index keys that express it (0 to 1)."""

    weight: float
    keys: dict[str, float] = field(default_factory=dict)

    def add(self, key: str, strength: float) -> None:
        self.keys[key] = max(strength, self.keys.get(key, 0.0))


@dataclass(frozen=True)
class Query:
    """What was understood of a text: its terms, how many words it has (grammar included), and
    whether one of them is an acronym of the field."""

    terms: list[Term]
    length: int
    names_the_field: bool


class Vocabulary:
    """The words that the index knows, and how to find the one that a visitor meant.

    Grammar and everyday words are misspelt too: recognised, they stop being mysteries.
    """

    def __init__(self, surfaces: set[str], acronyms: set[str]) -> None:
        self.surfaces = surfaces
        self.swapped = {letters: known for known in sorted(acronyms) for letters in swaps(known)}
        # A wrong first letter is rare: looking only among the same ones is right, and quick.
        self.shelves: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.sounds: dict[str, dict[str, str]] = defaultdict(dict)
        self.by_root: dict[str, set[str]] = defaultdict(set)
        self.keys = {stem(surface) for surface in surfaces}
        for surface in sorted(surfaces) + sorted(EVERYDAY_WORDS - surfaces):
            heard = sound(surface)
            self.shelves[surface[0], len(surface)].append(surface)
            self.sounds[heard[:1]].setdefault(heard, surface)
        for key in self.keys:
            self.by_root[key[:5]].add(key)

    def knows(self, word: Word) -> bool:
        return word.surface in self.surfaces or (len(word.key) > 3 and word.key in self.keys)

    def correct(self, word: Word) -> tuple[str, float] | None:
        """The known word behind a misspelt one, with the trust that it deserves; or None."""
        surface = word.surface
        if surface in self.swapped:
            return self.swapped[surface], TYPO
        if word.acronym or surface in COMMON_WORDS:
            return None
        unglued = GLUED.sub("", surface)
        if unglued != surface and len(unglued) >= 3 and unglued in self.surfaces:
            return unglued, TYPO
        heard = sound(surface)
        homophone = self.sounds.get(heard[:1], {}).get(heard, "")
        if homophone and len(heard) >= 3 and abs(len(homophone) - len(surface)) <= 2:
            return homophone, SOUNDALIKE
        return self.nearest(surface) or self.nearest_sound(heard)

    def nearest(self, surface: str) -> tuple[str, float] | None:
        """At most one slip in a word of four letters or more, two from nine."""
        slips = 0 if len(surface) < 4 else 1 if len(surface) < 9 else 2
        if not slips:
            return None
        lengths = range(max(4, len(surface) - slips), len(surface) + slips + 1)
        choices = [known for n in lengths for known in self.shelves.get((surface[0], n), ())]
        found = process.extract(surface, choices, scorer=OSA.distance, score_cutoff=slips, limit=10)
        # At the same distance the words of the FAQ come before everyday ones.
        ranked = [(distance, known not in self.surfaces, known) for known, distance, _ in found]
        return (min(ranked)[2], TYPO) if ranked else None

    def nearest_sound(self, heard: str) -> tuple[str, float] | None:
        """A word misspelt by ear, with one slip more (« aonimat », « anonymat »)."""
        if len(heard) < 5:
            return None
        choices = self.sounds.get(heard[0], {})
        found = process.extractOne(heard, choices.keys(), scorer=OSA.distance, score_cutoff=1)
        return (choices[found[0]], SOUNDALIKE * TYPO) if found else None

    def completions(self, prefix: str) -> list[str]:
        """The keys of the known words that begin so, for the word being typed."""
        if len(prefix) < 2:
            return []
        return sorted({stem(known) for known in self.surfaces if known.startswith(prefix)})[:30]

    def derived(self, key: str) -> set[str]:
        """The keys of one family: « anonymat », « anonymisation » share their first letters."""
        return {
            other for other in self.by_root.get(key[:5], ()) if other != key and akin(key, other)
        }


def swaps(acronym: str) -> list[str]:
    """What fingers make of an acronym: two neighbouring letters exchanged (« DPM », « DIU »)."""
    if len(acronym) < 3:
        return []
    return [
        acronym[:place] + acronym[place + 1] + acronym[place] + acronym[place + 2 :]
        for place in range(len(acronym) - 1)
    ]


def akin(one: str, other: str) -> bool:
    """Whether two keys look like one family: a long common beginning, compared to the longer."""
    shared = common_prefix(one, other)
    return shared >= 5 and shared >= 0.75 * max(len(one), len(other))


def common_prefix(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


class QueryReader:
    """Turns a text into terms, knowing the vocabulary and the field's synonyms."""

    def __init__(self, vocabulary: Vocabulary, thesaurus: Thesaurus) -> None:
        self.vocabulary = vocabulary
        self.thesaurus = thesaurus

    def read(self, text: str) -> Query:
        """Understand a text: at most MAX_TERMS terms, none when it is made of grammar only."""
        text = text[:MAX_CHARACTERS]
        found = words(text)
        raw = [word for word in found if word.weight]
        typing = bool(raw) and raw[-1].end == len(text)
        read, terms = [], []
        for place, word in enumerate(raw):
            last = typing and place == len(raw) - 1
            meant, term = self.understand(word, last)
            if term.weight:
                read.append(meant)
                terms.append(term)
        return Query(
            merge(self.with_senses(read, terms))[:MAX_TERMS],
            len(found),
            any(word.surface in self.thesaurus.acronyms for word in read if word.weight == 1),
        )

    def understand(self, word: Word, last: bool) -> tuple[Word, Term]:
        """The word that was meant, and its term before synonyms."""
        term = Term(word.weight)
        if self.vocabulary.knows(word):
            term.add(word.key, 1.0)
        elif correction := self.vocabulary.correct(word):
            surface, strength = correction
            weight = word_weight(surface)
            word = Word(surface, stem(surface), weight, word.start, word.end)
            term = Term(weight)
            if self.vocabulary.knows(word):
                term.add(word.key, strength)
        for key in self.vocabulary.derived(word.key):
            term.add(key, DERIVED)
        if last and not term.keys:
            for key in self.vocabulary.completions(word.surface):
                term.add(key, PREFIX)
        return word, term

    def with_senses(self, read: list[Word], terms: list[Term]) -> list[Term]:
        """Add the synonyms of each word; a phrase that is one notion becomes one term."""
        senses = list(self.thesaurus.find(read))
        for sense in senses:
            for term in terms[sense.start : sense.end]:
                term.add(sense.key, sense.strength)
        phrases = sorted((s for s in senses if s.is_phrase), key=lambda s: s.start - s.end)
        joined: dict[int, Term] = {}
        for phrase in phrases:
            places = range(phrase.start, phrase.end)
            if any(place in joined for place in places):
                continue
            whole = Term(PHRASE_WEIGHT, {phrase.key: 1.0})
            for place in places:
                for key, strength in terms[place].keys.items():
                    whole.add(key, PART * strength)
                joined[place] = whole
        return [joined.get(place, term) for place, term in enumerate(terms)]


def merge(terms: list[Term]) -> list[Term]:
    """Terms with the same keys count once: a repeated word is not a second notion."""
    merged: dict[frozenset[str], Term] = {}
    for number, term in enumerate(terms):
        identity = frozenset(term.keys) or frozenset({f"?{number}"})
        merged.setdefault(identity, term)
    return list(merged.values())
