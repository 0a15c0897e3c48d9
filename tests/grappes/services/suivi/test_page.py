"""The candidate's page: steps, history, last look, neighbours; nothing that is not theirs."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from grappes.models import Courriel, Note, OrganismeGestionnaire, Remarque, StatutCandidature
from grappes.services.dossiers import candidatures, examen
from grappes.services.messagerie import courriels
from grappes.services.regroupement import places
from grappes.services.suivi import historique, page
from grappes.workflow import CANDIDATE, CANDIDATURE
from tests import factories

pytestmark = pytest.mark.django_db
S = StatutCandidature


def etats(candidature):
    return [etape.etat for etape in page.etapes(candidature)]


def test_steps_follow_the_file_and_date_what_is_behind(campagne):
    brouillon = factories.make_brouillon(campagne=campagne)
    recue = factories.make_candidature(campagne=campagne)
    en_grappe = factories.make_constituee(campagne=campagne).places.first().candidature

    assert etats(brouillon) == ["en_cours"] + ["a_venir"] * 5
    assert etats(recue) == ["faite", "en_cours"] + ["a_venir"] * 4
    assert etats(en_grappe) == ["faite"] * 4 + ["en_cours", "a_venir"]
    assert page.etapes(recue)[0].le == recue.deposee_le


def test_path_of_a_withdrawn_file_stops_where_it_was(campagne):
    candidature = factories.make_eligible(campagne=campagne)
    candidatures.retirer(candidature, auteur=CANDIDATE)

    assert etats(candidature) == ["faite", "faite", "arretee"] + ["a_venir"] * 3


@pytest.mark.parametrize("statut", [s for s in S if s != S.RETIREE])
def test_every_status_stands_on_a_step(statut):
    assert statut in page.RANGS


def test_every_act_has_a_phrase_for_the_candidate():
    assert {p.acte for p in CANDIDATURE} <= set(historique.PHRASES)


def test_history_tells_changes_answers_requests_and_mails_latest_first(campagne, collectif):
    with time_machine.travel(timezone.now(), tick=False) as horloge:
        candidature = factories.make_candidature(campagne=campagne)
        factories.make_suppleant(candidature)
        horloge.shift(3600)
        examen.examiner(candidature, auteur=collectif)
        horloge.shift(3600)
        examen.demander_complements(candidature, auteur=collectif, remarques=["Le contrat ?"])
        Courriel.objects.filter(genre="complements").update(
            etat="envoye", envoye_le=timezone.now(), objet="Des précisions"
        )

    lignes = historique.raconter(candidature)

    assert [e.titre for e in lignes if e.genre == "statut"] == [
        "Compléments demandés par le Collectif",
        "Étude commencée par le Collectif",
        "Candidature déposée",
    ]
    assert [e.detail for e in lignes if e.genre == "remarque"] == ["Le contrat ?"]
    (mail,) = [e for e in lignes if e.genre == "courriel"]
    assert mail.titre == "Des précisions"
    assert sorted(mail.detail.split(", ")) == sorted(c.courriel for c in candidature.contacts.all())


def test_lost_mail_is_told_and_access_links_are_not_news(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    courriels.ecrire_aux_contacts(Courriel.Genre.LIEN_ACCES, candidature, occasion="essai")
    Courriel.objects.update(etat="envoye", envoye_le=timezone.now())
    Courriel.objects.filter(genre="accuse_reception").update(etat="en_echec")

    genres = [e.genre for e in historique.raconter(candidature)]

    assert (genres.count("courriel_perdu"), genres.count("courriel")) == (1, 1)


def test_remark_in_preparation_stays_with_the_collectif(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    examen.examiner(candidature, auteur=collectif)
    Remarque.objects.create(candidature=candidature, texte="Brouillon", par=collectif.user)

    assert page.remarques_a_lever(candidature) == []
    assert [e for e in historique.raconter(candidature) if e.genre == "remarque"] == []

    examen.demander_complements(candidature, auteur=collectif)
    assert [r.texte for r in page.remarques_a_lever(candidature)] == ["Brouillon"]


def test_reason_written_by_staff_about_a_grappe_is_not_shown(campagne, collectif):
    place = factories.make_proposee(campagne=campagne).places.first()
    places.liberer(place, auteur=collectif, motif="L’association Voisine se retire")

    textes = " ".join(e.titre + e.detail for e in historique.raconter(place.candidature))

    assert "Recherche d’une autre grappe" in textes
    assert "Voisine" not in textes


def test_answers_are_in_the_history_with_the_words_of_the_candidate(campagne):
    place = factories.make_proposee(campagne=campagne).places.first()
    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus="autre", precision="Trop loin")

    refus = [e for e in historique.raconter(place.candidature) if e.detail == "Trop loin"]

    assert [e.titre for e in refus] == ["Proposition refusée"]


def test_last_look_is_a_person_s_and_not_the_application_s(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    assert page.dernier_regard(candidature) is None

    transition = examen.examiner(candidature, auteur=collectif)
    assert page.dernier_regard(candidature) == transition.le

    note = Note.objects.create(candidature=candidature, texte="Appel", par=collectif.user)
    assert page.dernier_regard(candidature) == note.le


def test_neighbours_are_counted_from_five_in_the_departement(campagne):
    siennes = [factories.make_candidature(campagne=campagne) for _ in range(4)]
    assert page.semblables(siennes[0]) is None

    ailleurs = factories.make_candidature(campagne=campagne)
    OrganismeGestionnaire.objects.filter(pk=ailleurs.organisme_id).update(
        departement=factories.make_departement("62", "Pas-de-Calais")
    )
    factories.make_eligible(campagne=campagne)
    assert page.semblables(siennes[0]) is None

    factories.make_candidature(campagne=campagne)
    assert page.semblables(siennes[0]) == 5


def test_since_when_is_the_last_change(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        transition = examen.examiner(candidature, auteur=collectif)

    assert page.suivre(candidature, None).depuis == transition.le
