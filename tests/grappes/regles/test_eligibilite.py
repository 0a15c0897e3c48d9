"""The verdict of a line under a règlement."""

import datetime

import pytest

from grappes.models import EtablissementDeclare
from grappes.regles.eligibilite import Cadre, juger
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ligne(campagne):
    return factories.make_brouillon(campagne).lignes.select_related("etablissement").first()


def verdict(ligne, categories=("500",), **regles):
    reglement = ligne.candidature.campagne.reglement
    for nom, valeur in regles.items():
        setattr(reglement, nom, valeur)
    jugement = juger(ligne, Cadre(reglement, categories))
    return str(jugement.verdict), jugement.regle


def test_open_establishment_of_an_admitted_category_is_eligible(ligne):
    assert verdict(ligne) == ("eligible", "Catégorie éligible, établissement ouvert")


def test_closed_establishment_is_excluded(ligne):
    ligne.etablissement.ferme_le = datetime.date(2025, 12, 31)
    assert verdict(ligne) == ("exclu", "Établissement fermé depuis le 31/12/2025")


def test_category_outside_the_reglement_is_excluded(ligne):
    assert verdict(ligne, categories=()) == ("exclu", "Catégorie 500 hors du champ du règlement")


def test_category_that_the_collectif_has_not_settled_is_doubtful(ligne):
    ligne.etablissement.categorie.l312_1 = None
    assert verdict(ligne, categories=()) == (
        "douteux",
        "Catégorie 500 à vérifier par le Collectif",
    )


def test_establishment_unknown_to_the_register_is_doubtful(ligne):
    ligne.etablissement = None
    assert verdict(ligne) == ("douteux", "FINESS absent du référentiel")


def test_establishment_of_another_organisme_is_doubtful(ligne):
    ligne.etablissement.organisme = factories.make_organisme()
    assert verdict(ligne)[0] == "douteux"


@pytest.mark.parametrize(
    ("champs", "regle"),
    [
        ({"financement_anterieur": "oui"}, "exclut_financement_anterieur"),
        ({"contrat_signe": "oui"}, "exclut_acquisition_sous_contrat"),
        ({"commande_sons": "vague_1"}, "exclut_sons_autre_logiciel"),
    ],
)
def test_declaration_leaves_a_doubt_only_where_the_reglement_excludes(ligne, champs, regle):
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    assert verdict(ligne)[0] == "douteux"
    assert verdict(ligne, **{regle: False})[0] == "eligible"


def test_sons_order_for_the_same_software_suits_a_mise_en_conformite(ligne):
    ligne.type_projet = "mise_en_conformite"
    ligne.commande_sons = EtablissementDeclare.Sons.VAGUE_2
    ligne.sons_dui = ligne.dui
    assert verdict(ligne)[0] == "eligible"
    ligne.sons_dui = factories.make_dui("Logiciel B")
    assert verdict(ligne) == ("douteux", "Commande SONS pour un autre logiciel")
