"""The README says what the code does."""

from pathlib import Path

import pytest

from grappes.management.commands.diagramme import STATUTS, diagramme

README = Path(__file__).resolve().parent.parent.parent / "README.md"


@pytest.mark.parametrize("modele", STATUTS)
def test_status_diagram_is_the_one_the_tables_draw(modele):
    assert diagramme(modele) in README.read_text(), "run: python manage.py diagramme"
