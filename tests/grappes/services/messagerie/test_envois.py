"""Mails against a real SMTP server: sent once, kept when refused, never lost, never doubled."""

import datetime
import re

import pytest
from django.utils import timezone

from grappes.models import Courriel, Jeton, Place
from grappes.services.messagerie import courriels, envois, jetons
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories, smtp

pytestmark = pytest.mark.django_db
Etat, Genre = Courriel.Etat, Courriel.Genre


@pytest.fixture
def boite(settings):
    """A mail server, and settings that lead to it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    with smtp.serveur() as (boite, port):
        settings.EMAIL_PORT = port
        yield boite


@pytest.fixture
def courriel(campagne):
    """One mail that is due: the confirmation of a new draft's address."""
    factories.make_brouillon(campagne=campagne)
    return Courriel.objects.get()


def etat(courriel):
    courriel.refresh_from_db()
    return courriel.etat


def plus_tard(courriel):
    """Make a mail that waits for its next try due now."""
    Courriel.objects.filter(pk=courriel.pk).update(prevu_le=timezone.now())


def abandonner(courriel):
    """Leave a mail as a worker that died a while ago would."""
    Courriel.objects.filter(pk=courriel.pk).update(
        etat=Etat.PRIS, pris_le=timezone.now() - 2 * envois.BAIL
    )


def test_due_mail_leaves_with_its_text_its_html_and_an_address_that_people_read(
    boite, courriel, settings
):
    settings.REPLY_TO_EMAIL = "collectif@example.org"

    assert envois.envoyer_les_dus() == 1

    (message,) = boite.messages
    assert etat(courriel) == Etat.ENVOYE
    assert (message["To"], message["Subject"]) == (courriel.destinataire, courriel.objet)
    assert message["Reply-To"] == "collectif@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == f"<courriel-{courriel.pk}@localhost>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_mail_planned_for_later_waits(boite, courriel):
    Courriel.objects.update(prevu_le=timezone.now() + datetime.timedelta(minutes=1))

    assert envois.envoyer_les_dus() == 0
    assert boite.messages == []


def test_link_is_made_at_sending_and_no_row_holds_it(boite, courriel):
    assert "⟦confirmation⟧" in courriel.texte
    assert not Jeton.objects.exists()

    envois.envoyer_les_dus()

    (message,) = boite.messages
    corps = message.get_body(("plain",)).get_content()
    (secret,) = re.findall(r"/liens/confirmer/([\w-]+)/", corps)
    assert secret in message.get_body(("html",)).get_content()
    assert "⟦" not in corps
    assert jetons.lire(secret, Jeton.Usage.CONFIRMATION).contact == courriel.contact
    assert "⟦confirmation⟧" in Courriel.objects.get().texte


