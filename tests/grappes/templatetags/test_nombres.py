"""French plurals begin at two."""

import pytest

from grappes.templatetags.nombres import pluriel


@pytest.mark.parametrize(("nombre", "marque"), [(0, ""), (1, ""), (2, "s"), (1000, "s")])
def test_the_plural_begins_at_two(nombre, marque):
    assert pluriel(nombre) == marque
