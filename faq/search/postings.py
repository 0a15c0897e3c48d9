"""What an index holds of its documents: built once from them, only read afterwards. Pure."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from faq.search.analysis import Word, keywords
from faq.search.extract import Passage, passages
from faq.search.thesaurus import Thesaurus

# BM25F: how much a field counts, how fast repetition stops counting, how much length costs.
TITLE, WORDINGS, TEXT = 3.0, 2.0, 1.0
SATURATION = 1.2
LENGTH_COST = 0.4
# A word that the FAQ has never met counts against it, nearly as much as its rarest one.
UNKNOWN_WEIGHT = 0.9


@dataclass(frozen=True)
class Document:
    """A question and its answer, as plain text."""

    key: str
    title: str
    text: str
    wordings: tuple[str, ...] = ()


class Fields(NamedTuple):
    """The words of a document, field by field, and the sentences of its text."""

    title: list[Word]
    wordings: list[list[Word]]
    passages: list[Passage]

    @property
    def text(self) -> list[Word]:
        return [word for passage in self.passages for word in passage.words]

    @property
    def words(self) -> list[Word]:
        return [word for part in (self.title, *self.wordings, self.text) for word in part]


class Wording(NamedTuple):
    """One way to ask: the number of the document that it asks for, the mass of its words."""

    document: int
    mass: float


@dataclass(frozen=True)
class Postings:
    """Where each key is found, and how rare it is.

    `documents`: by key, the saturated weight of BM25F in each document, by its number.
    `about`: by key, how much each wording is about it, by its place in `wordings`.
    """

    documents: dict[str, dict[int, float]]
    about: dict[str, list[tuple[int, float]]]
    wordings: list[Wording]
    idf: dict[str, float]
    unknown_idf: float


def read_fields(document: Document) -> Fields:
    return Fields(
        keywords(document.title),
        [keywords(wording) for wording in document.wordings],
        passages(document.text),
    )


def build_postings(fields: Sequence[Fields], thesaurus: Thesaurus) -> Postings:
    expanded = [
        [thesaurus.expand(words) for words in (f.title, *f.wordings, f.text)] for f in fields
    ]
    documents: dict[str, dict[int, float]] = defaultdict(dict)
    for number, (read, parts) in enumerate(zip(fields, expanded, strict=True)):
        for key, weight in field_weights(read, parts).items():
            documents[key][number] = weight / (weight + SATURATION)
    total = len(fields)
    idf = {key: rarity(len(found), total) for key, found in documents.items()}
    about: dict[str, list[tuple[int, float]]] = defaultdict(list)
    wordings: list[Wording] = []
    for number, (read, parts) in enumerate(zip(fields, expanded, strict=True)):
        for words, keys in zip((read.title, *read.wordings), parts, strict=False):
            for key, strength in keys.items():
                about[key].append((len(wordings), strength))
            wordings.append(Wording(number, mass(words, idf)))
    return Postings(dict(documents), dict(about), wordings, idf, UNKNOWN_WEIGHT * rarity(0, total))


def field_weights(read: Fields, parts: list[dict[str, float]]) -> dict[str, float]:
    """The weight of each key in one document, its fields taken together."""
    title, *wordings, text = parts
    weights: dict[str, float] = defaultdict(float)
    for boost, length, chunks in (
        (TITLE, len(read.title), [title]),
        (WORDINGS, sum(map(len, read.wordings)), wordings),
        (TEXT, len(read.text), [text]),
    ):
        norm = 1 + LENGTH_COST * math.log1p(length / 20)
        for chunk in chunks:
            for key, strength in chunk.items():
                weights[key] += boost * strength / norm
    return weights


def rarity(holders: int, total: int) -> float:
    """The idf of a key that so many of all documents hold."""
    return math.log(1 + (total - holders + 0.5) / (holders + 0.5))


def mass(words: list[Word], idf: dict[str, float]) -> float:
    return sum({word.key: word.weight * idf[word.key] for word in words}.values())
