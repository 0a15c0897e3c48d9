"""What answers of the FAQ say of the campagnes, whatever their number and their state."""

import datetime

import pytest
from django.utils import timezone

from faq import ports
from faq.models import Question, Rubrique
from grappes.models import FenetreDepot, Instruction, Reglement
from grappes.services.campagnes import reglements
from grappes.services.campagnes.faits import faits, libelles
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def corse(campagne):
    """A second campagne, of another region."""
    return factories.make_campagne(region=factories.make_region("94", "Corse"))


def publier(campagne, ouvre, ferme):
    instruction = Instruction.objects.create(
        campagne=campagne,
        reference="Instruction 2027/12",
        signee_le=datetime.date(2027, 3, 1),
        url="https://exemple.fr/texte",
        reglement=campagne.reglements.first(),
        publication_le=timezone.now(),
    )
    FenetreDepot.objects.create(
        instruction=instruction, route="regionale", ouvre_le=ouvre, ferme_le=ferme
    )


def test_every_fact_has_a_label_and_the_faq_knows_it(campagne):
    assert faits().keys() == libelles().keys()
    assert {variable.nom for variable in ports.variables()} == set(libelles())


def test_the_facts_of_one_campagne(campagne):
    Reglement.objects.update(
        seuil_esms=15, seuil_reduit=8, plafond_esms=50, minimum_og=2, quorum_divulgation=80
    )
    campagne.ouvre_le, campagne.ferme_le = datetime.date(2026, 10, 1), datetime.date(2027, 1, 15)
    campagne.save()
    publier(campagne, datetime.date(2027, 4, 1), datetime.date(2999, 5, 31))

    assert {nom: texte for nom, texte in faits().items() if nom != "etat_campagne"} == {
        "ouverture_recueil": "1er octobre 2026",
        "cloture_recueil": "15 janvier 2027",
        "seuil_esms": "au moins 15 établissements (ESMS)",
        "seuil_reduit": "au moins 8 établissements (ESMS)",
        "plafond_esms": "au plus 50 établissements (ESMS)",
        "minimum_og": "au moins 2 organismes gestionnaires",
        "delai_reponse": "21 jours",
        "quorum": "au moins 80\u00a0% des membres",
        "reference_instruction": "Instruction 2027/12",
        "date_instruction": "1er mars 2027",
        "depot_regional": "du 1er avril 2027 au 31 mai 2999",
        "depot_multiregional": None,
        "depot_national": None,
    }


def test_a_fact_on_which_campagnes_differ_is_left_to_the_fallback(campagne, corse):
    corse.reglements.update(seuil_esms=8)

    assert faits()["seuil_esms"] is None
    assert faits()["delai_reponse"] == "21 jours"


def test_a_campagne_whose_rules_are_not_known_leaves_the_fallback(campagne):
    factories.make_campagne(region=factories.make_region("94", "Corse"), reglement=False)

    assert faits()["seuil_esms"] is None


def test_a_campagne_that_is_over_does_not_silence_the_others(campagne, corse):
    corse.reglements.update(seuil_esms=8)
    publier(corse, datetime.date(2020, 1, 1), datetime.date(2020, 2, 1))

    assert faits()["seuil_esms"] == "au moins 3 établissements (ESMS)"


def test_regions_in_the_same_state_are_told_once(campagne, corse):
    phrase = faits()["etat_campagne"]

    assert phrase.startswith("Le recueil des candidatures est ouvert jusqu’au ")


def test_regions_in_different_states_are_told_one_by_one(campagne, corse):
    corse.ouvre_le = corse.ferme_le = datetime.date(2026, 1, 1)
    corse.save()

    phrase = faits()["etat_campagne"]

    assert phrase.startswith(
        "Hauts-de-France\u00a0: le recueil des candidatures est ouvert jusqu’au "
    )
    assert "Corse\u00a0: le recueil est clos depuis le 1er janvier 2026." in phrase


def test_all_facts_cost_as_many_queries_for_one_campagne_as_for_two(
    campagne, corse, django_assert_num_queries
):
    with django_assert_num_queries(2):
        faits()


def test_a_reglement_in_force_sends_dependent_answers_to_review_with_the_reason(campagne):
    rubrique = Rubrique.objects.create(slug="grappes", titre="Grappes")
    for slug, depend in (("seuil", True), ("carte", False)):
        Question.objects.create(
            slug=slug, question=slug, rubrique=rubrique, depend_de_l_instruction=depend
        )

    reglements.mettre_en_vigueur(reglements.nouvelle_version(campagne))

    due = Question.objects.a_relire(timezone.localdate()).get()
    assert due.slug == "seuil"
    assert due.motif_relecture.startswith(
        "Le règlement v2 de «\u00a0Campagne 2026\u00a0» est entré en vigueur le "
    )
