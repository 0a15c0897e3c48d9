"""The field's vocabulary: what means the same, what is close. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faq.search.analysis import Word, words
from faq.search.lexicon import LIGHT_WORDS

EQUIVALENT = 1.0
CLOSE = 0.55
# « carte d’identité » is hardly about cards: a word inside such a phrase is worth this much.
PART = 0.45
# From so many words on, the full form of an acronym is as clear as the acronym.
SPELLED = 3


@dataclass(frozen=True)
class Group:
    """Words or phrases that stand for one another, and how well (EQUIVALENT or CLOSE)."""

    phrases: tuple[str, ...]
    strength: float = EQUIVALENT


@dataclass(frozen=True)
class Sense:
    """A group met in a text: its key in the index, the words it covers (slice of the words)."""

    key: str
    strength: float
    start: int
    end: int

    @property
    def is_phrase(self) -> bool:
        """Whether it makes one notion of several words."""
        return self.strength == EQUIVALENT and self.end - self.start > 1


class Thesaurus:
    """Finds the groups that a text mentions, whatever the inflection of their words."""

    def __init__(self, groups: Iterable[Group] = ()) -> None:
        self.senses: dict[tuple[str, ...], dict[str, float]] = {}
        self.surfaces: set[str] = set()
        self.names: set[str] = set()
        self.spelled: set[tuple[str, ...]] = set()
        for number, group in enumerate(groups):
            met = [found for phrase in group.phrases if (found := content(words(phrase)))]
            for phrase in met:
                self.senses.setdefault(keys(phrase), {})[f"#{number}"] = group.strength
                self.surfaces.update(word.surface for word in phrase)
            singles = [phrase[0] for phrase in met if len(phrase) == 1]
            # What stands for an acronym is a name too: « MSSanté » for « MSS ».
            if group.strength == EQUIVALENT and any(map(names_a_subject, singles)):
                self.names.update(word.surface for word in singles)
                self.spelled.update(keys(phrase) for phrase in met if len(phrase) >= SPELLED)
        # How long are the phrases that begin with a key: most words begin none.
        self.lengths: dict[str, set[int]] = defaultdict(set)
        for sensed in self.senses:
            self.lengths[sensed[0]].add(len(sensed))

    def expand(self, found: list[Word]) -> dict[str, float]:
        """The keys that a text holds, and how much it is about each (0 to 1)."""
        senses = list(self.find(found))
        inside = {n for sense in senses if sense.is_phrase for n in range(sense.start, sense.end)}
        expanded: dict[str, float] = {sense.key: 1.0 for sense in senses}
        for number, word in enumerate(found):
            strength = PART if number in inside else 1.0
            expanded[word.key] = max(strength, expanded.get(word.key, 0.0))
        return expanded

    def spells_a_name(self, found: list[Word]) -> bool:
        """Whether these words hold the full form of an acronym: « dossier médical partagé »."""
        met = keys(found)
        return any(
            met[start : start + length] in self.spelled
            for start, first in enumerate(met)
            for length in self.lengths.get(first, ())
        )

    def find(self, found: list[Word]) -> Iterator[Sense]:
        """Yield the senses of these words (grammar already left out), longest phrases too."""
        met = keys(found)
        for start, first in enumerate(met):
            for length in sorted(self.lengths.get(first, ())):
                end = start + length
                senses = self.senses.get(met[start:end], {}) if end <= len(met) else {}
                for key, strength in senses.items():
                    yield Sense(key, strength, start, end)


def names_a_subject(word: Word) -> bool:
    """« ESMS », « EHPAD » only say who asks."""
    return word.acronym and word.surface not in LIGHT_WORDS


def content(found: list[Word]) -> list[Word]:
    """Leave grammar out, unless the phrase is made of nothing else (« AM », « MES »)."""
    return [word for word in found if word.weight] or found


def keys(found: list[Word]) -> tuple[str, ...]:
    return tuple(word.key for word in found)
