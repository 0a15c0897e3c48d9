"""Which texts ask the same thing: the same words, or the same answer. Pure.

Two texts are as alike as the cosine of their search keys; people who ask the same in other words
are brought together by the answers that the FAQ would give to both. Average linkage, so that no
chain of neighbours joins what is far apart.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from faq.search.index import SearchIndex

# What the same answers add to the same words, and from where on two texts, or two groups on
# average, are alike. Chosen on `evaluation/developpement.tsv`, its pairs of one answer: precision
# 0.81, recall 0.66. On `reserve.tsv`: see tests/faq/search/test_grouping.py.
SAME_ANSWER = 0.45
ALIKE = 0.45
ANSWERS = 3


def group(texts: Sequence[str], index: SearchIndex) -> list[list[int]]:
    """Part the texts (by their places) into groups that ask the same.

    The largest group comes first, then the one that holds the earliest text; in each, the text
    most like the others comes first. Words count as the index weighs them, with its synonyms and
    its corrections. The order of the texts changes nothing but ties.
    """
    if not texts:
        return []
    likeness = same_words(texts, index) + SAME_ANSWER * same_answers(texts, index)
    groups = {place: [place] for place in range(len(texts))}
    home = list(range(len(texts)))
    for one, other in closest_pairs(likeness):
        kept, merged = sorted((home[one], home[other]))
        if kept != merged and likeness[np.ix_(groups[kept], groups[merged])].mean() >= ALIKE:
            for place in groups[merged]:
                home[place] = kept
            groups[kept] += groups.pop(merged)
    ordered = sorted(groups.values(), key=lambda places: (-len(places), min(places)))
    return [central_first(places, likeness) for places in ordered]


def closest_pairs(likeness: np.ndarray) -> list[tuple[int, int]]:
    """The pairs of places that are alike, the closest first."""
    ones, others = np.nonzero(np.triu(likeness, 1) >= ALIKE)
    order = np.lexsort((others, ones, -likeness[ones, others].round(6)))
    return list(zip(ones[order].tolist(), others[order].tolist(), strict=True))


def central_first(places: list[int], likeness: np.ndarray) -> list[int]:
    whole = likeness[np.ix_(places, places)].sum(axis=1).round(6)
    central = min(zip(-whole, places, strict=True))[1]
    return [central, *sorted(place for place in places if place != central)]


def same_answers(texts: Sequence[str], index: SearchIndex) -> np.ndarray:
    """How much the best answers of the FAQ to each pair of texts agree, from 0 to 1."""
    columns = {document.key: number for number, document in enumerate(index.documents)}
    matrix = np.zeros((len(texts), len(columns)))
    for place, text in enumerate(texts):
        for match in index.search(text, ANSWERS):
            # Squared: the first answer counts, the next ones hardly do.
            matrix[place, columns[match.document.key]] = match.score**2
    return cosines(matrix)


def same_words(texts: Sequence[str], index: SearchIndex) -> np.ndarray:
    """The cosine of the words of each pair of texts, each word worth its rarity."""
    read = [index.weigh(text) for text in texts]
    seen = Counter(key for found in read for key in found)
    columns = {key: number for number, key in enumerate(seen)}
    matrix = np.zeros((len(texts), len(columns)))
    total = len(texts) + len(index.documents)
    for place, found in enumerate(read):
        for key, weight in found.items():
            known = seen[key] + index.holders(key)
            matrix[place, columns[key]] = weight * np.log(1 + (total - known + 0.5) / (known + 0.5))
    return cosines(matrix)


def cosines(matrix: np.ndarray) -> np.ndarray:
    """The cosine of each pair of rows; 0 with an empty one."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    plain = matrix / np.where(norms, norms, 1.0)
    return plain @ plain.T
