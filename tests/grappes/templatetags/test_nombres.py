"""Numbers as they are said in French."""

import pytest

from grappes.templatetags.nombres import pluriel, telephone


@pytest.mark.parametrize(("nombre", "marque"), [(0, ""), (1, ""), (2, "s"), (1000, "s")])
def test_the_plural_begins_at_two(nombre, marque):
    assert pluriel(nombre) == marque


@pytest.mark.parametrize(
    ("numero", "lu"),
    [("0320123456", "03 20 12 34 56"), ("+352123456", "+352123456"), ("", "")],
)
def test_a_telephone_number_is_read_by_pairs(numero, lu):
    assert telephone(numero) == lu.replace(" ", "\u00a0")
