"""What a member was promised: nothing of it changes without a word, nor without a new answer."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from grappes.erreurs import ErreurMetier, TransitionConcurrente, TransitionInterdite
from grappes.models import Courriel, Grappe, Place
from grappes.services import relances
from grappes.services.regroupement import (
    consultations,
    grappes,
    places,
    promesses,
    propositions,
    reglages,
)
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db

Genre = Courriel.Genre


def lue(place):
    return Place.objects.select_related("candidature__campagne", "grappe").get(pk=place.pk)


def accepter(*membres):
    for place in membres:
        places.repondre(lue(place), "accepter", auteur=CANDIDATE)


def recus(place, genre):
    return list(Courriel.objects.filter(candidature=place.candidature_id, genre=genre))


def arriver(grappe, collectif, etablissements=2):
    """A newcomer, told of its place."""
    organisme = factories.make_organisme(etablissements=etablissements)
    venue = factories.make_eligible(campagne=grappe.campagne, organisme=organisme)
    place = places.ajouter(grappe, venue)
    grappes.annoncer_les_places(grappe, auteur=collectif)
    return place


def changements(place):
    place = lue(place)
    return [
        c.phrase
        for c in promesses.changements_depuis(place, promesses.lire_grappe(place.grappe_id))
    ]


@pytest.fixture
def grappe(campagne, collectif):
    """Proposed to a porteur, its suppléant and a plain member."""
    return factories.make_proposee(auteur=collectif, membres=3, campagne=campagne)


@pytest.fixture
def trois(grappe):
    """All three said yes."""
    trois = list(grappe.places.order_by("pk"))
    accepter(*trois)
    return trois


# --- The card -------------------------------------------------------------------------------------


def test_place_that_nobody_was_told_of_is_no_part_of_the_card(grappe, collectif):
    place = grappe.places.first()
    avant = propositions.fiche(place)
    organisme = factories.make_organisme(etablissements=7)
    places.ajouter(grappe, factories.make_eligible(campagne=grappe.campagne, organisme=organisme))

    assert propositions.fiche(place) == avant


def test_whoever_is_announced_first_reads_of_all_that_are_announced(grappe):
    premier = grappe.places.order_by("pk").first()

    [courriel] = recus(premier, Genre.GRAPPE_PROPOSEE)

    assert "Organismes gestionnaires\u00a0: 3 (dont le vôtre)" in courriel.texte


def test_exact_size_of_a_newcomer_cannot_be_subtracted(grappe, trois, collectif):
    assert propositions.fiche(lue(trois[0])).esms == "6"

    arriver(grappe, collectif, etablissements=5)

    assert propositions.fiche(lue(trois[0])).esms == "entre 10 et 14"
    accepter(*grappe.places.vivantes().filter(etat="annoncee"))
    arriver(grappe, collectif, etablissements=1)
    assert propositions.fiche(lue(trois[0])).esms == "entre 10 et 14"


def test_answer_to_a_card_that_changed_is_not_taken(grappe):
    place = grappe.places.order_by("pk").last()
    vue = propositions.fiche(place).empreinte
    Grappe.objects.filter(pk=grappe.pk).update(dui=factories.make_dui("Logiciel B"))

    with pytest.raises(TransitionConcurrente, match="a changé pendant que vous la lisiez"):
        places.repondre(lue(place), "accepter", auteur=CANDIDATE, fiche_vue=vue)

    assert lue(place).etat == "annoncee"


# --- Newcomers ------------------------------------------------------------------------------------


def test_members_that_said_yes_hear_that_their_grappe_grows(grappe, trois, collectif):
    venue = arriver(grappe, collectif)

    [courriel] = recus(trois[0], Genre.GRAPPE_CHANGEE)
    assert courriel.objet == "Votre grappe s’agrandit"
    assert "La grappe compte maintenant 4 organismes, entre 5 et 9 ESMS." in courriel.texte
    assert lue(trois[0]).etat == "acceptee"
    assert recus(venue, Genre.GRAPPE_CHANGEE) == []


def test_members_of_a_constituted_grappe_hear_of_it_too(campagne, collectif):
    grappe = factories.make_constituee(auteur=collectif, campagne=campagne)

    arriver(grappe, collectif)

    assert Courriel.objects.filter(genre=Genre.GRAPPE_CHANGEE).count() == 2


def test_member_that_has_not_answered_reads_it_on_its_page_alone(grappe, collectif):
    place = grappe.places.order_by("pk").first()

    arriver(grappe, collectif)

    assert recus(place, Genre.GRAPPE_CHANGEE) == []
    assert changements(place) == ["La grappe compte maintenant 4 organismes, entre 5 et 9 ESMS."]


# --- Another role, another porteur ----------------------------------------------------------------


def test_plain_member_made_porteur_is_asked_again_and_so_are_the_others(trois, collectif):
    places.donner_role(lue(trois[2]), "porteur", auteur=collectif)

    assert {lue(place).etat for place in trois} == {"annoncee"}
    [courriel] = recus(trois[2], Genre.PROPOSITION_MODIFIEE)
    assert "Votre rôle serait maintenant\u00a0: porteur." in courriel.texte
    assert (
        "Le porteur envisagé n’est plus le même."
        in recus(trois[1], Genre.PROPOSITION_MODIFIEE)[0].texte
    )


def test_whoever_answers_again_has_agreed_to_the_new_role(trois, collectif):
    places.donner_role(lue(trois[2]), "porteur", auteur=collectif)
    accepter(*trois)

    assert changements(trois[2]) == []
    assert lue(trois[2]).tient(lue(trois[2]).grappe)


def test_role_of_one_changes_nothing_for_those_who_do_not_hear_of_it(trois, collectif):
    places.donner_role(lue(trois[2]), "suppleant", auteur=collectif)

    assert [lue(place).etat for place in trois] == ["acceptee", "annoncee", "annoncee"]


def test_porteur_chosen_where_none_was_told_takes_nothing_back(campagne, collectif):
    grappe = factories.make_grappe(membres=3, campagne=campagne)
    grappe.places.update(role="membre")
    grappes.proposer(grappe, auteur=collectif)
    une, deux, trois = grappe.places.order_by("pk")
    accepter(une, deux, trois)

    places.donner_role(lue(une), "porteur", auteur=collectif)

    assert [lue(place).etat for place in (une, deux, trois)] == ["annoncee", "acceptee", "acceptee"]


def test_grappe_is_not_constituted_on_a_yes_to_another_role(grappe, trois, collectif):
    Place.objects.filter(pk=trois[0].pk).update(role="membre")
    Place.objects.filter(pk=trois[2].pk).update(role="porteur")  # by no service

    with pytest.raises(TransitionInterdite, match="redemandez son accord"):
        grappes.constituer(Grappe.objects.get(pk=grappe.pk), auteur=collectif)

    consultations.redemander(lue(trois[2]), auteur=collectif)
    assert lue(trois[2]).etat == "annoncee"


# --- Another software -----------------------------------------------------------------------------


def test_new_software_is_asked_again_with_days_to_answer(grappe, trois, collectif):
    Grappe.objects.update(reponse_avant_le=timezone.localdate())
    autre = factories.make_dui("Logiciel B")

    nombre = reglages.changer_le_logiciel(grappe, autre, vu=grappe.dui_id, auteur=collectif)

    place = lue(trois[0])
    assert (nombre, place.etat, place.repondue_le) == (3, "annoncee", None)
    assert place.reponse_avant_le == timezone.localdate() + datetime.timedelta(days=21)
    assert place.transitions.first().motif == "Le logiciel devient Logiciel B."
    [courriel] = recus(place, Genre.PROPOSITION_MODIFIEE)
    assert "Le logiciel du projet serait maintenant Logiciel B." in courriel.texte


def test_member_asked_again_is_reminded_again(grappe, collectif):
    def rappeler(jours):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=jours)):
            relances.rappeler_les_propositions()

    place = grappe.places.order_by("pk").first()
    rappeler(17)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=18)):
        accepter(place)
        autre = factories.make_dui("Logiciel B")
        reglages.changer_le_logiciel(grappe, autre, vu=grappe.dui_id, auteur=collectif)
    for _ in range(2):
        rappeler(18 + 17)

    assert len(recus(place, Genre.RAPPEL_PROPOSITION)) == 2


def test_software_is_changed_once_by_whoever_saw_the_present_one(grappe, collectif):
    b, c = factories.make_dui("Logiciel B"), factories.make_dui("Logiciel C")
    ancien = grappe.dui_id
    reglages.changer_le_logiciel(grappe, b, vu=ancien, auteur=collectif)

    with pytest.raises(TransitionConcurrente):
        reglages.changer_le_logiciel(grappe, c, vu=ancien, auteur=collectif)
    with pytest.raises(ErreurMetier, match="est déjà le logiciel"):
        reglages.changer_le_logiciel(grappe, b, vu=b.pk, auteur=collectif)


def test_software_of_a_constituted_grappe_does_not_change(campagne, collectif):
    grappe = factories.make_constituee(auteur=collectif, campagne=campagne)

    with pytest.raises(ErreurMetier, match="n’est pas une proposition en cours"):
        reglages.changer_le_logiciel(
            grappe, factories.make_dui("Logiciel B"), vu=grappe.dui_id, auteur=collectif
        )


# --- Deadlines ------------------------------------------------------------------------------------


def test_whoever_joins_on_the_eve_gets_the_days_of_the_reglement(grappe, collectif):
    demain = timezone.localdate() + datetime.timedelta(days=1)
    Grappe.objects.update(reponse_avant_le=demain)
    grappe.places.update(reponse_avant_le=demain)

    venue = arriver(Grappe.objects.get(pk=grappe.pk), collectif)

    plus_tard = timezone.localdate() + datetime.timedelta(days=21)
    assert lue(venue).reponse_avant_le == plus_tard
    assert Grappe.objects.get(pk=grappe.pk).reponse_avant_le == plus_tard
    assert {p.reponse_avant_le for p in grappe.places.exclude(pk=venue.pk)} == {demain}


def test_day_that_staff_set_before_the_proposal_is_kept(campagne, collectif):
    jour = timezone.localdate() + datetime.timedelta(days=4)
    grappe = factories.make_proposee(auteur=collectif, campagne=campagne, reponse_avant_le=jour)

    assert {place.reponse_avant_le for place in grappe.places.all()} == {jour}


def test_new_day_is_for_those_who_still_have_to_answer(grappe, staff):
    repondue, attendue, _ = grappe.places.order_by("pk")
    accepter(repondue)
    ancien, jour = grappe.reponse_avant_le, timezone.localdate() + datetime.timedelta(days=40)

    reglages.regler(grappe, {"reponse_avant_le": jour}, {"reponse_avant_le": ancien}, par=staff)

    assert (lue(repondue).reponse_avant_le, lue(attendue).reponse_avant_le) == (ancien, jour)
