"""The commands. Any Python 3 must be able to read this file, so that an old one gets a sentence."""

import sys

OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:
        # An f-string would be a syntax error to the very Python that must read this sentence.
        sys.exit(
            "Grappes needs Python %d.%d or newer and this is Python %d.%d: "  # noqa: UP031
            "name a newer one, as in `python3.13 -m launch demo`." % (OLDEST + sys.version_info[:2])
        )
    from launch.cli import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    main()
