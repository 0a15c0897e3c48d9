"""Read problems and plans from JSON, write plans: the format of the command line.

Whatever is wrong is a `ProblemError` whose French sentence names the candidate or the lock.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from .problem import (
    FITS,
    PROJECTS,
    Candidate,
    Group,
    Kinds,
    Locks,
    Plan,
    Problem,
    ProblemError,
    Reduced,
    Rules,
    Weights,
)
from .validation import validate

Json = Mapping[str, Any]
# Beyond any organisation, distance or price: larger numbers are slips that would fill the memory.
MOST, HIGHEST = 10_000, 1e6


def read_problem(path: str | Path) -> Problem:
    """Read and validate a problem file."""
    return parse_problem(_load(path))


def read_plan(path: str | Path) -> Plan:
    """Read a plan file; whether it fits a problem is for `check` to say."""
    return parse_plan(_load(path))


def _load(path: str | Path) -> Json:
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ProblemError(f"Le fichier {path} ne peut pas être lu : {error.strerror}.") from error
    except json.JSONDecodeError as error:
        raise ProblemError(
            f"Le fichier {path} n’est pas du JSON (ligne {error.lineno}, colonne {error.colno})."
        ) from error
    except UnicodeDecodeError as error:
        raise ProblemError(f"Le fichier {path} n’est pas écrit en UTF-8.") from error
    return _mapping(data, f"Le fichier {path}")


def parse_problem(data: Json) -> Problem:
    """Build a `Problem` from decoded JSON, or say in French what is wrong and where."""
    candidates = tuple(
        _candidate(_mapping(row, f"Le candidat n° {rank}"), rank)
        for rank, row in enumerate(_list(data, "candidates", "Le problème"), start=1)
    )
    rules = _rules(_mapping(_field(data, "rules", "Le problème"), "« rules »"))
    locks = _locks(_mapping(_given(data, "locks", {}), "« locks »"))
    problem = Problem(rules, candidates, locks)
    validate(problem)
    return problem


def parse_plan(data: Json) -> Plan:
    """Build a `Plan` from decoded JSON."""
    groups = []
    for rank, row in enumerate(_list(data, "groups", "Le plan"), start=1):
        where = f"La grappe n° {rank}"
        row = _mapping(row, where)
        lead, vendor, project = (_text(row, key, where) for key in ("lead", "vendor", "project"))
        groups.append(Group(lead, vendor, project, _names(row, "members", where)))
    return Plan(
        groups=tuple(groups),
        unplaced=_names(data, "unplaced", "Le plan"),
        placed_esms=_total(data, "placed_esms") or 0,
        placement_ceiling=_total(data, "placement_ceiling"),
        status=str(data.get("status", "")),
        seed=_total(data, "seed") or 0,
    )


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The plan as decoded JSON; `parse_plan` reads it back."""
    return {
        "groups": [
            {"lead": g.lead, "vendor": g.vendor, "project": g.project, "members": list(g.members)}
            for g in plan.groups
        ],
        "unplaced": list(plan.unplaced),
        "placed_esms": plan.placed_esms,
        "placement_ceiling": plan.placement_ceiling,
        "status": plan.status,
        "seed": plan.seed,
    }


def write_plan(path: str | Path, plan: Plan) -> None:
    """Write a plan file."""
    text = json.dumps(plan_to_json(plan), ensure_ascii=False, indent=1)
    Path(path).write_text(text + "\n", encoding="utf-8")


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The problem as decoded JSON; `parse_problem` reads it back."""
    return {
        "rules": _plain(problem.rules),
        "candidates": [_plain(candidate) for candidate in problem.candidates],
        "locks": _plain(problem.locks),
    }


def write_problem(path: str | Path, problem: Problem) -> None:
    """Write a problem file; `read_problem` reads it back."""
    data = problem_to_json(problem)
    Path(path).write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """Dataclasses as objects, sets and tuples as lists."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _candidate(row: Json, rank: int) -> Candidate:
    name = row.get("id")
    if not isinstance(name, str) or not name:
        raise ProblemError(f"Le candidat n° {rank} n’a pas d’identifiant (« id »).")
    where = f"Le candidat n° {rank} (« {name} »)"
    project = _text(row, "project", where)
    if project not in FITS:
        raise ProblemError(f"{where} : le projet « {project} » n’existe pas ({', '.join(FITS)}).")
    return Candidate(
        id=name,
        department=_text(row, "department", where),
        lat=_number(row, "lat", where, -90, 90),
        lon=_number(row, "lon", where, -180, 180),
        esms=_integer(row, "esms", where),
        sector=_text(row, "sector", where),
        project=project,
        accepts=_names({"accepts": _list(row, "accepts", where)}, "accepts", where),
        horizon=_integer(row, "horizon", where) if "horizon" in row else 0,
        lead=_number(row, "lead", where, 0, 1) if "lead" in row else 0.0,
        partners=_names(row, "partners", where),
        refuses=_names(row, "refuses", where),
        kinds=_kinds(row, where),
    )


