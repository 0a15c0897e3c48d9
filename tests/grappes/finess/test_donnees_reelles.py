"""The open data themselves, where a `shared` folder stands beside the checkout."""

import csv
import gzip

import pytest
from django.conf import settings

from grappes.finess.lecture import EtablissementLu, Lecture
from grappes.finess.numero import cle_valide

DONNEES = settings.BASE_DIR.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DONNEES.is_dir(), reason="only with a folder of real data beside the checkout"
)


def test_the_59_924_numbers_of_the_2021_register_check_out():
    numeros = set()
    chemin = DONNEES / "finess_essms_20210108_national.csv.gz"
    with gzip.open(chemin, "rt", encoding="utf-8") as fichier:
        for ligne in csv.DictReader(fichier, delimiter=";"):
            numeros |= {ligne["nofinesset"], ligne["nofinessej"]}

    assert len(numeros) == 59_924
    assert [numero for numero in numeros if not cle_valide(numero)] == []


@pytest.mark.parametrize(
    ("nom", "lignes"),
    [
        ("etalab_layout_reconstructed_corse_20210108_latin1.csv", 488),
        ("etalab_layout_reconstructed_hauts-de-france_20210108_latin1.csv", 8_577),
        ("finess_etalab_20260512_verbatim_sample.csv", 7),
    ],
)
def test_an_official_layout_is_read_whole_and_without_a_notice(nom, lignes):
    lecture = Lecture(DONNEES / nom)
    assert len(list(lecture)) == lignes
    assert lecture.constats.phrases() == []


def test_the_latin_1_accents_of_hauts_de_france_are_read():
    lecture = Lecture(DONNEES / "etalab_layout_reconstructed_hauts-de-france_20210108_latin1.csv")
    noms = {lu.finess_geographique: lu.raison_sociale for lu in lecture}
    assert noms["020000097"] == "CH LA FÈRE"


def test_the_sample_that_went_through_excel_is_mended():
    lecture = Lecture(DONNEES / "finess_excel_mangled_20260107_verbatim_sample.csv")
    lus = [lu for lu in lecture if isinstance(lu, EtablissementLu)]
    assert [(lu.finess_geographique, lu.departement, lu.siret) for lu in lus] == [
        ("010000024", "01", ""),
        ("010002129", "01", ""),
        ("020000097", "02", ""),
    ]
    assert any("notation scientifique" in phrase for phrase in lecture.constats.phrases())
