"""The reference tables: complete, loaded once, never over staff's edits."""

import pytest

from grappes.models import Categorie, Departement, Region, Secteur
from grappes.services.registre.referentiels import charger_referentiels


@pytest.fixture(autouse=True)
def _base(db):
    charger_referentiels()


def test_a_second_loading_adds_nothing():
    assert charger_referentiels() == {
        "régions": 0,
        "départements": 0,
        "secteurs": 0,
        "catégories": 0,
        "logiciels": 0,
    }


def test_staff_s_edits_survive_and_what_is_missing_returns():
    Secteur.objects.filter(code="ahi").update(nom="Hébergement")
    Categorie.objects.filter(code="462").update(l312_1=True)
    Categorie.objects.filter(code="101").delete()

    ajouts = charger_referentiels()

    assert Secteur.objects.get(code="ahi").nom == "Hébergement"
    assert Categorie.objects.get(code="462").l312_1 is True
    assert ajouts["catégories"] == 1


def test_territories_are_complete():
    assert Region.objects.count() == 18
    assert Departement.objects.count() == 101 + 7
    assert Departement.objects.get(code_finess="9A").nom == "Guadeloupe"
    assert Departement.objects.get(code="2B").region.nom == "Corse"
    assert list(
        Departement.objects.filter(region=None).values_list("code", flat=True).order_by("code")
    ) == ["975", "977", "978", "984", "986", "987", "988"]


def test_there_are_eight_sectors_and_each_has_eligible_categories():
    secteurs = Secteur.objects.filter(categories__l312_1=True).distinct()
    assert secteurs.count() == Secteur.objects.count() == 8


@pytest.mark.parametrize(
    ("code", "secteur", "l312_1"),
    [
        ("500", "personnes-agees", True),
        ("202", "personnes-agees", True),
        ("209", "domicile", True),
        ("221", "handicap-enfants", True),
        ("247", None, False),  # entreprise adaptée
        ("362", None, False),  # USLD: sanitary
        ("462", "enfance", None),  # lieu de vie: the Collectif has to settle it
    ],
)
def test_categories_stand_where_the_law_puts_them(code, secteur, l312_1):
    categorie = Categorie.objects.get(code=code)
    assert (categorie.secteur_id, categorie.l312_1) == (secteur, l312_1)


def test_every_eligible_category_has_its_sector_and_paragraph():
    incompletes = Categorie.objects.filter(l312_1=True).exclude(
        secteur__isnull=False, reference__gt=""
    )
    assert list(incompletes) == []


def test_categories_to_check_by_hand_say_so():
    codes = Categorie.objects.filter(reference__startswith="à vérifier").values_list("code")
    assert sorted(code for (code,) in codes) == ["341", "342", "462", "608", "643", "644"]
