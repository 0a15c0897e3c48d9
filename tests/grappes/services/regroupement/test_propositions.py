"""The anonymous card: what it tells, and what nobody can guess from it."""

import pytest

from grappes.models import Place, Reglement, Secteur
from grappes.services.regroupement import places, promesses, propositions
from grappes.services.regroupement.anonymat import ANONYMAT
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposee(campagne):
    Reglement.objects.update(petit_og_moins_de=15)
    for _ in range(ANONYMAT):
        factories.make_organisme(etablissements=1)
    grappe = factories.make_proposee(campagne=campagne, membres=3)
    Secteur.objects.update(nom="Personnes âgées")
    return grappe


def test_card_tells_size_sectors_places_and_software(proposee):
    fiche = propositions.fiche(proposee.places.get(role=Place.Role.MEMBRE))

    assert (fiche.organismes, fiche.esms, fiche.dui) == (3, "6", "Logiciel A")
    assert (fiche.secteurs, fiche.departements) == (["Personnes âgées"], ["Nord (59)"])
    assert fiche.reponse_avant_le == proposee.reponse_avant_le
    assert fiche.porteur == (
        "un organisme de moins de 15 ESMS, surtout actif en «\u00a0Personnes âgées\u00a0», Nord"
    )


def test_card_tells_the_porteur_that_it_is_the_one(proposee):
    assert propositions.fiche(proposee.porteur).porteur == "votre organisme"


def test_card_names_no_member(proposee):
    place = proposee.places.get(role=Place.Role.MEMBRE)
    texte = str(propositions.fiche(place))

    for autre in proposee.places.all():
        organisme = autre.candidature.organisme
        assert organisme.raison_sociale not in texte
        assert organisme.finess_juridique not in texte
        assert autre.candidature.titulaire.nom not in texte


def test_excluded_and_unticked_lines_are_not_counted(proposee):
    candidature = proposee.porteur.candidature
    exclue, decochee = candidature.lignes.all()
    exclue.verdict = "exclu"
    exclue.save()
    decochee.retenue = False
    decochee.save()

    grappe = promesses.lire_grappe(proposee.pk)
    assert promesses.actuelle(grappe, proposee.porteur).esms == 4


def actes(place):
    return [acte for acte, _ in propositions.reponses_possibles(Place.objects.get(pk=place.pk))]


def test_answers_follow_the_table(proposee):
    place = proposee.porteur
    assert actes(place) == ["accepter", "discuter", "refuser"]
    places.repondre(place, "discuter", auteur=CANDIDATE)
    assert actes(place) == ["accepter", "refuser"]
    places.repondre(place, "accepter", auteur=CANDIDATE)
    assert actes(place) == ["refuser"]


def test_no_answer_once_constituted_nor_before_being_told(campagne):
    assert actes(factories.make_constituee(campagne=campagne).porteur) == []
    assert actes(factories.make_grappe(campagne=campagne).porteur) == []
