"""The environment is made once, from whatever the machine has; what it lacks is said."""

import ast
import os
import re
import subprocess
import sys

import pytest

from launch import ROOT
from tests.launch.conftest import refusal

pytestmark = pytest.mark.once

ABSENT = "grappes-absent==1.0 --hash=sha256:" + "0" * 64
NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "1",
    "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple",
    "UV_HTTP_RETRIES": "0",
}


def path_without_uv():
    return os.pathsep.join(
        place
        for place in os.environ["PATH"].split(os.pathsep)
        if not os.access(os.path.join(place, "uv"), os.X_OK)
    )


@pytest.mark.parametrize("path", [os.environ["PATH"], path_without_uv()], ids=["uv", "pip"])
def test_environment_is_made_once_and_again_when_its_list_changes(clone, path):
    assert "Installed in" in clone.launch("install", PATH=path).stdout
    assert clone.launch("install", PATH=path).stdout == ""

    clone.require("demo", "# a changed list\n")
    assert "Installed in" in clone.launch("install", PATH=path).stdout


def test_list_of_the_tests_satisfies_the_demo_but_not_the_reverse(clone):
    clone.launch("install", "--dev")
    assert clone.launch("install").stdout == ""

    clone.require("demo", "# a changed list, which the list of the tests no longer holds\n")
    clone.require("dev", "# changed too\n")
    assert "requirements-demo.txt" in clone.launch("install").stdout
    assert "requirements-dev.txt" in clone.launch("install", "--dev").stdout


def test_broken_environment_is_made_again(clone):
    clone.launch("install")
    (clone.root / ".venv/bin/python").unlink()

    assert "Installed in" in clone.launch("install").stdout
    subprocess.run([clone.root / ".venv/bin/python", "-c", ""], check=True)


@pytest.mark.parametrize("path", [os.environ["PATH"], path_without_uv()], ids=["uv", "pip"])
def test_package_index_out_of_reach_is_one_sentence_and_is_tried_again(clone, path):
    clone.require("demo", ABSENT)
    for _ in range(2):
        sentence = refusal(clone.launch("demo", PATH=path, **NO_INDEX))
        assert sentence.startswith("The package index cannot be reached: check the network")


def test_package_that_cannot_be_installed_is_named(clone):
    clone.require("demo", "./nothing-here\n")

    sentence = refusal(clone.launch("install", PATH=path_without_uv()))
    assert re.match(r"The packages cannot be installed: .*nothing-here", sentence)


def test_python_without_any_installer_is_one_sentence(clone, tmp_path):
    for module in ("pip", "ensurepip"):
        (tmp_path / "broken" / module).mkdir(parents=True)
        (tmp_path / "broken" / module / "__init__.py").write_text("raise ImportError")

    done = clone.launch("install", PATH=path_without_uv(), PYTHONPATH=str(tmp_path / "broken"))
    assert refusal(done).startswith("Neither pip, nor ensurepip, nor uv is there")


def test_old_python_is_one_sentence():
    script = (
        "import runpy, sys; sys.version_info = (3, 9, 18);"
        "runpy.run_module('launch', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert refusal(done).startswith("Grappes needs Python 3.11 or newer and this is Python 3.9:")


@pytest.mark.parametrize("module", ["__init__", "__main__"])
def test_what_an_old_python_reads_first_is_within_its_grammar(module):
    ast.parse((ROOT / "launch" / f"{module}.py").read_text(), feature_version=(3, 7))
