"""Problems drawn for measurement: sizes, places, projects and vendors as in the field.

Both kinds put organisations in the départements of the table beside this module. "drawn" draws
sizes from a power law; "real" from the published distribution of ESSMS per organisation (FINESS,
8 January 2021), where two thirds have a single one: grappes then need many members.
"""

import csv
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from grappes.optimizer.problem import Candidate, Problem, Rules, Weights

Key = TypeVar("Key")
KINDS = ("drawn", "real")
LARGEST_DRAWN, EXPONENT = 60, 1.7
# ESSMS per organisation: bounds of each class and its share of organisations.
PUBLISHED = (
    (1, 1, 69.0),
    (2, 2, 13.4),
    (3, 4, 8.0),
    (5, 7, 4.1),
    (8, 14, 2.9),
    (15, 29, 1.6),
    (30, 49, 0.5),
    (50, 120, 0.3),
)
SECTORS = {
    "drawn": {"PA": 42, "PH": 33, "PE": 6, "SOC": 11, "ADD": 8},
    "real": {"PA": 60, "PH": 20, "SOC": 11, "PE": 6, "ADD": 3},
}
PROJECTS = {"acquisition": 50, "conformite": 35, "mixte": 15}
N_VENDORS = 12
ACCEPTED = {1: 40, 2: 40, 3: 8, 4: 2, 6: 10}
NEAR_TOWN, TOWN_KM = 0.45, 6.0
PARTNERS, REFUSALS = 0.04, 0.01
KM_PER_DEGREE = 111.2

# The thresholds of the first call (2021) and the prices used since: an example, not a default.
RULES = Rules(
    min_esms=15,
    max_esms=50,
    min_ogs=3,
    radius_km=80.0,
    weights=Weights(
        unplaced_esms=100.0,
        unplaced_og=0.5,
        km=0.05,
        sector=1.0,
        horizon=0.5,
        department=0.5,
        lead=3.0,
        moved=2.0,
        margin_esms=3,
        below_margin=0.5,
        large_esms=30,
        above_large=0.1,
    ),
)


class Department(NamedTuple):
    """One line of the table."""

    code: str
    region: str
    lat: float
    lon: float
    spread_km: float
    organisations: int


@cache
def departments() -> tuple[Department, ...]:
    """The table of départements."""
    text = (Path(__file__).parent / "departements.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        Department(
            row["code"],
            row["region"],
            float(row["lat"]),
            float(row["lon"]),
            float(row["spread_km"]),
            int(row["organisations"]),
        )
        for row in csv.DictReader(lines, delimiter=";")
    )


def regions() -> dict[str, int]:
    """Number of organisations of each region."""
    found: dict[str, int] = {}
    for row in departments():
        found[row.region] = found.get(row.region, 0) + row.organisations
    return found


def draw(kind: str, n: int, seed: int, region: str | None = None) -> Problem:
    """A problem of `n` candidates in one region (drawn among those large enough, if not given)."""
    random = np.random.default_rng([seed, n, KINDS.index(kind)])
    if region is None:
        sizes = regions()
        fit = [name for name, count in sizes.items() if count >= n] or [
            max(sizes, key=lambda name: sizes[name])
        ]
        region = str(random.choice(fit))
    return Problem(RULES, tuple(_candidates(kind, n, region, random)))


def france(kind: str, n: int, seed: int) -> dict[str, Problem]:
    """`n` candidates over all the regions, in proportion of their organisations."""
    sizes = regions()
    total = sum(sizes.values())
    shares = {name: round(n * count / total) for name, count in sizes.items()}
    largest = max(shares, key=lambda name: shares[name])
    shares[largest] += n - sum(shares.values())
    return {name: draw(kind, count, seed, name) for name, count in shares.items()}


def _candidates(kind: str, n: int, region: str, random: np.random.Generator) -> list[Candidate]:
    places = [row for row in departments() if row.region == region]
    weights = np.array([row.organisations for row in places], dtype=float)
    tastes = tastes_of(SECTORS[kind], random)
    people = []
    for rank in range(n):
        place = places[int(random.choice(len(places), p=weights / weights.sum()))]
        sector = _pick(SECTORS[kind], random)
        lat, lon = _position(place, random)
        people.append(
            Candidate(
                id=f"{place.code}-{rank:05d}",
                department=place.code,
                lat=lat,
                lon=lon,
                esms=_size(kind, random),
                sector=sector,
                **draw_wishes(tastes[sector], random),
            )
        )
    return _tied(people, random)


def tastes_of(sectors: Iterable[str], random: np.random.Generator) -> dict[str, np.ndarray]:
    """How much each sector likes each vendor."""
    return {sector: random.random(N_VENDORS) ** 2 + 0.05 for sector in sectors}


def draw_wishes(taste: np.ndarray, random: np.random.Generator) -> dict[str, Any]:
    """Project, accepted vendors, horizon and will to lead of one candidate."""
    project = _pick(PROJECTS, random)
    return {
        "project": project,
        "accepts": _vendors(project, taste, random),
        "horizon": _pick({0: 50, 1: 30, 2: 20}, random),
        "lead": round(float(random.random()), 3),
    }


def _position(place: Department, random: np.random.Generator) -> tuple[float, float]:
    """Near the main town, or scattered over the département."""
    km = TOWN_KM if random.random() < NEAR_TOWN else place.spread_km
    north, east = random.normal(0, km, 2)
    lat = place.lat + north / KM_PER_DEGREE
    return round(lat, 4), round(place.lon + east / KM_PER_DEGREE / np.cos(np.radians(lat)), 4)


def _size(kind: str, random: np.random.Generator) -> int:
    if kind == "drawn":
        sizes = np.arange(1, LARGEST_DRAWN + 1)
        odds = sizes**-EXPONENT
        return int(random.choice(sizes, p=odds / odds.sum()))
    shares = np.array([share for *_, share in PUBLISHED])
    low, high, _ = PUBLISHED[int(random.choice(len(PUBLISHED), p=shares / shares.sum()))]
    return int(np.floor(low * ((high + 1) / low) ** random.random()))


def _vendors(project: str, taste: np.ndarray, random: np.random.Generator) -> tuple[str, ...]:
    """Who upgrades nearly always keeps its vendor."""
    count = 1 if project == "conformite" and random.random() < 0.9 else _pick(ACCEPTED, random)
    chosen = random.choice(N_VENDORS, size=count, replace=False, p=taste / taste.sum())
    return tuple(f"V{vendor}" for vendor in sorted(chosen.tolist()))


def _pick(shares: dict[Key, int], random: np.random.Generator) -> Key:
    keys = list(shares)
    odds = np.array([shares[key] for key in keys], dtype=float)
    return keys[int(random.choice(len(keys), p=odds / odds.sum()))]


def _tied(people: list[Candidate], random: np.random.Generator) -> list[Candidate]:
    """Declare some partners (with a vendor in common) and some refusals, both mutual."""
    order = iter(random.permutation(len(people)).tolist())
    for _ in range(int(PARTNERS * len(people) / 2)):
        a, b = people[next(order)], people[next(order)]
        if set(a.accepts) & set(b.accepts):
            people[people.index(a)] = replace(a, partners=(b.id,))
            people[people.index(b)] = replace(b, partners=(a.id,))
    for _ in range(int(REFUSALS * len(people) / 2)):
        a, b = people[next(order)], people[next(order)]
        people[people.index(a)] = replace(a, refuses=(b.id,))
        people[people.index(b)] = replace(b, refuses=(a.id,))
    return people
