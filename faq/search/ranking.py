"""Which documents answer a query, and whether any does. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from faq.search.lexicon import GENERAL_WEIGHT, LIGHT_WEIGHT
from faq.search.postings import Postings
from faq.search.query import Query, Term

# A single wording that says the whole query is worth more than its words scattered.
WORDING_SHARE = 1.0
# Below this share of understood words, the FAQ says that it does not know. Less is needed when two
# notions of one answer confirm each other, or when a whole sentence surrounds what is understood;
# hardly any when an acronym of the field, or what it stands for, is named: nobody else speaks so.
CONFIDENCE, CONFIRMED, NAMED = 0.45, 0.27, 0.15
SENTENCE = 8
# The answers that a reader sees first: one of them must understand.
SEEN_FIRST = 3
UNKNOWN_GENERAL = {LIGHT_WEIGHT: 0.1, GENERAL_WEIGHT: 0.2}


class Ranked(NamedTuple):
    """A document, by its number, and its score: comparable within one search only."""

    score: float
    number: int


class Worth(NamedTuple):
    """What the best key of a notion brings to a document: in units of idf, and saturated."""

    mass: float = 0.0
    bm25: float = 0.0


@dataclass
class Scores:
    """What one query gathered, in units of idf.

    By document: its BM25F, the mass of the words understood, the number of notions found. By
    wording: the mass found. And the whole mass of the query, with that of each unknown word in it.
    """

    bm25: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    mass: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    notions: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    wordings: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    total: float = 0.0
    unknown: list[float] = field(default_factory=list)

    @property
    def told(self) -> float:
        """The whole mass, each unknown word counting less than the one before: whoever tells a
        story says much that no FAQ has ever met."""
        heaviest = sorted(self.unknown, reverse=True)
        told = sum(mass / place for place, mass in enumerate(heaviest, start=1))
        return self.total - sum(heaviest) + told


class Ranker:
    """Scores the documents of these postings."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        squares: dict[int, float] = defaultdict(float)
        for key, found in postings.documents.items():
            for number, weight in found.items():
                squares[number] += (weight * postings.idf[key]) ** 2
        self.norms = {number: math.sqrt(square) for number, square in squares.items()}

    def answers(self, query: Query) -> list[Ranked]:
        """The documents that answer, best first; none when too little is understood."""
        scores = self.score(query.terms)
        ranked = self.rank(scores)
        known = any(knows(query, scores, number) for _, number in ranked[:SEEN_FIRST])
        return ranked if known else []

    def nearest(self, query: Query) -> list[Ranked]:
        """The documents closest to a query, best first, even when it is hardly understood."""
        return self.rank(self.score(query.terms))

    def related(self, mine: int) -> list[Ranked]:
        """The other documents by cosine with this one, the closest first."""
        shared: dict[int, float] = defaultdict(float)
        for key, found in self.postings.documents.items():
            if mine in found:
                for number, weight in found.items():
                    shared[number] += found[mine] * weight * self.postings.idf[key] ** 2
        shared.pop(mine, None)
        return best_first(Ranked(worth / self.norms[n], n) for n, worth in shared.items())

    def score(self, terms: list[Term]) -> Scores:
        idf, scores = self.postings.idf, Scores()
        for term in terms:
            known = {key: strength for key, strength in term.keys.items() if key in idf}
            rarest = max((idf[key] for key in known), default=self.postings.unknown_idf)
            # A phrase of the field is no coincidence: it counts for two.
            notions = math.ceil(term.weight) if term.weight >= 1 else 0
            mass = rarest * (term.weight if known or notions else UNKNOWN_GENERAL[term.weight])
            scores.total += mass
            if not known:
                scores.unknown.append(mass)
            for number, worth in self.in_documents(known).items():
                scores.mass[number] += term.weight * worth.mass
                scores.bm25[number] += term.weight * worth.bm25
                scores.notions[number] += notions
            for place, best in self.in_wordings(known).items():
                scores.wordings[place] += term.weight * best
        return scores

    def in_documents(self, known: dict[str, float]) -> dict[int, Worth]:
        """For each document, what the best of these keys is worth."""
        best: dict[int, Worth] = {}
        for key, strength in known.items():
            worth = self.postings.idf[key] * strength
            for number, weight in self.postings.documents[key].items():
                if number not in best or worth * weight > best[number].bm25:
                    best[number] = Worth(worth, worth * weight)
        return best

    def in_wordings(self, known: dict[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for key, strength in known.items():
            worth = self.postings.idf[key] * strength
            for place, about in self.postings.about.get(key, ()):
                if worth * about > best.get(place, 0.0):
                    best[place] = worth * about
        return best

    def rank(self, scores: Scores) -> list[Ranked]:
        closest: dict[int, float] = defaultdict(float)
        for place, found in scores.wordings.items():
            number, mass = self.postings.wordings[place]
            share = 2 * found / (scores.total + mass)
            closest[number] = max(closest[number], min(share, 1.0))
        return best_first(
            Ranked(found / scores.total + WORDING_SHARE * closest[number], number)
            for number, found in scores.bm25.items()
        )


def knows(query: Query, scores: Scores, number: int) -> bool:
    """Whether this document understands enough of the query for the FAQ to answer it at all."""
    confirmed = scores.notions[number] > 1 or query.length >= SENTENCE
    needed = NAMED if query.names_the_field else CONFIRMED if confirmed else CONFIDENCE
    return scores.mass[number] >= needed * scores.told


def best_first(ranked: Iterable[Ranked]) -> list[Ranked]:
    return sorted(ranked, key=lambda found: (-found.score, found.number))
