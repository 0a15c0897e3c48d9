"""Command line: `python -m grappes.optimizer solve|explain|bench …` (see `--help`)."""

import argparse
import json
import sys
import time
from pathlib import Path

from .bench import bench
from .bench.instances import KINDS
from .explain import explain
from .files import read_plan, read_problem, write_plan
from .problem import ProblemError
from .run import Budget, Progress
from .solve import solve
from .suggest import suggest


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 when done, 2 when the input is wrong (the sentence is on stderr)."""
    options = _parser().parse_args(arguments)
    # Processor seconds make a busy machine comparable with a quiet one.
    options.clock = time.process_time if getattr(options, "cpu", False) else time.monotonic
    try:
        options.act(options)
    except (ProblemError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grappes.optimizer", description=__doc__)
    acts = parser.add_subparsers(required=True)
    act = acts.add_parser("solve", help="compute a plan")
    act.add_argument("problem", type=Path)
    act.add_argument("--out", type=Path, required=True, help="where to write the plan")
    act.add_argument("--seconds", type=float, help="stop after that long (safety)")
    act.add_argument("--cpu", action="store_true", help="count processor seconds")
    act.add_argument("--effort", type=int, help="pricing rounds: makes a run repeatable")
    act.add_argument("--seed", type=int, default=0)
    act.add_argument("--previous", type=Path, help="the plan in force, to change little")
    act.add_argument("--progress", action="store_true", help="one JSON event per line on stderr")
    act.set_defaults(act=_solve)
    act = acts.add_parser("explain", help="say why candidates are placed or not")
    act.add_argument("problem", type=Path)
    act.add_argument("plan", type=Path)
    act.add_argument("candidates", nargs="*", help="by default, those that the plan leaves out")
    act.set_defaults(act=_explain)
    act = acts.add_parser("bench", help="measure placed, ceiling, time and memory, with peers")
    act.add_argument("problems", nargs="*", type=Path, help="files; by default, the generator's")
    act.add_argument("--sizes", type=int, nargs="+", default=[50, 150, 300])
    act.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    act.add_argument("--regions", nargs="+", help="by name, or by code with --extract")
    act.add_argument("--seeds", type=int, nargs="+", default=[0], help="of the drawn problems")
    act.add_argument("--extract", type=Path, help="draw real organisations from this FINESS CSV")
    act.add_argument("--min-ogs", type=int)
    act.add_argument("--max-esms", type=int, help="0: no ceiling")
    act.add_argument("--radius-km", type=float, help="0: no limit")
    act.add_argument("--late", action="store_true", help="time late arrivals and explanations")
    act.add_argument("--france", type=int, metavar="N", help="N candidates over all the regions")
    act.add_argument("--seconds", type=float, help="for each problem; 10 per 300 candidates")
    act.add_argument("--cpu", action="store_true", help="count processor seconds")
    act.add_argument("--seed", type=int, default=0, help="of the search")
    act.add_argument(
        "--peers",
        nargs="?",
        const=sys.executable,
        metavar="PYTHON",
        help="also run the peers that are installed, here or for another interpreter",
    )
    act.set_defaults(act=_bench)
    return parser


def _solve(options: argparse.Namespace) -> None:
    plan = solve(
        read_problem(options.problem),
        previous=read_plan(options.previous) if options.previous else None,
        budget=Budget(options.effort, options.seconds, options.clock),
        seed=options.seed,
        on_event=_tell if options.progress else None,
    )
    write_plan(options.out, plan)


def _explain(options: argparse.Namespace) -> None:
    problem, plan = read_problem(options.problem), read_plan(options.plan)
    unknown = [name for name in options.candidates if name not in problem.by_id]
    if unknown:
        raise ProblemError(f"Le candidat « {unknown[0]} » est inconnu.")
    for name in options.candidates or plan.unplaced:
        explanation = explain(problem, plan, name)
        sys.stdout.write(f"{name} [{explanation.code}] {explanation.sentence}\n")
        for suggestion in suggest(problem, plan, name):
            sys.stdout.write(f"    {suggestion.sentence}\n")


def _bench(options: argparse.Namespace) -> None:
    for line in bench(options):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _tell(event: Progress) -> None:
    line = {name: getattr(event, name) for name in Progress.__slots__}
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
