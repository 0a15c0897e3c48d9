"""The whole chain through the services: from a draft to a published instruction and a result."""

import datetime

import pytest
from django.utils import timezone

from faq.models import Question, Rubrique
from grappes.erreurs import ErreurMetier, TransitionConcurrente, TransitionInterdite
from grappes.models import (
    Candidature,
    Courriel,
    FenetreDepot,
    Grappe,
    Instruction,
    Job,
    Place,
    Route,
)
from grappes.services import travaux
from grappes.services.campagnes import instruction
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db


def make_instruction(campagne, **regles):
    jour = timezone.localdate()
    reglement = factories.make_reglement(campagne, en_vigueur_le=None, **regles)
    texte = Instruction.objects.create(
        campagne=campagne,
        reference="Instruction 2026/50",
        signee_le=jour,
        url="https://exemple.fr/texte",
        reglement=reglement,
    )
    FenetreDepot.objects.create(
        instruction=texte,
        route=Route.REGIONALE,
        ouvre_le=jour,
        ferme_le=jour + datetime.timedelta(days=60),
    )
    return texte


def statuts(grappe):
    return set(Candidature.objects.filter(places__grappe=grappe).values_list("statut", flat=True))


def test_grappe_goes_from_proposal_to_laureate(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)
    assert statuts(grappe) == {"en_grappe"}

    texte = make_instruction(campagne)
    instruction.demander_publication(texte, par=collectif.user)
    travaux.mener()
    assert Job.objects.get().etat == Job.Etat.TERMINE
    grappe.refresh_from_db()
    assert (grappe.statut, statuts(grappe)) == ("invitee", {"invitee"})

    grappe = Grappe.objects.get(pk=grappe.pk)
    grappes.transmettre(
        grappe, auteur=collectif, le=timezone.localdate(), numero_dossier="PAI-2026-1"
    )
    grappes.noter_resultat(grappe, laureate=True, auteur=collectif)
    assert (Grappe.objects.get().statut, statuts(grappe)) == ("laureate", {"retenue"})


def test_grappe_that_breaks_under_the_published_rules_waits(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)
    libre = factories.make_eligible(campagne=campagne)
    texte = make_instruction(campagne, seuil_esms=5)

    prevu = instruction.apercu(texte)
    instruction.demander_publication(texte, par=collectif.user)
    travaux.mener()

    assert [g for g, _ in prevu.a_revoir] == [grappe]
    assert "il en manque 1" in prevu.a_revoir[0][1][0]
    assert (prevu.candidatures_invitees, prevu.candidatures_informees) == (0, 3)
    assert Grappe.objects.get().statut == "constituee"
    annonces = Courriel.objects.filter(genre=Courriel.Genre.INSTRUCTION_PUBLIEE)
    assert annonces.count() == prevu.courriels == 3
    assert annonces.filter(candidature=libre).exists()


def test_publishing_twice_does_nothing_more(campagne, collectif):
    factories.make_constituee(campagne=campagne)
    texte = make_instruction(campagne)
    premier = instruction.demander_publication(texte, par=collectif.user)
    travaux.mener()
    avant = Courriel.objects.count()

    second = instruction.demander_publication(texte, par=collectif.user)
    travaux.mener()
    for _ in instruction.publier(texte):
        pass

    assert second == premier
    assert Courriel.objects.count() == avant


def test_publication_cut_in_the_middle_is_finished_by_another_worker(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)
    texte = make_instruction(campagne)
    job = instruction.demander_publication(texte, par=collectif.user)
    Job.objects.filter(pk=job.pk).update(
        etat=Job.Etat.EN_COURS, bail_le=timezone.now() - 2 * travaux.BAIL
    )
    next(instruction.publier(texte))

    travaux.mener()

    job.refresh_from_db()
    assert (job.etat, job.faits) == (Job.Etat.TERMINE, job.total)
    assert Grappe.objects.get(pk=grappe.pk).statut == "invitee"


