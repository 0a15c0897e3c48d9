"""From a bare machine to the running product: `python3 -m launch demo|test|install|env`.

Nothing but the standard library is imported before the environment exists. The broker and the
PostgreSQL cluster that it starts are context managers that the tests use too.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"


class MissingPrerequisite(Exception):
    """Something that this machine lacks; the message is one sentence for the person at it."""
