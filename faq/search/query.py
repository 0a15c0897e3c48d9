"""What a visitor typed, understood against the words of the index. Pure."""

from dataclasses import dataclass, field

from faq.search.analysis import ORDINARY_KEYS, Word, keywords, stem, word_weight, words
from faq.search.lexicon import GENERAL_WEIGHT
from faq.search.thesaurus import PART, Thesaurus
from faq.search.vocabulary import Vocabulary

# A longer text is not a search any more: its beginning says enough, and bounds the work.
MAX_CHARACTERS = 400
MAX_TERMS = 24
# One notion said in several words says more than a single word.
PHRASE_WEIGHT = 1.5
PREFIX, DERIVED = 0.7, 0.6


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
    whether one of them, as typed, is a name of the field."""

    terms: list[Term]
    length: int
    names_the_field: bool


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
            self.names_the_field(raw),
        )

    def names_the_field(self, typed: list[Word]) -> bool:
        return self.thesaurus.spells_a_name(typed) or any(
            word.surface in self.vocabulary.names for word in typed
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
        if not term.keys and (last or self.vocabulary.is_shortened(word)):
            for key in self.vocabulary.completions(word.surface):
                term.add(key, PREFIX)
        if not term.keys and term.weight > GENERAL_WEIGHT and word.key in ORDINARY_KEYS:
            term.weight = GENERAL_WEIGHT
        return word, term

    def correct(self, text: str) -> list[Word]:
        """The words of a text, misspelt ones replaced by those of the FAQ.

        Everyday words behind a misspelt one would only mislead here: it stays as it is.
        """
        found = keywords(text[:MAX_CHARACTERS])[:MAX_TERMS]
        meant = [self.understand(word, last=False)[0] for word in found]
        known = self.vocabulary.surfaces
        return [m if m.surface in known else w for m, w in zip(meant, found, strict=True)]

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
