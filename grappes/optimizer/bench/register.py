"""Problems on real organisations: sizes, places and sectors from an extract of FINESS.

Projects and vendors are drawn: no public file has them. The extract is a CSV file with a header
(`nofinessej`, `secteur`, `departement`, `region`, `lat`, `lon`), one line per establishment; an
organisation stands in the region of most of its establishments, at their median position.
"""

import csv
import gzip
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from grappes.optimizer.problem import Candidate, Problem

from .instances import RULES, SECTORS, draw_wishes, tastes_of

SECTOR = {
    "PA": "PA",
    "Domicile": "PA",
    "PH adultes": "PH",
    "PH enfants": "PH",
    "Protection enfance": "PE",
    "PJJ": "PE",
    "PDS": "ADD",
}
OTHER = "SOC"


class Organisation(NamedTuple):
    """One legal entity and its establishments of one region."""

    id: str
    department: str
    lat: float
    lon: float
    esms: int
    sector: str


def register(path: Path, n: int, seed: int, region: str | None = None) -> Problem:
    """A problem of `n` real organisations of one region (its code), all of them if fewer."""
    random = np.random.default_rng([seed, n])
    known = organisations(path)
    if region is None:
        region = str(random.choice([name for name, rows in known.items() if len(rows) >= n]))
    rows = known[region]
    chosen = np.sort(random.choice(len(rows), size=min(n, len(rows)), replace=False)).tolist()
    tastes = tastes_of(SECTORS["real"], random)
    return Problem(RULES, tuple(_candidate(rows[rank], tastes, random) for rank in chosen))


@cache
def organisations(path: Path) -> dict[str, list[Organisation]]:
    """Organisations of each region (code), in the order of their numbers."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            if row["lat"]:
                found[row["nofinessej"]].append(row)
    regions: dict[str, list[Organisation]] = defaultdict(list)
    for number in sorted(found):
        region, organisation = _organisation(number, found[number])
        regions[region].append(organisation)
    return dict(regions)


def _organisation(number: str, rows: list[dict[str, str]]) -> tuple[str, Organisation]:
    region = _most_common(rows, "region")
    here = [row for row in rows if row["region"] == region]
    lat, lon = (float(np.median([float(row[axis]) for row in here])) for axis in ("lat", "lon"))
    sector = SECTOR.get(_most_common(here, "secteur"), OTHER)
    department = _most_common(here, "departement")
    place = (department, round(lat, 4), round(lon, 4))
    return region, Organisation(number, *place, len(here), sector)


def _most_common(rows: list[dict[str, str]], column: str) -> str:
    return Counter(row[column] for row in rows).most_common(1)[0][0]


def _candidate(
    row: Organisation, tastes: dict[str, np.ndarray], random: np.random.Generator
) -> Candidate:
    return Candidate(**row._asdict(), **draw_wishes(tastes[row.sector], random))
