"""Rate limits, shared through the database."""

import datetime

import pytest
import time_machine

from faq.ports import LimiteAtteinte
from grappes.models import RateCounter
from grappes.services.debit import LIMITES, compter, oublier_les_fenetres_finies

pytestmark = pytest.mark.django_db


def test_limit_refuses_the_next_one_and_opens_again_after_its_window():
    maximum, fenetre = LIMITES["lien"]
    with time_machine.travel("2026-11-22 10:00+00:00", tick=False) as clock:
        for _ in range(maximum):
            compter("lien", "192.0.2.1")
        with pytest.raises(LimiteAtteinte, match="réessayez"):
            compter("lien", "192.0.2.1")
        clock.shift(fenetre + datetime.timedelta(seconds=1))
        compter("lien", "192.0.2.1")


def test_each_address_and_purpose_has_its_own_count():
    maximum, _ = LIMITES["lien"]
    for _ in range(maximum):
        compter("lien", "192.0.2.1")
    compter("lien", "192.0.2.2")
    compter("depot", "192.0.2.1")


def test_an_address_is_forgotten_once_it_limits_nothing():
    with time_machine.travel("2026-11-22 10:00+00:00", tick=False) as clock:
        compter("brouillon", "192.0.2.1")
        clock.shift(datetime.timedelta(minutes=50))
        compter("lien", "192.0.2.2")
        assert oublier_les_fenetres_finies() == 0

        clock.shift(datetime.timedelta(minutes=11))
        assert oublier_les_fenetres_finies() == 1

    assert RateCounter.objects.get().key == "lien:192.0.2.2"
