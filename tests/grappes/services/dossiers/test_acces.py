"""Access links: who gets one, what each link gives, what closes it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from faq.ports import LimiteAtteinte
from grappes.models import Contact, Courriel, Jeton
from grappes.services import debit
from grappes.services.dossiers import acces
from grappes.services.messagerie import courriels, envois, jetons
from grappes.services.messagerie.jetons import JetonRefuse
from tests import factories

pytestmark = pytest.mark.django_db
Usage = Jeton.Usage


def liens():
    return Courriel.objects.filter(genre=Courriel.Genre.LIEN_ACCES)


def test_known_address_gets_one_mail_per_candidature_newest_campagne_first(campagne):
    passee = factories.make_campagne(
        annee=campagne.annee - 1,
        ouvre_le=campagne.ouvre_le - datetime.timedelta(days=365),
        ferme_le=campagne.ferme_le - datetime.timedelta(days=365),
    )
    ancienne = factories.make_brouillon(campagne=passee)
    nouvelle = factories.make_candidature(campagne=campagne)
    Contact.objects.update(courriel="diallo@ehpad.example")

    acces.demander_lien("diallo@ehpad.example", reseau="192.0.2.1")

    assert [c.candidature for c in liens().order_by("pk")] == [nouvelle, ancienne]
    assert {c.destinataire for c in liens()} == {"diallo@ehpad.example"}


def test_deputy_contact_gets_a_link_too(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    nora = factories.make_suppleant(candidature)

    acces.demander_lien(" Nora@EHPAD.example ", reseau="192.0.2.1")

    assert [(c.contact, c.destinataire) for c in liens()] == [(nora, "nora@ehpad.example")]


def test_unknown_address_gets_nothing_and_costs_the_same_composition(campagne, monkeypatch):
    composees = []
    vraie = courriels.composer
    monkeypatch.setattr(courriels, "composer", lambda *a: composees.append(a[0]) or vraie(*a))
    candidature = factories.make_candidature(campagne=campagne)
    composees.clear()

    acces.demander_lien("inconnue@ehpad.example", reseau="192.0.2.1")
    acces.demander_lien(candidature.titulaire.courriel, reseau="192.0.2.1")

    assert composees == [Courriel.Genre.LIEN_ACCES] * 2
    assert [c.candidature for c in liens()] == [candidature]


def test_double_click_sends_one_mail_and_a_later_request_another(campagne):
    adresse = factories.make_candidature(campagne=campagne).titulaire.courriel
    with time_machine.travel(datetime.datetime(2026, 11, 23, 9, 0, 10, tzinfo=datetime.UTC)) as t:
        acces.demander_lien(adresse, reseau="192.0.2.1")
        acces.demander_lien(adresse, reseau="192.0.2.1")
        assert liens().count() == 1
        t.shift(60)
        acces.demander_lien(adresse, reseau="192.0.2.1")
    assert liens().count() == 2


def test_one_address_is_limited_whatever_its_network(campagne):
    maximum, _ = debit.LIMITES["lien"]
    for n in range(maximum):
        acces.demander_lien("diallo@ehpad.example", reseau=f"192.0.2.{n}")

    with pytest.raises(LimiteAtteinte):
        acces.demander_lien("DIALLO@ehpad.example", reseau="192.0.2.99")


def test_one_network_is_limited_whatever_the_addresses(campagne):
    maximum, _ = debit.LIMITES["lien_reseau"]
    for n in range(maximum):
        acces.demander_lien(f"diallo{n}@ehpad.example", reseau="192.0.2.1")

    with pytest.raises(LimiteAtteinte):
        acces.demander_lien("autre@ehpad.example", reseau="192.0.2.1")


def test_access_link_opens_once_and_confirms_the_address(campagne):
    contact = factories.make_candidature(campagne=campagne).titulaire
    secret = jetons.creer(Usage.ACCES, contact)

    assert acces.ouvrir(secret) == contact

    contact.refresh_from_db()
    assert contact.confirme_le is not None
    with pytest.raises(JetonRefuse):
        acces.ouvrir(secret)


def test_access_link_dies_after_ten_minutes(campagne):
    contact = factories.make_candidature(campagne=campagne).titulaire
    secret = jetons.creer(Usage.ACCES, contact)

    with (
        time_machine.travel(timezone.now() + datetime.timedelta(minutes=11)),
        pytest.raises(JetonRefuse),
    ):
        acces.ouvrir(secret)


@pytest.mark.parametrize("usage", [u for u in Usage if u != Usage.ACCES])
def test_link_of_another_purpose_opens_no_file(campagne, usage):
    contact = factories.make_candidature(campagne=campagne).titulaire
    with pytest.raises(JetonRefuse):
        acces.ouvrir(jetons.creer(usage, contact))


@pytest.mark.parametrize("usage", Usage)
def test_old_links_die_when_the_contact_changes_address(campagne, usage):
    contact = factories.make_candidature(campagne=campagne).titulaire
    secret = jetons.creer(usage, contact)
    Contact.objects.filter(pk=contact.pk).update(courriel="nouvelle@ehpad.example")

    with pytest.raises(JetonRefuse):
        jetons.lire(secret, usage)


def test_link_sent_late_to_a_left_address_is_dead(campagne):
    contact = factories.make_candidature(campagne=campagne).titulaire
    acces.demander_lien(contact.courriel, reseau="192.0.2.1")
    liens().update(texte="⟦acces⟧")
    Contact.objects.filter(pk=contact.pk).update(courriel="nouvelle@ehpad.example")

    corps = envois.message(liens().get()).body

    with pytest.raises(JetonRefuse):
        acces.ouvrir(corps.strip().rstrip("/").rsplit("/", 1)[-1])


def test_stopping_reminders_takes_back_those_that_wait_and_keeps_the_news(campagne):
    brouillon = factories.make_brouillon(campagne=campagne)
    relance, nouvelle = (
        courriels.ecrire_aux_contacts(genre, brouillon, occasion="essai")[0]
        for genre in (Courriel.Genre.BROUILLON_INACHEVE, Courriel.Genre.COMPLEMENTS)
    )
    secret = jetons.creer(Usage.STOP_RELANCES, brouillon.titulaire)

    acces.arreter_les_relances(secret)
    acces.arreter_les_relances(secret)

    relance.refresh_from_db()
    nouvelle.refresh_from_db()
    assert (relance.etat, nouvelle.etat) == ("annule", "prevu")
    assert brouillon.contacts.get().relances_refusees_le is not None

    acces.reprendre_les_relances(brouillon.contacts.get())
    assert brouillon.contacts.get().relances_refusees_le is None
