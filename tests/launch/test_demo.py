"""What the demo refuses, in a sentence each, and the key that it keeps."""

import fcntl
import re
import shutil
import socket

import pytest

from launch import demo
from tests.launch.conftest import refusal

pytestmark = pytest.mark.once


def test_port_taken_is_one_sentence(clone):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = refusal(clone.launch("demo", PORT=str(port)))

    assert sentence.startswith(f"Port {port} cannot be used (Address already in use): choose")


def test_port_that_is_none_is_one_sentence(clone):
    for port in ("http", "0", "65536", "-1"):
        sentence = refusal(clone.launch("demo", PORT=port))

        assert sentence == f"PORT must be a number from 1 to 65535, not '{port}'."


def test_second_demo_in_one_folder_is_refused(clone):
    clone.launch("install")
    (clone.root / "var").mkdir(exist_ok=True)
    with (clone.root / "var/demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sentence = refusal(clone.launch("demo"))

    assert sentence.startswith("A demo already runs from this folder: stop it first")


def test_database_directory_that_cannot_be_written_is_one_sentence(clone):
    clone.launch("install")
    shutil.rmtree(clone.root / "var")
    (clone.root / "var").write_text("a file where a directory must be")

    sentence = refusal(clone.launch("demo"))
    assert re.match("The directory of the database, .*/var, cannot be written: ", sentence)


def test_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    path = tmp_path / "secret"
    key = demo.secret_key(path)

    assert len(key) == 64
    assert demo.secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
