"""One worker leads a job: who lost it writes nothing, who is cut gives it back."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from grappes.models import Job, Scenario
from grappes.services import travaux
from grappes.services.scenarios import demandes
from tests.grappes.services.groupables import eligible

Etat = Job.Etat


@pytest.fixture
def repris(campagne, staff):
    """A job whose worker was thought dead, and was not: what each of the two workers holds."""
    eligible(campagne, esms=3)
    demandes.demander(campagne, nom="Essai", duree=1, par=staff)
    premier = travaux._prendre()
    Job.objects.update(bail_le=timezone.now() - 2 * travaux.BAIL)
    return premier, travaux._prendre()


def test_worker_that_lost_its_lease_writes_nothing(repris, monkeypatch):
    reveille, meneur = repris
    monkeypatch.setattr(travaux, "_prendre", iter([reveille, None]).__next__)

    travaux.mener()

    job = Job.objects.get()
    assert (job.etat, job.bail_le) == (Etat.EN_COURS, meneur.bail_le)
    assert Scenario.objects.get().calcule_le is None


def test_worker_that_took_the_job_over_ends_it(repris, monkeypatch):
    monkeypatch.setattr(travaux, "_prendre", iter([repris[1], None]).__next__)

    travaux.mener()

    assert Job.objects.get().etat == Etat.TERMINE


def test_job_cut_by_the_time_limit_goes_back_to_the_queue(campagne, staff, monkeypatch):
    demandes.demander(campagne, nom="Essai", duree=1, par=staff)

    def couper(job):
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(travaux.MENEURS, Job.Genre.REGROUPEMENT, couper)
    monkeypatch.setattr(travaux, "_prendre", iter([travaux._prendre(), None]).__next__)

    travaux.mener()

    job = Job.objects.get()
    assert (job.etat, job.fini_le) == (Etat.DEMANDE, None)
