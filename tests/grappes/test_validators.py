import pytest
from django.core.exceptions import ValidationError

from grappes.validators import lire_telephone, valider_finess


@pytest.mark.parametrize(
    ("saisie", "numero"),
    [
        ("03 20 12 34 56", "0320123456"),
        ("03.20.12.34.56", "0320123456"),
        ("+33 3 20 12 34 56", "0320123456"),
        ("+33 (0)3 20 12 34 56", "0320123456"),
        ("0033320123456", "0320123456"),
        ("0262 12 34 56", "0262123456"),
        ("+32 2 123 45 67", "+3221234567"),
    ],
)
def test_phone_is_read_as_people_write_it(saisie, numero):
    assert lire_telephone(saisie) == numero


@pytest.mark.parametrize("saisie", ["0320", "12345", "abcdefghij", "00 00 00 00 00", "+1"])
def test_wrong_phone_gets_a_sentence(saisie):
    with pytest.raises(ValidationError, match="dix chiffres"):
        lire_telephone(saisie)


def test_mendable_finess_is_shown_in_its_canonical_form():
    valider_finess("010780054")
    with pytest.raises(ValidationError, match=r"FINESS ainsi.+ 010780054"):
        valider_finess("10780054")
