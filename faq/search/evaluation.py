"""How good a search is: measures over judged queries. Pure."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

OFF_TOPIC = "-"
# The sets that ship: looked at while tuning (developpement), or only measured (reserve). Those of
# the « terrain » were written from the titles and answers alone, as readers see them.
SETS = Path(__file__).resolve().parent.parent / "evaluation"


@dataclass(frozen=True)
class Judged:
    """A query, its kind, and the one key that answers it (OFF_TOPIC: none should)."""

    kind: str
    expected: str
    query: str


@dataclass(frozen=True)
class Outcome:
    """A judged query and the rank of its answer (1 is best), None when it is not found."""

    judged: Judged
    found: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        if self.judged.expected in self.found:
            return self.found.index(self.judged.expected) + 1
        return None


@dataclass(frozen=True)
class Measures:
    """Means over a set of answerable queries, from 0 to 1; `empty` is a number of queries."""

    count: int
    mrr: float
    ndcg: float
    hit1: float
    hit3: float
    empty: int


def read_queries(path: Path) -> list[Judged]:
    """Read a set: three columns parted by tabs, `#` begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [Judged(kind, expected, query) for kind, expected, query in rows]


def run(queries: Iterable[Judged], search: Callable[[str], list[str]]) -> list[Outcome]:
    return [Outcome(judged, tuple(search(judged.query))) for judged in queries]


def measure(outcomes: list[Outcome]) -> Measures:
    """MRR, nDCG@10, hit@1, hit@3 of the answerable queries. One answer is right, so the ideal
    gain is 1 and nDCG is the discount at its rank."""
    ranks = [outcome.rank for outcome in outcomes]
    count = len(ranks)
    return Measures(
        count=count,
        mrr=sum(1 / rank for rank in ranks if rank) / count,
        ndcg=sum(1 / math.log2(rank + 1) for rank in ranks if rank and rank <= 10) / count,
        hit1=sum(rank == 1 for rank in ranks) / count,
        hit3=sum(rank is not None and rank <= 3 for rank in ranks) / count,
        empty=sum(not outcome.found for outcome in outcomes),
    )


def by_kind(outcomes: list[Outcome]) -> dict[str, Measures]:
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        kinds[outcome.judged.kind].append(outcome)
    return {kind: measure(found) for kind, found in sorted(kinds.items())}


def refused(outcomes: list[Outcome]) -> float:
    """The share of off-topic queries that rightly got nothing."""
    return sum(not outcome.found for outcome in outcomes) / len(outcomes)
