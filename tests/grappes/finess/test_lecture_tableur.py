"""An extract that went through a spreadsheet: what is mended, what is lost, and that it is said."""

from datetime import date

import pytest

from grappes.finess.extrait import ExtraitRefuse
from grappes.finess.lecture import Lecture
from tests.extraits import ecrire, position, structure

ABIMEE = structure(
    finess="10000024",
    juridique="10780054",
    departement="1",
    ville="01440 VIRIAT",
    telephone="474454647",
    siret="2,601E+13",
    ouvert="13/02/1979",
    maj="04/02/2020",
)
ENTETE_ABIMEE = "finess;etalab;93;07/01/2026" + ";" * 28


@pytest.fixture
def lecture(tmp_path):
    return Lecture(ecrire(tmp_path, ABIMEE, entete=ENTETE_ABIMEE))


def test_lost_zeros_and_turned_dates_are_mended(lecture):
    (lu,) = lecture
    assert (lu.finess_geographique, lu.finess_juridique) == ("010000024", "010780054")
    assert (lu.departement, lu.telephone) == ("01", "0474454647")
    assert (lu.ouvert_le, lu.mis_a_jour_le) == (date(1979, 2, 13), date(2020, 2, 4))
    assert lecture.date_extrait == date(2026, 1, 7)


def test_a_siret_in_scientific_notation_is_left_out(lecture):
    assert [lu.siret for lu in lecture] == [""]


def test_all_of_it_is_said_with_how_often_and_where(lecture):
    list(lecture)
    assert lecture.constats.phrases() == [
        "Zéro initial perdu par un tableur, rétabli (FINESS géographique) : 1 fois, "
        "d’abord ligne 2.",
        "Zéro initial perdu par un tableur, rétabli (FINESS juridique) : 1 fois, d’abord ligne 2.",
        "Zéro initial perdu par un tableur, rétabli (département) : 1 fois, d’abord ligne 2.",
        "Zéro initial perdu par un tableur, rétabli (téléphone) : 1 fois, d’abord ligne 2.",
        "SIRET écrit en notation scientifique par un tableur, laissé de côté : 1 fois, "
        "d’abord ligne 2.",
        "Date écrite en jour/mois/année par un tableur, relue : 2 fois, d’abord ligne 2.",
    ]


def test_a_finess_in_scientific_notation_refuses_the_file(tmp_path):
    with pytest.raises(ExtraitRefuse, match="FINESS géographique « 5,99E\\+08 » : abîmé par un"):
        list(Lecture(ecrire(tmp_path, structure(finess="5,99E+08"))))


def test_a_position_with_a_decimal_comma_and_padding_is_read(tmp_path):
    chemin = ecrire(tmp_path, structure(), position(x="704000,0", y="7059000,0") + ";" * 26)
    *_, lue = Lecture(chemin)
    assert round(lue.latitude, 3) == 50.628


@pytest.mark.parametrize(
    ("x", "y"), [("7059000", "704000"), ("abc", "1"), ("nan", "nan"), ("inf", "0"), ("1e308", "1")]
)
def test_a_position_out_of_its_projection_is_left_out_and_said(tmp_path, x, y):
    lecture = Lecture(ecrire(tmp_path, structure(), position(x=x, y=y)))
    assert len(list(lecture)) == 1
    assert lecture.constats.phrases() == [
        "Position illisible ou hors de sa projection, laissée de côté : 1 fois, d’abord ligne 3."
    ]


def test_an_unreadable_date_and_a_wrong_siret_never_refuse_a_line(tmp_path):
    lecture = Lecture(ecrire(tmp_path, structure(ouvert="31/02/2001", siret="26010004500013")))
    (lu,) = lecture
    assert (lu.ouvert_le, lu.siret) == (None, "26010004500013")
    assert lecture.constats.phrases() == [
        "SIRET dont la clé est fausse, gardé tel quel : 1 fois, d’abord ligne 2.",
        "Date illisible, laissée vide : 1 fois, d’abord ligne 2.",
    ]
