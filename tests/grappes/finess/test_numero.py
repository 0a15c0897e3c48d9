"""What people type as a number: read, mended, or refused with the mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappes.finess.numero import (
    Numero,
    NumeroInvalide,
    cle,
    cle_valide,
    lire_finess,
    lire_siren,
    luhn,
)

DEPARTEMENTS = ["01", "59", "75", "2A", "2B", "97", "98"]


@pytest.mark.parametrize(
    "numero",
    ["010000024", "010780054", "2A0000196", "2A0022893", "2B0004113", "970302287", "980501506"],
)
def test_a_real_number_is_valid(numero):
    assert cle_valide(numero) is True


@pytest.mark.parametrize(
    "numero",
    [
        "010000025",
        "2A0000197",
        "2B0004114",
        "2C0000196",
        "000000000",
        "10000024",
        "01000002\uff14",
        "",
    ],
)
def test_a_wrong_number_is_not_valid(numero):
    assert cle_valide(numero) is False


@given(st.sampled_from(DEPARTEMENTS), st.text("0123456789", min_size=6, max_size=6))
def test_one_check_digit_only_completes_a_number(departement, milieu):
    debut = departement + milieu
    assert [c for c in "0123456789" if cle_valide(debut + c)] == [cle(debut)]


@pytest.mark.parametrize("debut", ["", "5990000", "599000001", "2C900001"])
def test_what_begins_no_number_has_no_check_digit(debut):
    with pytest.raises(ValueError, match="is not the beginning"):
        cle(debut)


@given(st.sampled_from(DEPARTEMENTS), st.text("0123456789", min_size=6, max_size=6), st.data())
def test_any_single_wrong_digit_is_seen(departement, milieu, data):
    numero = departement + milieu + cle(departement + milieu)
    rang = data.draw(st.integers(2, 8))
    faux = data.draw(st.sampled_from([c for c in "0123456789" if c != numero[rang]]))
    assert cle_valide(numero[:rang] + faux + numero[rang + 1 :]) is False


@given(st.text())
def test_whatever_is_typed_gives_a_number_or_a_sentence(saisie):
    for lire in (lire_finess, lire_siren):
        try:
            reponse = lire(saisie).valeur
        except NumeroInvalide as erreur:
            reponse = str(erreur)
        assert reponse.endswith(".") or luhn(reponse.replace("A", "1").replace("B", "2"))


@pytest.mark.parametrize(
    "saisie",
    [
        "010780054",
        " 01 078 005 4 ",
        "01\u00a0078\u202f0054",
        "'010780054",
        "\uff10\uff11\uff10\uff17\uff18\uff10\uff10\uff15\uff14",
        "01-078.0054",
        "\ufeff010780054",
    ],
)
def test_ornaments_are_removed_without_a_word(saisie):
    assert lire_finess(saisie) == Numero("010780054")


def test_a_corsican_letter_may_be_typed_small():
    assert lire_finess("2a 0000196") == Numero("2A0000196")


def test_a_lost_leading_zero_is_given_back_with_a_notice():
    lu = lire_finess("10780054")

    assert lu.valeur == "010780054"
    assert lu.avis == "Le zéro initial, perdu par un tableur, a été rétabli : 010780054."


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ("", "Indiquez le numéro FINESS"),
        ("   ", "Indiquez le numéro FINESS"),
        ("26010004500012", "Ce numéro de 14 chiffres est un SIRET"),
        ("0107800", "Un numéro FINESS compte 9 caractères, celui-ci en compte 7"),
        ("10780055", "celui-ci en compte 8 et le zéro initial n’y suffit pas"),
        ("O10780054", "Vérifiez qu’un O n’a pas remplacé un zéro"),
        ("010780045", "un chiffre est faux, ou deux chiffres sont inversés"),
    ],
)
def test_a_malformed_finess_is_refused_with_its_mend(saisie, phrase):
    with pytest.raises(NumeroInvalide) as erreur:
        lire_finess(saisie)
    assert phrase in str(erreur.value)


def test_a_siren_is_read_and_a_siret_gives_its_siren():
    assert lire_siren("356 000 000").valeur == "356000000"
    assert lire_siren("260 100 045 00012") == Numero(
        "260100045", "Ce numéro est un SIRET : nous en avons gardé le SIREN."
    )


@pytest.mark.parametrize("saisie", ["", "000000000", "260100046", "2601000", "26010004A"])
def test_a_malformed_siren_is_refused(saisie):
    with pytest.raises(NumeroInvalide, match="Ce numéro SIREN n’est pas valide"):
        lire_siren(saisie)