def test_grappe_constituted_after_publication_is_invited_at_once(campagne, collectif):
    texte = make_instruction(campagne)
    instruction.demander_publication(texte, par=collectif.user)
    travaux.mener()

    grappe = factories.make_constituee(campagne=campagne)

    assert (grappe.statut, statuts(grappe)) == ("invitee", {"invitee"})


def test_refusal_frees_the_place_and_returns_to_the_vivier(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    place = grappe.places.first()

    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus=Place.MotifRefus.LOGICIEL)

    place.refresh_from_db()
    assert place.liberee_le is not None
    assert Candidature.objects.get(pk=place.candidature_id).statut == "au_vivier"
    assert Grappe.objects.get().statut == "proposee"


def test_dissolution_returns_every_member_to_the_vivier(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)

    grappes.dissoudre(grappe, auteur=collectif, motif="Le porteur renonce")

    assert statuts(grappe) == {"au_vivier"}
    assert not Place.objects.vivantes().exists()


def test_withdrawal_frees_the_place_and_stops_reminders(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    candidature = grappe.places.first().candidature

    candidatures.retirer(candidature, auteur=CANDIDATE)

    assert Candidature.objects.get(pk=candidature.pk).statut == "retiree"
    assert not candidature.places.vivantes().exists()


def test_grappe_is_not_constituted_without_porteur_or_answers(campagne, collectif):
    grappe = factories.make_proposee(campagne=campagne)

    with pytest.raises(TransitionInterdite, match="n’a pas encore accepté"):
        grappes.constituer(grappe, auteur=collectif)

    for place in grappe.places.vivantes().select_related("grappe", "candidature"):
        places.repondre(place, "accepter", auteur=CANDIDATE)
    Place.objects.update(role=Place.Role.MEMBRE)
    with pytest.raises(TransitionInterdite, match="Le porteur n’est pas encore choisi"):
        grappes.constituer(Grappe.objects.get(), auteur=collectif)


def test_late_member_joins_a_constituted_grappe_when_it_accepts(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)
    tardive = factories.make_eligible(campagne=campagne)
    place = places.ajouter(grappe, tardive)
    grappes.annoncer_les_places(grappe, auteur=collectif)

    place = Place.objects.select_related("grappe", "candidature").get(pk=place.pk)
    places.repondre(place, "accepter", auteur=CANDIDATE)

    assert Candidature.objects.get(pk=tardive.pk).statut == "en_grappe"


def test_candidature_never_has_two_live_places(campagne):
    candidature = factories.make_eligible(campagne=campagne)
    premiere, seconde = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    places.ajouter(premiere, candidature)

    with pytest.raises(TransitionConcurrente, match=premiere.nom):
        places.ajouter(seconde, candidature)


def test_publication_sends_dependent_answers_to_review(campagne, collectif):
    rubrique = Rubrique.objects.create(slug="grappes", titre="Grappes")
    champs = {"rubrique": rubrique, "etat": Question.Etat.PUBLIEE, "reponse": "…"}
    Question.objects.create(
        slug="seuil", question="Combien ?", depend_de_l_instruction=True, **champs
    )
    Question.objects.create(slug="carte", question="Quelle carte ?", **champs)

    instruction.demander_publication(make_instruction(campagne), par=collectif.user)
    travaux.mener()

    due = Question.objects.a_relire(timezone.localdate()).get()
    assert due.slug == "seuil"
    assert due.motif_relecture.startswith("Instruction 2026/50 est publiée depuis le ")


@pytest.mark.parametrize("ecart", [datetime.timedelta(days=-2000 * 365), datetime.timedelta(1)])
def test_filing_is_dated_within_the_campagne(campagne, collectif, ecart):
    factories.make_constituee(campagne=campagne)
    instruction.demander_publication(make_instruction(campagne), par=collectif.user)
    travaux.mener()
    le = timezone.localdate() + ecart

    with pytest.raises(ErreurMetier, match="La date de transmission"):
        grappes.transmettre(Grappe.objects.get(), auteur=collectif, le=le, numero_dossier="PAI-1")
