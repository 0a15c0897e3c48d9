"""The search engine: one index in memory, the same answers on every database. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from faq.search.extract import Extract, best_extract
from faq.search.postings import Document, Fields, build_postings, read_fields
from faq.search.query import QueryReader
from faq.search.ranking import Ranked, Ranker
from faq.search.thesaurus import Group, Thesaurus
from faq.search.vocabulary import Vocabulary

# At most ten answers, and none that is far below the best.
LIMIT, TAIL = 10, 0.25


@dataclass(frozen=True)
class Match:
    """One answer: its document, its score (comparable within one search only), its extract."""

    document: Document
    score: float
    extract: Extract


class SearchIndex:
    """Search over a few hundred questions.

    >>> SearchIndex([Document("mfa", "La MFA est-elle obligatoire ?", "Oui.")]).search("mfa")
    """

    def __init__(self, documents: Iterable[Document], groups: Iterable[Group] = ()) -> None:
        self.documents = list(documents)
        fields = [read_fields(document) for document in self.documents]
        self._passages = [read.passages for read in fields]
        self._thesaurus = Thesaurus(groups)
        self._postings = build_postings(fields, self._thesaurus)
        self._ranker = Ranker(self._postings)
        self._reader = QueryReader(self._vocabulary(fields), self._thesaurus)

    def search(self, text: str, limit: int = LIMIT) -> list[Match]:
        """The answers to a query, best first; none when too little of it is understood."""
        query = self._reader.read(text)
        ranked = self._ranker.answers(query)
        idf = self._postings.idf
        wanted = {key: idf.get(key, 0.0) for term in query.terms for key in term.keys}
        return [
            Match(self.documents[n], score, best_extract(self._passages[n], wanted))
            for score, n in ranked[:limit]
            if score >= TAIL * ranked[0].score
        ]

    def related(self, key: str, limit: int = 3) -> list[Match]:
        """The documents that share most with this one, by cosine; none for an unknown key."""
        mine = next((n for n, document in enumerate(self.documents) if document.key == key), -1)
        return self._without_extract(self._ranker.related(mine)[:limit])

    def nearest(self, text: str, limit: int = LIMIT) -> list[Match]:
        """The documents closest to a text, even when too little is understood to answer it."""
        return self._without_extract(self._ranker.nearest(self._reader.read(text))[:limit])

    def weigh(self, text: str) -> dict[str, float]:
        """The keys of a text, misspelt words corrected, and their worth, rarity aside."""
        words = self._reader.correct(text)
        worth: dict[str, float] = defaultdict(float)
        for word in words:
            worth[word.key] = max(worth[word.key], word.weight)
        expanded = self._thesaurus.expand(words)
        return {key: strength * worth.get(key, 1.0) for key, strength in expanded.items()}

    def holders(self, key: str) -> int:
        """How many documents hold this key."""
        return len(self._postings.documents.get(key, ()))

    def _vocabulary(self, fields: list[Fields]) -> Vocabulary:
        """The words of all texts; names come from the questions and the thesaurus."""
        words = [word for read in fields for word in read.words]
        asked = [word for read in fields for part in (read.title, *read.wordings) for word in part]
        return Vocabulary(
            self._thesaurus.surfaces | {word.surface for word in words},
            self._thesaurus.names | {word.surface for word in asked if word.acronym},
        )

    def _without_extract(self, ranked: list[Ranked]) -> list[Match]:
        return [Match(self.documents[n], score, Extract("")) for score, n in ranked]
