"""What beat starts, called as beat does."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from faq.models import RechercheNotee
from grappes import tasks
from grappes.models import RateCounter

pytestmark = pytest.mark.django_db


def test_what_was_kept_long_enough_is_forgotten_once_a_day():
    autrefois = timezone.now() - timedelta(days=500)
    RechercheNotee.objects.create(requete="carte", jour=autrefois.date())
    RateCounter.objects.create(key="lien:192.0.2.1", window_start=autrefois)
    Session.objects.create(session_key="finie", expire_date=autrefois)
    Session.objects.create(session_key="ouverte", expire_date=timezone.now() + timedelta(days=1))

    tasks.oublier()

    assert not RechercheNotee.objects.exists()
    assert not RateCounter.objects.exists()
    assert Session.objects.get().session_key == "ouverte"
