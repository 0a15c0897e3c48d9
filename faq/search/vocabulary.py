"""The words that an index knows, and the one that a visitor meant. Pure."""

import re
from collections import defaultdict

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.search.analysis import Word, sound, stem
from faq.search.lexicon import COMMON_WORDS, GENERAL_WORDS, LIGHT_WORDS, STOP_WORDS

TYPO, SOUNDALIKE = 0.8, 0.85
EVERYDAY_WORDS = frozenset(
    word for word in STOP_WORDS | LIGHT_WORDS | GENERAL_WORDS if len(word) >= 4
)
GLUED = re.compile(r"^(?:qu|jusqu|[dljmnsct])(?=[aeiouyh])")


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
