"""A `.env` for a deployment: the example file with fresh secrets in it."""

import os
import re
import secrets
from pathlib import Path

from launch import ROOT, MissingPrerequisite

SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD")


def run() -> int:
    write(ROOT / ".env.example", ROOT / ".env")
    print(
        "Wrote .env with fresh secrets, readable by you alone. "
        "Set SITE_URL and EMAIL_URL in it, then: docker compose up -d --build"
    )
    return 0


def write(example: Path, target: Path) -> None:
    """Copy `example` to `target` (mode 600) with its empty secrets filled in.

    Raises MissingPrerequisite rather than write over a file: its secrets may be in use.
    """
    text = example.read_text()
    for name in SECRETS:
        # URL-safe: the password stands in DATABASE_URL, and "$" would be read by compose.
        text, found = re.subn(rf"(?m)^{name}=$", f"{name}={secrets.token_urlsafe(48)}", text)
        assert found == 1, f"{example} must hold one empty {name}"
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise MissingPrerequisite(
            f"{target} exists and is left as it is: its secrets may be in use (move it away first)."
        ) from error
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
