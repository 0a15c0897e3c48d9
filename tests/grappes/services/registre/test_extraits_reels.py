"""The 2021 open data loaded for real, where a `shared` folder stands beside the checkout."""

import csv

import pytest
from django.conf import settings
from django.db.models import Count

from grappes.models import Etablissement
from grappes.services.registre.chargement import Bilan, importer
from grappes.services.registre.referentiels import charger_referentiels

DONNEES = settings.BASE_DIR.parent / "shared" / "data"
pytestmark = [
    pytest.mark.skipif(
        not DONNEES.is_dir(), reason="only with a folder of real data beside the checkout"
    ),
    pytest.mark.django_db,
]
CORSE = "etalab_layout_reconstructed_corse_20210108_latin1.csv"
HAUTS_DE_FRANCE = "etalab_layout_reconstructed_hauts-de-france_20210108_latin1.csv"


@pytest.fixture(autouse=True)
def _referentiels(db):
    charger_referentiels()


def test_both_regions_load_and_a_second_import_changes_nothing():
    chemins = [DONNEES / CORSE, DONNEES / HAUTS_DE_FRANCE]

    premier, second = importer(chemins), importer(chemins)

    assert premier.etablissements == Bilan(lus=9_065, nouveaux=9_065)
    assert second.etablissements == Bilan(lus=9_065)
    assert premier.avis == second.avis == []


def test_corsica_alone_closes_nothing_in_hauts_de_france():
    importer([DONNEES / HAUTS_DE_FRANCE])
    assert importer([DONNEES / CORSE]).etablissements.fermes == 0


@pytest.mark.parametrize(("nom", "region"), [(CORSE, "94"), (HAUTS_DE_FRANCE, "32")])
def test_esms_and_organismes_agree_with_the_counts_published_beside_the_data(nom, region):
    with (DONNEES / "essms_by_region_20210108.csv").open(encoding="utf-8") as fichier:
        comptes = {ligne["code_region"]: ligne for ligne in csv.DictReader(fichier, delimiter=";")}
    publie = comptes[region]

    importer([DONNEES / nom])

    esms = Etablissement.objects.ouverts().medico_sociaux()
    assert esms.count() == int(publie["essms"])
    assert esms.values("organisme").distinct().count() == int(publie["og"])
    par_secteur = dict(esms.values_list("categorie__secteur").annotate(nombre=Count("pk")))
    assert par_secteur["domicile"] == int(publie["Domicile"])
    assert par_secteur["handicap-enfants"] == int(publie["PH enfants"])


def test_the_sample_of_2026_loads_overseas_and_wallis_included():
    importer([DONNEES / "finess_etalab_20260512_verbatim_sample.csv"])

    departements = Etablissement.objects.order_by("finess_geographique")
    assert list(departements.values_list("departement", flat=True)) == [
        "01",
        "972",
        "972",
        "973",
        "974",
        "976",
        "986",
    ]


def test_the_sample_that_went_through_excel_loads_and_says_its_damage():
    compte_rendu = importer([DONNEES / "finess_excel_mangled_20260107_verbatim_sample.csv"])

    assert compte_rendu.etablissements == Bilan(lus=3, nouveaux=3)
    assert len(compte_rendu.avis) == 6
