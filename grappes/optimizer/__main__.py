"""Command line: `python -m grappes.optimizer solve|explain|bench …` (see `--help`)."""

import argparse
import json
import sys
from pathlib import Path

from .files import read_plan, read_problem, write_plan
from .problem import ProblemError
from .run import Budget, Progress
from .solve import solve


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 when done, 2 when the input is wrong (the sentence is on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        options.act(options)
    except (ProblemError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grappes.optimizer", description=__doc__)
    acts = parser.add_subparsers(required=True)
    act = acts.add_parser("solve", help="compute a plan")
    act.add_argument("problem", type=Path)
    act.add_argument("--out", type=Path, required=True, help="where to write the plan")
    act.add_argument("--seconds", type=float, help="stop after that long (safety)")
    act.add_argument("--effort", type=int, help="pricing rounds: makes a run repeatable")
    act.add_argument("--seed", type=int, default=0)
    act.add_argument("--previous", type=Path, help="the plan in force, to change little")
    act.add_argument("--progress", action="store_true", help="one JSON event per line on stderr")
    act.set_defaults(act=_solve)
    return parser


def _solve(options: argparse.Namespace) -> None:
    plan = solve(
        read_problem(options.problem),
        previous=read_plan(options.previous) if options.previous else None,
        budget=Budget(options.effort, options.seconds),
        seed=options.seed,
        on_event=_tell if options.progress else None,
    )
    write_plan(options.out, plan)


def _tell(event: Progress) -> None:
    line = {name: getattr(event, name) for name in Progress.__slots__}
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
