"""Follow-ups over days: each at its time, once, and never to who must not receive it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from grappes.models import Candidature, Contact, Courriel, FenetreDepot, Grappe, Place, Route
from grappes.services import relances, travaux
from grappes.services.campagnes import instruction
from grappes.services.dossiers import candidatures
from grappes.services.messagerie import courriels
from grappes.services.regroupement import grappes
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.test_parcours import make_instruction

pytestmark = pytest.mark.django_db
Genre = Courriel.Genre
JOUR = datetime.timedelta(days=1)


def passer(jours, heures=0):
    """Let days go by, then let the tick plan what is due."""
    instant = timezone.now() + jours * JOUR + datetime.timedelta(hours=heures)
    with time_machine.travel(instant, tick=False):
        relances.planifier()


def ecrits(genre):
    return list(Courriel.objects.filter(genre=genre).order_by("pk"))


@pytest.fixture
def brouillon(campagne):
    return factories.make_brouillon(campagne=campagne)


class TestBrouillons:
    def test_draft_is_recalled_after_3_and_10_days_and_then_left_alone(self, brouillon):
        passer(2)
        assert ecrits(Genre.BROUILLON_INACHEVE) == []
        for jours, attendus in ((3, 1), (3, 1), (9, 1), (10, 2), (30, 2)):
            passer(jours)
            assert len(ecrits(Genre.BROUILLON_INACHEVE)) == attendus

        premier, dernier = ecrits(Genre.BROUILLON_INACHEVE)
        assert premier.destinataire == brouillon.titulaire.courriel
        assert "notre dernier rappel" not in premier.texte
        assert "notre dernier rappel" in dernier.texte

    def test_after_a_pause_only_the_last_reminder_goes(self, brouillon):
        passer(12)
        passer(13)

        (rappel,) = ecrits(Genre.BROUILLON_INACHEVE)
        assert "notre dernier rappel" in rappel.texte

    def test_drafts_that_were_recalled_cost_nothing_at_the_next_ticks(
        self, brouillon, campagne, django_assert_max_num_queries
    ):
        for _ in range(3):
            factories.make_brouillon(campagne=campagne)
        with time_machine.travel(timezone.now() + 4 * JOUR, tick=False):
            relances.relancer_les_brouillons()
            assert len(ecrits(Genre.BROUILLON_INACHEVE)) == 4

            with django_assert_max_num_queries(len(relances.JOURS_BROUILLON)):
                relances.relancer_les_brouillons()

    def test_submitted_file_is_not_recalled_even_when_the_reminder_waited(self, brouillon):
        passer(3)
        candidatures.deposer(brouillon, auteur=CANDIDATE)
        passer(10)

        assert [c.etat for c in ecrits(Genre.BROUILLON_INACHEVE)] == [Courriel.Etat.ANNULE]

    def test_person_who_submitted_elsewhere_in_the_campagne_is_not_pressed(self, brouillon):
        depose = factories.make_candidature(campagne=brouillon.campagne)
        adresse = brouillon.titulaire.courriel
        Contact.objects.filter(candidature=depose).update(courriel=adresse)

        passer(3)

        assert ecrits(Genre.BROUILLON_INACHEVE) == []

    def test_person_who_refused_reminders_gets_none(self, brouillon):
        Contact.objects.update(relances_refusees_le=timezone.now())

        passer(3)

        assert ecrits(Genre.BROUILLON_INACHEVE) == []

    def test_closed_campagne_recalls_nobody(self, brouillon):
        passer(70)

        assert ecrits(Genre.BROUILLON_INACHEVE) == []


class TestPropositions:
    def test_who_has_not_answered_is_reminded_once_before_the_deadline(self, campagne):
        grappe = factories.make_proposee(campagne=campagne)
        premiere, seconde = grappe.places.select_related("candidature").order_by("pk")
        Place.objects.filter(pk=premiere.pk).update(etat="acceptee")

        passer(15)
        assert ecrits(Genre.RAPPEL_PROPOSITION) == []
        passer(16)
        passer(18)

        (rappel,) = ecrits(Genre.RAPPEL_PROPOSITION)
        assert rappel.candidature_id == seconde.candidature_id
        assert "2 (dont le vôtre)" in rappel.texte

    def test_nobody_is_reminded_after_the_deadline(self, campagne):
        factories.make_proposee(campagne=campagne)

        passer(22)

        assert ecrits(Genre.RAPPEL_PROPOSITION) == []

    def test_fresh_proposal_with_a_short_deadline_is_left_two_days(self, campagne):
        proche = timezone.localdate() + 4 * JOUR
        factories.make_proposee(campagne=campagne, reponse_avant_le=proche)

        passer(1)
        assert ecrits(Genre.RAPPEL_PROPOSITION) == []
        passer(2)
        assert len(ecrits(Genre.RAPPEL_PROPOSITION)) == 2

    def test_member_who_comes_after_the_deadline_gets_a_new_one(self, campagne, collectif):
        grappe = factories.make_constituee(campagne=campagne)
        Grappe.objects.update(reponse_avant_le=timezone.localdate() - JOUR)
        factories.places.ajouter(grappe, factories.make_eligible(campagne=campagne))

        grappes.annoncer_les_places(grappe, auteur=collectif)

        attendue = timezone.localdate() + campagne.reglement.delai_reponse * JOUR
        assert Grappe.objects.get().reponse_avant_le == attendue


class TestClotures:
    def publier(self, campagne, collectif):
        texte = make_instruction(campagne)
        instruction.demander_publication(texte, par=collectif.user)
        travaux.mener()

    def test_porteur_is_told_14_and_3_days_before_its_window_closes(self, campagne, collectif):
        grappe = factories.make_constituee(campagne=campagne)
        self.publier(campagne, collectif)

        for jours, attendus in ((45, 0), (46, 1), (50, 1), (57, 2), (60, 2), (61, 2)):
            passer(jours)
            assert len(ecrits(Genre.FENETRE_SE_FERME)) == attendus

        porteur = Place.objects.get(grappe=grappe, role=Place.Role.PORTEUR)
        assert {c.candidature_id for c in ecrits(Genre.FENETRE_SE_FERME)} == {
            porteur.candidature_id
        }

    def test_grappe_that_filed_or_takes_another_route_is_not_told(self, campagne, collectif):
        grappe = factories.make_constituee(campagne=campagne)
        self.publier(campagne, collectif)
        FenetreDepot.objects.update(route=Route.NATIONALE)
        passer(50)
        assert ecrits(Genre.FENETRE_SE_FERME) == []

        FenetreDepot.objects.update(route=Route.REGIONALE)
        grappes.transmettre(
            grappe, auteur=collectif, le=timezone.localdate(), numero_dossier="PAI-1"
        )
        passer(50)
        assert ecrits(Genre.FENETRE_SE_FERME) == []


class TestResume:
    @pytest.mark.parametrize(
        ("moment", "attendus"),
        [
            ("2027-03-01 07:59", 0),
            ("2027-03-01 08:00", 1),
            ("2027-03-02 09:00", 1),
            ("2027-03-03 09:00", 0),
            ("2027-02-28 23:00", 0),
        ],
    )
    def test_digest_is_for_monday_from_8_in_paris_or_late_on_tuesday(
        self, campagne, staff, moment, attendus
    ):
        naif = datetime.datetime.fromisoformat(moment)
        with time_machine.travel(timezone.make_aware(naif), tick=False):
            relances.planifier()
            relances.planifier()

        assert len(ecrits(Genre.RESUME_COLLECTIF)) == attendus

    def test_digest_counts_what_waits(self, campagne, staff):
        with time_machine.travel("2027-03-01 09:00+01:00", tick=False):
            factories.make_candidature(campagne=campagne_ouverte(campagne))
            factories.make_eligible(campagne=campagne)
            relances.resumer_la_semaine()

        (resume,) = ecrits(Genre.RESUME_COLLECTIF)
        assert resume.destinataire == staff.email
        assert "2 candidatures reçues, 1 à examiner" in resume.objet

    def test_managers_without_staff_rights_get_no_digest(self, campagne):
        factories.make_user(email="ars@example.org")
        with time_machine.travel("2027-03-01 09:00+01:00", tick=False):
            relances.resumer_la_semaine()

        assert ecrits(Genre.RESUME_COLLECTIF) == []


def campagne_ouverte(campagne):
    campagne.ferme_le = timezone.localdate() + 30 * JOUR
    campagne.save()
    return campagne


def test_withdrawn_file_takes_its_reminders_back(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    for genre in (*courriels.RELANCES, Genre.FENETRE_SE_FERME):
        Courriel.objects.create(
            genre=genre, cle=genre, candidature=candidature, prevu_le=timezone.now()
        )

    candidatures.retirer(Candidature.objects.get(), auteur=CANDIDATE)

    repris = Courriel.objects.filter(cle__in=(*courriels.RELANCES, Genre.FENETRE_SE_FERME))
    assert [c.etat for c in repris] == [Courriel.Etat.ANNULE] * 3
