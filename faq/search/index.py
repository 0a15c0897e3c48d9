"""The search engine: one index in memory, the same answers on every database. Pure."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from faq.search.analysis import Word, keywords
from faq.search.extract import Extract, Passage, best_extract, passages
from faq.search.lexicon import GENERAL_WEIGHT, LIGHT_WEIGHT
from faq.search.query import Query, QueryReader, Term, Vocabulary
from faq.search.thesaurus import Group, Thesaurus

# BM25F: how much a field counts, how fast repetition stops counting, how much length costs.
TITLE, WORDINGS, TEXT = 3.0, 2.0, 1.0
SATURATION = 1.2
LENGTH_COST = 0.4
# A single wording that says the whole query is worth more than its words scattered.
WORDING_SHARE = 1.0
# Below this share of understood words, the FAQ says that it does not know. Less is needed when two
# notions of one answer confirm each other, or when a whole sentence surrounds what is understood;
# hardly any when an acronym of the field is named: nobody else speaks so.
CONFIDENCE, CONFIRMED, NAMED = 0.45, 0.25, 0.15
SENTENCE = 8
# At most ten answers, and none that is far below the best.
LIMIT, TAIL = 10, 0.25
# A word that the FAQ has never met counts against it, nearly as much as its rarest one.
UNKNOWN_WEIGHT = 0.9
UNKNOWN_GENERAL = {LIGHT_WEIGHT: 0.1, GENERAL_WEIGHT: 0.25}


@dataclass(frozen=True)
class Document:
    """A question and its answer, as plain text."""

    key: str
    title: str
    text: str
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """One answer: its document, its score (comparable within one search only), its extract."""

    document: Document
    score: float
    extract: Extract


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


class SearchIndex:
    """Search over a few hundred questions.

    >>> SearchIndex([Document("mfa", "La MFA est-elle obligatoire ?", "Oui.")]).search("mfa")
    """

    def __init__(self, documents: Iterable[Document], groups: Iterable[Group] = ()) -> None:
        self.documents = list(documents)
        self.thesaurus = Thesaurus(groups)
        self.postings: dict[str, dict[int, float]] = defaultdict(dict)
        self.passages: list[list[Passage]] = []
        self.wordings: list[int] = []
        self.wording_mass: list[float] = []
        self.wording_postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        surfaces = set(self.thesaurus.surfaces)
        fields = [self._fields(document, surfaces) for document in self.documents]
        self._count(fields)
        self._weigh()
        for number, (title, wordings, _) in enumerate(fields):
            for wording in (title, *wordings):
                self._add_wording(number, wording)
        self.reader = QueryReader(Vocabulary(surfaces, self.thesaurus.acronyms), self.thesaurus)

    # --- Building ----------------------------------------------------------------------------

    def _fields(
        self, document: Document, surfaces: set[str]
    ) -> tuple[list[Word], list[list[Word]], list[Word]]:
        title = keywords(document.title)
        wordings = [keywords(wording) for wording in document.wordings]
        sentences = passages(document.text)
        self.passages.append(sentences)
        text = [word for sentence in sentences for word in sentence.words]
        surfaces.update(word.surface for part in (title, text, *wordings) for word in part)
        return title, wordings, text

    def _count(self, fields: list[tuple[list[Word], list[list[Word]], list[Word]]]) -> None:
        """Fill the postings: for each key and document, the saturated weight of BM25F."""
        for number, (title, wordings, text) in enumerate(fields):
            weights: dict[str, float] = defaultdict(float)
            parts = [(TITLE, [title]), (WORDINGS, wordings), (TEXT, [text])]
            for boost, chunks in parts:
                norm = 1 + LENGTH_COST * math.log1p(sum(map(len, chunks)) / 20)
                for chunk in chunks:
                    for key, strength in self.thesaurus.expand(chunk).items():
                        weights[key] += boost * strength / norm
            for key, weight in weights.items():
                self.postings[key][number] = weight / (weight + SATURATION)

    def _weigh(self) -> None:
        total = len(self.documents)
        self.idf = {
            key: math.log(1 + (total - len(found) + 0.5) / (len(found) + 0.5))
            for key, found in self.postings.items()
        }
        squares: dict[int, float] = defaultdict(float)
        for key, found in self.postings.items():
            for number, weight in found.items():
                squares[number] += (weight * self.idf[key]) ** 2
        self.norms = {number: math.sqrt(square) for number, square in squares.items()}
        self.unknown_idf = UNKNOWN_WEIGHT * math.log(1 + (total + 0.5) / 0.5)

    def _add_wording(self, number: int, wording: list[Word]) -> None:
        place = len(self.wordings)
        self.wordings.append(number)
        self.wording_mass.append(sum({w.key: w.weight * self.idf[w.key] for w in wording}.values()))
        for key, strength in self.thesaurus.expand(wording).items():
            self.wording_postings[key].append((place, strength))

    # --- Searching ---------------------------------------------------------------------------

    def search(self, text: str, limit: int = LIMIT) -> list[Match]:
        """The answers to a query, best first; none when too little of it is understood."""
        query = self.reader.read(text)
        scores = self._score(query.terms)
        ranked = self._rank(scores)
        if not ranked or not self._knows(query, scores, best=ranked[0][1]):
            return []
        wanted = {key: self.idf.get(key, 0.0) for term in query.terms for key in term.keys}
        return [
            Match(self.documents[n], score, best_extract(self.passages[n], wanted))
            for score, n in ranked[:limit]
            if score >= TAIL * ranked[0][0]
        ]

    def related(self, key: str, limit: int = 3) -> list[Match]:
        """The documents that share most with this one, by cosine; none for an unknown key."""
        mine = next((n for n, document in enumerate(self.documents) if document.key == key), -1)
        shared: dict[int, float] = defaultdict(float)
        for term, found in self.postings.items():
            if mine in found:
                for number, weight in found.items():
                    shared[number] += found[mine] * weight * self.idf[term] ** 2
        shared.pop(mine, None)
        ranked = sorted((-worth / self.norms[n], n) for n, worth in shared.items())
        return [Match(self.documents[n], -worth, Extract("")) for worth, n in ranked[:limit]]

    def nearest(self, text: str, limit: int = LIMIT) -> list[Match]:
        """The documents closest to a text, even when too little is understood to answer it."""
        ranked = self._rank(self._score(self.reader.read(text).terms))
        return [Match(self.documents[n], score, Extract("")) for score, n in ranked[:limit]]

    def _knows(self, query: Query, scores: Scores, best: int) -> bool:
        """Whether enough of the query is understood to answer it at all."""
        confirmed = scores.notions[best] > 1 or query.length >= SENTENCE
        needed = NAMED if query.names_the_field else CONFIRMED if confirmed else CONFIDENCE
        return scores.mass[best] >= needed * scores.told

    def _score(self, terms: list[Term]) -> Scores:
        scores = Scores()
        for term in terms:
            known = {key: s for key, s in term.keys.items() if key in self.postings}
            idf = max((self.idf[key] for key in known), default=self.unknown_idf)
            notion = term.weight >= 1
            mass = idf * (term.weight if known or notion else UNKNOWN_GENERAL[term.weight])
            scores.total += mass
            if not known:
                scores.unknown.append(mass)
            for number, (best, saturated) in self._documents(known).items():
                scores.mass[number] += term.weight * best
                scores.bm25[number] += term.weight * saturated
                scores.notions[number] += notion
            for place, best in self._wordings(known).items():
                scores.wordings[place] += term.weight * best
        return scores

    def _documents(self, known: dict[str, float]) -> dict[int, tuple[float, float]]:
        """For each document, what the best of these keys is worth: plain, and saturated."""
        best: dict[int, tuple[float, float]] = {}
        for key, strength in known.items():
            worth = self.idf[key] * strength
            for number, weight in self.postings[key].items():
                if worth * weight > best.get(number, (0.0, 0.0))[1]:
                    best[number] = (worth, worth * weight)
        return best

    def _wordings(self, known: dict[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for key, strength in known.items():
            worth = self.idf[key] * strength
            for place, about in self.wording_postings.get(key, ()):
                if worth * about > best.get(place, 0.0):
                    best[place] = worth * about
        return best

    def _rank(self, scores: Scores) -> list[tuple[float, int]]:
        closest: dict[int, float] = defaultdict(float)
        for place, found in scores.wordings.items():
            share = 2 * found / (scores.total + self.wording_mass[place])
            number = self.wordings[place]
            closest[number] = max(closest[number], min(share, 1.0))
        ranked = [
            (found / scores.total + WORDING_SHARE * closest[number], number)
            for number, found in scores.bm25.items()
        ]
        return sorted(ranked, key=lambda pair: (-pair[0], pair[1]))
