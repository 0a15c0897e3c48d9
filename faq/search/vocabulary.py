"""The words that an index knows, and the one that a visitor meant. Pure."""

import re
from collections import defaultdict
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.search.analysis import Word, sound, stem
from faq.search.lexicon import (
    COMMON_WORDS,
    GENERAL_WORDS,
    LIGHT_WORDS,
    OTHER_ACRONYMS,
    STOP_WORDS,
)
from faq.search.phrases import singulars

TYPO, SOUNDALIKE = 0.8, 0.85
EVERYDAY_WORDS = STOP_WORDS | LIGHT_WORDS | GENERAL_WORDS
GLUED = re.compile(r"^(?:qu|jusqu|[dljmnsct])(?=[aeiouyh])")


class Correction(NamedTuple):
    """The known word behind a misspelt one, and the trust that the guess deserves."""

    surface: str
    strength: float


class Vocabulary:
    """The words that the index knows, and how to find the one that a visitor meant.

    Grammar and everyday words are misspelt too: recognised, they stop being mysteries.
    """

    def __init__(self, surfaces: set[str], names: set[str]) -> None:
        self.surfaces = surfaces
        # « ESMS », « EHPAD »: these say who asks, not what about.
        self.names = names - LIGHT_WORDS - GENERAL_WORDS
        self.swapped = {letters: known for known in sorted(self.names) for letters in swaps(known)}
        # A wrong first letter is rare: looking only among the same ones is right, and quick.
        self.shelves: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.sounds: dict[str, dict[str, str]] = defaultdict(dict)
        self.by_root: dict[str, set[str]] = defaultdict(set)
        self.keys = {stem(surface) for surface in surfaces}
        everyday = sorted(word for word in EVERYDAY_WORDS - surfaces if len(word) >= 4)
        for surface in sorted(surfaces) + everyday:
            heard = sound(surface)
            self.shelves[surface[0], len(surface)].append(surface)
            self.sounds[heard[:1]].setdefault(heard, surface)
        for key in self.keys:
            self.by_root[key[:5]].add(key)

    def knows(self, word: Word) -> bool:
        (singular,) = singulars([word.surface])
        return (
            word.surface in self.surfaces
            or (len(word.key) > 3 and word.key in self.keys)
            or (singular in self.surfaces and stem(singular) == word.key)
        )

    def correct(self, word: Word) -> Correction | None:
        """The known word behind a misspelt one; None behind a word that is French already."""
        surface = word.surface
        if surface in EVERYDAY_WORDS or surface in OTHER_ACRONYMS or " " in surface:
            return None
        if surface in self.swapped:
            return Correction(self.swapped[surface], TYPO)
        meant = None if word.acronym else self.guess(surface)
        if meant and surface in COMMON_WORDS and not inflected(surface, meant.surface):
            return None
        return meant

    def guess(self, surface: str) -> Correction | None:
        unglued = GLUED.sub("", surface)
        if unglued != surface and len(unglued) >= 3 and unglued in self.surfaces:
            return Correction(unglued, TYPO)
        return (
            self.homophone(surface)
            or self.nearest(surface)
            or self.nearest_sound(sound(surface))
            or self.homophone(unglued)
        )

    def homophone(self, surface: str) -> Correction | None:
        heard = sound(surface)
        known = self.sounds.get(heard[:1], {}).get(heard, "")
        if known and len(heard) >= 3 and abs(len(known) - len(surface)) <= 2:
            return Correction(known, SOUNDALIKE)
        return None

    def nearest(self, surface: str) -> Correction | None:
        """At most one slip in a word of four letters or more, two from nine."""
        slips = 0 if len(surface) < 4 else 1 if len(surface) < 9 else 2
        if not slips:
            return None
        lengths = range(max(4, len(surface) - slips), len(surface) + slips + 1)
        choices = [known for n in lengths for known in self.shelves.get((surface[0], n), ())]
        found = process.extract(surface, choices, scorer=OSA.distance, score_cutoff=slips, limit=10)
        # At the same distance the words of the FAQ come before everyday ones.
        ranked = [(distance, known not in self.surfaces, known) for known, distance, _ in found]
        return Correction(min(ranked)[2], TYPO) if ranked else None

    def nearest_sound(self, heard: str) -> Correction | None:
        """A word misspelt by ear, with one slip more (« aonimat », « anonymat »)."""
        if len(heard) < 5:
            return None
        choices = self.sounds.get(heard[0], {})
        found = process.extractOne(heard, choices.keys(), scorer=OSA.distance, score_cutoff=1)
        return Correction(choices[found[0]], SOUNDALIKE * TYPO) if found else None

    def is_shortened(self, word: Word) -> bool:
        """Whether it may be a known word cut short, as people speak: « toxico », « éduc »."""
        return len(word.surface) >= 4 and word.weight == 1 and word.surface not in COMMON_WORDS

    def completions(self, prefix: str) -> list[str]:
        """The keys of the known words that begin so, in the singular."""
        if len(prefix) < 2:
            return []
        (prefix,) = singulars([prefix])
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


def inflected(one: str, other: str) -> bool:
    """Whether two words differ by their ending only: « porteuse », « porteur »."""
    shared = common_prefix(one, other)
    return shared >= 4 and shared >= max(len(one), len(other)) - 2


def common_prefix(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length
