"""Links: one purpose each, single use where it matters, dead when their time is over."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from grappes.models import Jeton
from grappes.services.messagerie import jetons
from grappes.services.messagerie.jetons import JetonRefuse
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db
Usage = Jeton.Usage


@pytest.fixture
def contact(campagne):
    return factories.make_brouillon(campagne=campagne).titulaire


@pytest.fixture
def place(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    return grappe.places.select_related("candidature", "grappe").first()


def dans(**duree):
    return time_machine.travel(timezone.now() + datetime.timedelta(**duree), tick=False)


def refuse(secret, usage):
    with pytest.raises(JetonRefuse, match="Ce lien n’est plus valable"):
        jetons.consommer(secret, usage)


def test_secret_is_stored_as_a_hash_alone(contact):
    secret = jetons.creer(Usage.ACCES, contact)

    assert len(secret) == 43
    assert Jeton.objects.get().empreinte == jetons.empreinte(secret)
    assert secret not in str(Jeton.objects.values().get())


@pytest.mark.parametrize("usage", [Usage.ACCES, Usage.CONFIRMATION])
def test_single_use_link_opens_once_and_reading_does_not_use_it(contact, usage):
    secret = jetons.creer(usage, contact)

    jetons.lire(secret, usage)
    assert jetons.consommer(secret, usage).contact == contact
    refuse(secret, usage)


def test_link_of_another_purpose_opens_nothing(contact):
    secret = jetons.creer(Usage.CONFIRMATION, contact)

    refuse(secret, Usage.ACCES)
    refuse("inconnu", Usage.CONFIRMATION)


@pytest.mark.parametrize(
    ("usage", "vivant", "mort"),
    [
        (Usage.ACCES, {"seconds": 599}, {"seconds": 601}),
        (Usage.CONFIRMATION, {"days": 6, "hours": 23}, {"days": 7, "seconds": 1}),
    ],
)
def test_link_dies_when_its_time_is_over(contact, usage, vivant, mort):
    secret = jetons.creer(usage, contact)

    with dans(**vivant):
        jetons.lire(secret, usage)
    with dans(**mort):
        refuse(secret, usage)


def test_stop_link_never_ends_and_serves_again(contact):
    secret = jetons.creer(Usage.STOP_RELANCES, contact)

    with dans(days=700):
        jetons.consommer(secret, Usage.STOP_RELANCES)
        assert jetons.consommer(secret, Usage.STOP_RELANCES).contact == contact


def test_answer_link_lives_to_midnight_in_paris_on_its_last_day(place):
    secret = jetons.creer(Usage.REPONSE, place.candidature.titulaire, place=place)
    dernier = place.grappe.reponse_avant_le
    minuit = timezone.make_aware(datetime.datetime.combine(dernier, datetime.time(23, 59)))

    with time_machine.travel(minuit, tick=False):
        assert jetons.lire(secret, Usage.REPONSE).place == place
    with time_machine.travel(minuit + datetime.timedelta(minutes=1), tick=False):
        refuse(secret, Usage.REPONSE)


def test_answer_link_dies_with_its_place(place):
    secret = jetons.creer(Usage.REPONSE, place.candidature.titulaire, place=place)

    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus="logiciel")

    refuse(secret, Usage.REPONSE)
