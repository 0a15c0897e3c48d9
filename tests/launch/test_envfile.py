"""The .env of a deployment: fresh secrets, its owner's alone, never written over."""

import re

import pytest

from launch.envfile import SECRETS
from tests.launch.conftest import refusal

pytestmark = pytest.mark.once


def values(path):
    return dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", path.read_text()))


def test_secrets_are_fresh_and_the_rest_is_the_example(clone):
    assert clone.launch("env").returncode == 0

    written, example = values(clone.root / ".env"), values(clone.root / ".env.example")
    assert {name: len(written[name]) for name in SECRETS} == dict.fromkeys(SECRETS, 64)
    assert len({written[name] for name in SECRETS}) == len(SECRETS)
    assert written | dict.fromkeys(SECRETS, "") == example
    assert (clone.root / ".env").stat().st_mode & 0o777 == 0o600


def test_existing_file_is_refused_and_kept(clone):
    (clone.root / ".env").write_text("SECRET_KEY=in-use\n")

    assert "exists and is left as it is" in refusal(clone.launch("env"))
    assert (clone.root / ".env").read_text() == "SECRET_KEY=in-use\n"
