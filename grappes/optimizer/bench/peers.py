"""Simple peers: nearest-first greedy here, others in a subprocess where they are installed.

A subprocess, because some of them load libraries that cannot live beside HiGHS.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from grappes.optimizer.problem import PROJECTS, Problem
from grappes.optimizer.shape import best_shape
from grappes.optimizer.start import greedy, setting_for
from grappes.optimizer.table import Table, table_of

from .peer import NOT_INSTALLED

PEERS = ("k-means-constrained", "max-p")
TIME_LIMIT = 20.0  # for each bucket


def greedy_placed(problem: Problem) -> int:
    """ESMS that nearest-first and insertion place."""
    table = table_of(problem)
    return sum(column.weight for column in greedy(table, setting_for(table, None)))


def peer_placed(peer: str, problem: Problem, python: str) -> int | None:
    """ESMS in the valid grappes of a peer, or None if `python` has it not.

    Peers know no vendor: each item goes to the bucket of its most accepted vendor and project.
    """
    table = table_of(problem)
    placed = 0
    for items in _buckets(table):
        clusters = _clusters(peer, table, items, python)
        if clusters is None:
            return None
        shapes = [best_shape(table, cluster, setting_for(table, None)) for cluster in clusters]
        placed += sum(shape.weight for shape in shapes if shape)
    return placed


def _buckets(table: Table) -> list[list[int]]:
    popular = table.weight @ table.item_accepts
    found: dict[tuple[int, int], list[int]] = {}
    for item in range(len(table.items)):
        vendor = int((popular * table.item_accepts[item]).argmax())
        project = next((k for k in range(len(PROJECTS)) if not table.misfit[item, k]), 0)
        found.setdefault((vendor, project), []).append(item)
    floor = table.problem.rules.min_esms
    return [items for items in found.values() if table.weight[items].sum() >= floor]


def _clusters(peer: str, table: Table, items: Sequence[int], python: str) -> list[list[int]] | None:
    """Clusters of a bucket: all in one where two cannot be, nothing where the peer fails or is
    too slow, None where it is not installed."""
    if table.weight[items].sum() < 2 * table.problem.rules.min_esms:
        return [list(items)]
    first = [table.items[item][0] for item in items]
    people = table.problem.candidates
    rules = table.problem.rules
    request = {
        "points": [[people[og].lat, people[og].lon] for og in first],
        "weights": [int(table.weight[item]) for item in items],
        "least": rules.min_esms,
        "most": rules.max_esms,
    }
    # A script, not a module: importing this package would load HiGHS beside OR-Tools.
    command = [python, "-P", str(Path(__file__).with_name("peer.py")), peer]
    try:
        done = subprocess.run(
            command, input=json.dumps(request), capture_output=True, text=True, timeout=TIME_LIMIT
        )
    except subprocess.TimeoutExpired:
        return []
    if done.returncode:
        return None if done.returncode == NOT_INSTALLED else []
    return [[items[n] for n in cluster] for cluster in json.loads(done.stdout)]
