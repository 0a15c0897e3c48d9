"""Measure the optimiser: placed, ceiling, share, seconds, memory, and the ratio to peers."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from grappes.optimizer.check import check
from grappes.optimizer.files import read_plan, read_problem, write_problem
from grappes.optimizer.problem import Problem
from grappes.optimizer.score import score

from . import late
from .instances import draw, france
from .peers import PEERS, greedy_placed, peer_placed
from .register import register

SECONDS_PER_CANDIDATE = 10 / 300
OVERHEAD = 0.93  # share of the time left once processes have started and files are read
HEADER = "| problem | OG | ESMS | placed | ceiling | share | quality | s | MB | vs greedy |"


class Measure(NamedTuple):
    """What one run gave. `megabytes` is None where the system does not tell."""

    placed: int
    ceiling: int | None
    quality: float
    seconds: float
    megabytes: float | None
    faults: int


def bench(options: argparse.Namespace) -> Iterator[str]:
    """Lines of a Markdown table, one per problem, then the regions' total with `--france`.

    With `--late`, another table: what staff wait for once there is a plan.
    """
    if options.late:
        yield from _late(options)
        return
    yield HEADER + "".join(f" vs {peer} |" for peer in PEERS if options.peers)
    yield "|" + "---|" * (HEADER.count("|") - 1 + len(PEERS) * bool(options.peers))
    shares = []
    for name, problem in _problems(options):
        seconds = options.seconds or SECONDS_PER_CANDIDATE * len(problem.candidates)
        got = measure(problem, seconds, options.seed, cpu=options.cpu)
        if got.ceiling:
            shares.append(got.placed / got.ceiling)
        yield _line(name, problem, got, options.peers)
    if len(shares) > 1:
        yield f"worst share of the ceiling: {min(shares):.2%}, mean {sum(shares) / len(shares):.2%}"
    if options.france:
        yield from _france(options)


def _late(options: argparse.Namespace) -> Iterator[str]:
    yield late.HEADER
    yield "|" + "---|" * (late.HEADER.count("|") - 1)
    for name, problem in _problems(options):
        seconds = options.seconds or SECONDS_PER_CANDIDATE * len(problem.candidates)
        yield late.late_line(name, problem, seconds, options)


def _problems(options: argparse.Namespace) -> Iterator[tuple[str, Problem]]:
    for path in options.problems:
        yield path.stem, read_problem(path)
    if options.problems or options.france:
        return
    regions = options.regions or [None]
    for size, region, seed in product(options.sizes, regions, options.seeds):
        for kind in () if options.extract else options.kinds:
            yield _name(kind, size, region, seed), _ruled(draw(kind, size, seed, region), options)
        if options.extract:
            problem = register(options.extract, size, seed, region)
            yield _name("register", size, region, seed), _ruled(problem, options)


def _name(kind: str, size: int, region: str | None, seed: int) -> str:
    return f"{kind}-{size} {region or ''}#{seed}"


def _ruled(problem: Problem, options: argparse.Namespace) -> Problem:
    """The problem under the rules asked for; 0 is no limit."""
    asked = {
        "min_ogs": options.min_ogs,
        "max_esms": options.max_esms,
        "radius_km": options.radius_km,
    }
    changes: dict[str, Any] = {
        rule: value or None for rule, value in asked.items() if value is not None
    }
    return Problem(replace(problem.rules, **changes), problem.candidates, problem.locks)


def _france(options: argparse.Namespace) -> Iterator[str]:
    """All the regions, as many at once as there are cores; seconds are for the whole."""
    cores = os.cpu_count() or 1
    whole = options.seconds or SECONDS_PER_CANDIDATE * options.france
    for kind in options.kinds:
        problems = france(kind, options.france, options.seeds[0])
        names = sorted(problems, key=lambda name: -len(problems[name].candidates))
        sizes = [len(problems[name].candidates) for name in names]
        seconds = [OVERHEAD * cores * whole * size / options.france for size in sizes]
        started = time.monotonic()
        with ThreadPoolExecutor(cores) as pool:
            jobs = [problems[name] for name in names]
            run = partial(measure, seed=options.seed, cpu=options.cpu)
            found = list(pool.map(run, jobs, seconds))
        elapsed = time.monotonic() - started
        for name, got in zip(names, found, strict=True):
            yield _line(f"{kind} {name}", problems[name], got, options.peers)
        placed, ceiling = sum(m.placed for m in found), sum(m.ceiling or 0 for m in found)
        yield (
            f"{kind}, {options.france} OGs: {placed} of {ceiling} ESMS "
            f"({placed / max(1, ceiling):.2%}) in {elapsed:.0f} s"
        )


def measure(problem: Problem, seconds: float, seed: int, *, cpu: bool = False) -> Measure:
    """Solve in a process of its own, as the command line does, and judge the plan."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "problem.json", Path(folder) / "plan.json"
        write_problem(source, problem)
        command = [
            sys.executable,
            "-m",
            "grappes.optimizer",
            "solve",
            str(source),
            "--out",
            str(target),
            "--seconds",
            str(seconds),
            "--seed",
            str(seed),
            *["--cpu"] * cpu,
        ]
        started = time.monotonic()
        megabytes = _run(command)
        elapsed = time.monotonic() - started
        plan = read_plan(target)
    quality = score(problem, plan).quality
    faults = len(check(problem, plan))
    return Measure(plan.placed_esms, plan.placement_ceiling, quality, elapsed, megabytes, faults)


def _run(command: list[str]) -> float | None:
    """Run to the end; peak memory in megabytes, where the system tells."""
    if not hasattr(os, "wait4"):
        subprocess.run(command, check=True)
        return None
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _line(name: str, problem: Problem, got: Measure, peers: str | None) -> str:
    total = sum(candidate.esms for candidate in problem.candidates)
    share = f"{got.placed / got.ceiling:.2%}" if got.ceiling else "–"
    memory = "–" if got.megabytes is None else f"{got.megabytes:.0f}"
    cells = [
        name,
        len(problem.candidates),
        total,
        got.placed,
        "–" if got.ceiling is None else got.ceiling,
        share,
        f"{got.quality:.0f}",
        f"{got.seconds:.1f}",
        memory,
        _ratio(got.placed, greedy_placed(problem)),
    ]
    if peers:
        cells += [_ratio(got.placed, peer_placed(peer, problem, peers)) for peer in PEERS]
    if got.faults:
        cells.append(f"{got.faults} rules broken!")
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _ratio(placed: int, peer: int | None) -> str:
    return "–" if not peer else f"×{placed / peer:.3f}"