def test_reminder_carries_the_one_click_stop_and_other_mails_do_not(boite, campagne):
    candidature = factories.make_brouillon(campagne=campagne)
    courriels.ecrire_aux_contacts(Genre.BROUILLON_INACHEVE, candidature, occasion="3-jours")

    envois.envoyer_les_dus()

    confirmation, relance = boite.messages
    assert confirmation["List-Unsubscribe"] is None
    assert re.fullmatch(
        r"<http://localhost:8000/liens/stop/[\w-]+/>", relance["List-Unsubscribe"].strip()
    )
    assert relance["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_temporary_refusal_is_tried_again_later_and_then_sent(boite, courriel):
    boite.consignes = ["451"]

    envois.envoyer_les_dus()
    assert (etat(courriel), courriel.tentatives) == (Etat.PREVU, 1)
    assert courriel.prevu_le > timezone.now()
    assert "Revenez plus tard" in courriel.erreur

    plus_tard(courriel)
    envois.envoyer_les_dus()
    assert (etat(courriel), courriel.erreur, len(boite.messages)) == (Etat.ENVOYE, "", 1)


@pytest.mark.parametrize("refus", ["550", "550-data"])
def test_refusal_for_good_fails_at_once_and_the_next_mail_leaves(boite, courriel, refus):
    factories.make_brouillon()
    boite.consignes = [refus]

    assert envois.envoyer_les_dus() == 1

    assert etat(courriel) == Etat.EN_ECHEC
    assert "550" in courriel.erreur
    assert courriel.destinataire not in boite.destinataires


def test_mail_that_cannot_be_written_fails_alone(boite, courriel):
    """A vertical tab ends a header's line, and what follows would be a header of its own."""
    Courriel.objects.update(objet="Bonjour\x0bBcc: autre@ehpad.example")
    factories.make_brouillon()

    assert envois.envoyer_les_dus() == 1

    assert etat(courriel) == Etat.EN_ECHEC
    assert courriel.destinataire not in boite.destinataires


def test_mail_refused_for_a_day_is_given_up(boite, courriel):
    for _ in range(len(envois.DELAIS) + 1):
        boite.consignes = ["451"]
        plus_tard(courriel)
        envois.envoyer_les_dus()

    assert (etat(courriel), courriel.tentatives) == (Etat.EN_ECHEC, len(envois.DELAIS) + 1)


def test_server_that_refuses_connections_costs_the_mails_nothing(boite, courriel, settings):
    bon, settings.EMAIL_PORT = settings.EMAIL_PORT, smtp.port_libre()

    assert envois.envoyer_les_dus() == 0
    assert (etat(courriel), courriel.tentatives) == (Etat.PREVU, 0)
    assert courriel.erreur.startswith("Serveur de courriel injoignable")

    settings.EMAIL_PORT = bon
    assert envois.envoyer_les_dus() == 1
    assert (etat(courriel), courriel.erreur) == (Etat.ENVOYE, "")


def test_silent_server_is_left_after_the_time_out(boite, courriel, settings):
    settings.EMAIL_TIMEOUT = 0.2
    with smtp.serveur_muet() as settings.EMAIL_PORT:
        assert envois.envoyer_les_dus() == 0

    assert (etat(courriel), courriel.tentatives) == (Etat.PREVU, 0)


def test_connection_cut_after_the_message_sends_it_at_most_twice_with_one_identity(boite, courriel):
    boite.consignes = ["coupe", "coupe"]

    envois.envoyer_les_dus()
    assert (etat(courriel), courriel.interruptions) == (Etat.PREVU, 1)
    for _ in range(3):
        plus_tard(courriel)
        envois.envoyer_les_dus()

    assert (etat(courriel), courriel.erreur) == (Etat.A_VERIFIER, envois.INTERROMPU)
    assert len(boite.messages) == 2
    assert len({message["Message-ID"] for message in boite.messages}) == 1


def test_of_two_workers_that_read_the_same_mail_one_gets_it(courriel):
    un, deux = Courriel.objects.get(), Courriel.objects.get()

    assert [envois._prendre(un), envois._prendre(deux)] == [True, False]


def test_worker_that_lost_its_claim_does_not_overwrite_what_another_did(boite, courriel):
    lent = Courriel.objects.get()
    envois._prendre(lent)
    abandonner(courriel)
    envois.envoyer_les_dus()

    envois._noter_echec(lent, OSError("trop tard"))

    assert (etat(courriel), len(boite.messages)) == (Etat.ENVOYE, 1)


def test_mail_of_a_dead_worker_is_sent_by_another(boite, courriel):
    abandonner(courriel)

    assert envois.envoyer_les_dus() == 1
    assert (etat(courriel), courriel.interruptions) == (Etat.ENVOYE, 1)


def test_mail_of_a_worker_that_may_live_is_left_to_it(boite, courriel):
    Courriel.objects.update(etat=Etat.PRIS, pris_le=timezone.now())

    assert envois.envoyer_les_dus() == 0
    assert boite.messages == []


def test_mail_interrupted_twice_waits_for_a_person(boite, courriel):
    Courriel.objects.update(interruptions=1)
    abandonner(courriel)

    assert envois.envoyer_les_dus() == 0
    assert (etat(courriel), courriel.erreur) == (Etat.A_VERIFIER, envois.INTERROMPU)
    assert boite.messages == []


def test_proposal_whose_place_is_gone_is_not_sent(boite, campagne):
    factories.make_proposee(campagne=campagne)
    proposition = Courriel.objects.filter(genre=Genre.GRAPPE_PROPOSEE).first()
    Place.objects.update(liberee_le=timezone.now(), etat="liberee")

    envois.envoyer_les_dus()

    assert etat(proposition) == Etat.ANNULE
    assert proposition.erreur == "La place proposée a été libérée avant l’envoi."


def test_answer_given_before_the_proposal_left_takes_it_back(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    place = grappe.places.select_related("candidature", "grappe").first()

    places.repondre(place, "accepter", auteur=CANDIDATE)

    proposition = Courriel.objects.get(
        genre=Genre.GRAPPE_PROPOSEE, candidature=place.candidature_id
    )
    assert proposition.etat == Etat.ANNULE


def test_time_budget_stops_the_round_and_keeps_the_rest(boite, courriel):
    assert envois.envoyer_les_dus(budget=0) == 0
    assert etat(courriel) == Etat.PREVU


def test_header_that_cannot_be_written_fails_its_mail_alone(boite, courriel):
    factories.make_brouillon()
    Courriel.objects.filter(pk=courriel.pk).update(objet="Bonjour\nBcc: espion@example.org")

    assert envois.envoyer_les_dus() == 1
    assert etat(courriel) == Etat.EN_ECHEC
