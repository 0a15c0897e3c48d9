"""What each command does, and how a missing prerequisite is said."""

import argparse
import sys

from launch import MissingPrerequisite, envfile, environment


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code (1: a sentence said which prerequisite is missing)."""
    options, extra = _parser().parse_known_args(arguments)
    if extra and options.command != "test":
        _parser().error(f"unrecognized arguments: {' '.join(extra)}")
    try:
        return _run(options, extra)
    except MissingPrerequisite as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace, extra: list[str]) -> int:
    if options.command == "env":
        return envfile.run()
    if options.command == "install":
        environment.ensure("dev" if options.dev else "demo")
        return 0
    # What follows needs the installed packages, hence the late imports.
    if options.command == "demo":
        environment.enter("demo")
        from launch import demo

        return demo.run(reset=options.reset)
    environment.enter("dev")
    from launch import suite

    return suite.checks() if options.checks_only else suite.run(extra)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m launch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="start the product on http://localhost:$PORT (8000)")
    demo.add_argument("--reset", action="store_true", help="tell the demo's story anew")
    test = commands.add_parser("test", help="run every check and test; the rest goes to pytest")
    test.add_argument("--checks-only", action="store_true", help="stop before the tests")
    install = commands.add_parser("install", help="make .venv and nothing else")
    install.add_argument("--dev", action="store_true", help="with the tools of the tests")
    commands.add_parser("env", help="write a .env with fresh secrets for a deployment")
    return parser
