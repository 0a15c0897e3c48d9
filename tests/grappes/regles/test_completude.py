"""What a submission owes is said once, in sentences that lead to their place."""

import pytest

from grappes.models import Candidature
from grappes.regles.completude import Etape, manques, saisies_en_attente
from grappes.services.dossiers import candidatures
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_complete_file_owes_nothing(campagne):
    assert manques(factories.make_brouillon()) == []


def test_an_empty_draft_owes_its_steps_in_order(campagne):
    candidature = candidatures.commencer(campagne, prenom="A", nom="B", courriel="a@b.example")

    etapes = [manque.etape for manque in manques(candidature)]

    assert etapes == [Etape.ORGANISME, *[Etape.PROJET] * 3, Etape.VERIFICATION]


@pytest.mark.parametrize(
    ("nombre", "phrase"),
    [
        (1, "Indiquez le type de projet de {}."),
        (2, "Indiquez le type de projet de {} et de 1 autre établissement."),
        (3, "Indiquez le type de projet de {} et de 2 autres établissements."),
    ],
)
def test_lines_that_lack_the_same_thing_make_one_sentence(campagne, nombre, phrase):
    candidature = factories.make_brouillon(organisme=factories.make_organisme(nombre))
    candidature.lignes.update(type_projet="")
    premiere = candidature.lignes.first()

    (manque,) = manques(candidature)

    assert (manque.phrase, manque.ligne) == (phrase.format(premiere.nom), premiere.pk)


def test_an_unticked_line_owes_nothing(campagne):
    candidature = factories.make_brouillon()
    ligne = candidature.lignes.first()
    candidature.lignes.filter(pk=ligne.pk).update(retenue=False, personnes_accompagnees=None)

    assert manques(candidature) == []


def test_a_file_without_any_establishment_owes_one(campagne):
    candidature = factories.make_brouillon()
    candidature.lignes.update(retenue=False)

    assert [m.phrase for m in manques(candidature)] == ["Retenez au moins un établissement."]


def test_what_waits_to_be_corrected_is_listed_apart(campagne):
    candidature = factories.make_brouillon(saisie={"projet": {"portage": ["peut-être"]}})

    assert manques(Candidature.objects.get(pk=candidature.pk)) == []
    assert [m.etape for m in saisies_en_attente(candidature)] == [Etape.PROJET]