def _kinds(row: Json, where: str) -> Kinds | None:
    """ESMS of each kind; a kind that is not named has none."""
    if row.get("kinds") is None:
        return None
    given = _mapping(row["kinds"], f"{where} : « kinds »")
    unknown = sorted(set(given).difference(PROJECTS))
    if unknown:
        raise ProblemError(
            f"{where} : « kinds » compte des « {unknown[0]} » ({', '.join(PROJECTS)})."
        )
    return Kinds(**{kind: _integer(given, kind, where) for kind in given})


def _rules(data: Json) -> Rules:
    where = "Le règlement"
    reduced = _mapping(_given(data, "reduced", {}), "« reduced »")
    weights = _mapping(_field(data, "weights", where), "« weights »")
    return Rules(
        min_esms=_integer(data, "min_esms", where),
        max_esms=None if data.get("max_esms") is None else _integer(data, "max_esms", where),
        min_ogs=1 if data.get("min_ogs") is None else _integer(data, "min_ogs", where),
        radius_km=None if data.get("radius_km") is None else _number(data, "radius_km", where, 0),
        weights=_weights(weights),
        reduced=_reduced(reduced) if reduced else None,
        mixed_share=(
            None if data.get("mixed_share") is None else _number(data, "mixed_share", where, 0, 1)
        ),
    )


def _weights(data: Json) -> Weights:
    def price(key: str) -> float:
        return _number(data, key, "« weights »")

    return Weights(
        unplaced_esms=price("unplaced_esms"),
        unplaced_og=price("unplaced_og"),
        km=price("km"),
        sector=price("sector"),
        horizon=price("horizon"),
        department=price("department"),
        lead=price("lead"),
        moved=price("moved"),
        margin_esms=_integer(data, "margin_esms", "« weights »"),
        below_margin=price("below_margin"),
        large_esms=_integer(data, "large_esms", "« weights »"),
        above_large=price("above_large"),
    )


def _reduced(data: Json) -> Reduced:
    where = "Le seuil réduit"
    return Reduced(
        min_esms=_integer(data, "min_esms", where),
        min_ogs=1 if data.get("min_ogs") is None else _integer(data, "min_ogs", where),
        departments=frozenset(_names(data, "departments", where)),
    )


def _locks(data: Json) -> Locks:
    def groups(key: str) -> tuple[tuple[str, ...], ...]:
        rows = _list({key: _given(data, key, [])}, key, "« locks »")
        return tuple(
            _names({key: row}, key, f"Le verrou « {key} » n° {rank}")
            for rank, row in enumerate(rows, start=1)
        )

    return Locks(
        frozen_groups=groups("frozen_groups"),
        together=groups("together"),
        apart=groups("apart"),
        excluded=frozenset(_names(data, "excluded", "Le verrou « excluded »")),
    )


def _mapping(value: Any, where: str) -> Json:
    if not isinstance(value, Mapping):
        raise ProblemError(f"{where} n’est pas un objet JSON.")
    return value


def _given(row: Json, key: str, absent: Any) -> Any:
    """A field that may be absent or null."""
    return absent if row.get(key) is None else row[key]


def _field(row: Json, key: str, where: str) -> Any:
    if key not in row:
        raise ProblemError(f"{where} : « {key} » manque.")
    return row[key]


def _list(row: Json, key: str, where: str) -> list[Any]:
    value = _field(row, key, where)
    if not isinstance(value, list):
        raise ProblemError(f"{where} : « {key} » doit être une liste.")
    return value


def _text(row: Json, key: str, where: str) -> str:
    value = _field(row, key, where)
    if not isinstance(value, str):
        raise ProblemError(f"{where} : « {key} » doit être un texte.")
    return value


def _names(row: Json, key: str, where: str) -> tuple[str, ...]:
    value = _given(row, key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ProblemError(f"{where} : « {key} » doit être une liste de textes.")
    return tuple(value)


def _total(row: Json, key: str) -> int | None:
    """A number of the plan, None where it is absent or null."""
    return None if row.get(key) is None else _integer(row, key, "Le plan", most=10**9)


def _integer(row: Json, key: str, where: str, most: int = MOST) -> int:
    value = _field(row, key, where)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ProblemError(f"{where} : « {key} » doit être un entier positif ou nul, pas {value}.")
    if value > most:
        raise ProblemError(f"{where} : « {key} » vaut {value}, hors des bornes.")
    return value


def _number(row: Json, key: str, where: str, low: float = 0.0, high: float = HIGHEST) -> float:
    value = _field(row, key, where)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or math.isnan(value):
        raise ProblemError(f"{where} : « {key} » doit être un nombre, pas {value}.")
    if not low <= value <= high:
        raise ProblemError(f"{where} : « {key} » vaut {value}, hors des bornes.")
    return float(value)
