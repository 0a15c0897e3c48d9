"""A scenario led by a real worker, through a real broker: to its end, stopped, and after a kill."""

import pytest
from django.utils import timezone

from grappes.models import Job
from grappes.services import travaux
from grappes.services.scenarios import demandes
from tests import chaine, factories
from tests.grappes.services.groupables import eligible

pytestmark = pytest.mark.worker
Etat = Job.Etat


@pytest.fixture(scope="module")
def parts(tmp_path_factory, django_db_blocker):
    dossier = tmp_path_factory.mktemp("chaine")
    with django_db_blocker.unblock(), chaine.ouvrir(dossier) as parts:
        campagne = factories.make_campagne()
        for n in range(24):
            eligible(campagne, esms=1 + n % 3, duis=("Logiciel A", f"Logiciel {n % 4}"))
        parts.campagne, parts.staff = campagne, factories.make_staff()
        yield parts


def demander(parts, **voeux):
    return demandes.demander(parts.campagne, par=parts.staff, **({"nom": "", "duree": 2} | voeux))


def est(scenario, etat):
    return lambda: demandes.travail(scenario).etat == etat


def avance(scenario):
    """Whether the run has told how many ESMS it has placed."""
    return lambda: demandes.travail(scenario).faits > 0


def test_scenario_is_led_to_its_end(parts):
    scenario = demander(parts)

    chaine.attendre(est(scenario, Etat.TERMINE))

    assert scenario.grappes.count() > 0


def test_stop_is_heard_within_a_second_and_the_best_plan_is_kept(parts):
    scenario = demander(parts, duree=120)
    chaine.attendre(avance(scenario))

    debut = timezone.now()
    demandes.arreter(scenario)
    chaine.attendre(est(scenario, Etat.ANNULE))

    assert (demandes.travail(scenario).fini_le - debut).total_seconds() < 2
    assert scenario.grappes.count() > 0


def test_run_of_a_killed_worker_is_led_again_by_another(parts):
    scenario = demander(parts, duree=20)
    chaine.attendre(avance(scenario))

    parts.tuer_worker()
    assert est(scenario, Etat.EN_COURS)()
    # Two minutes later, for a job whose worker is dead.
    Job.objects.filter(etat=Etat.EN_COURS).update(bail_le=timezone.now() - 2 * travaux.BAIL)
    type(scenario).objects.filter(pk=scenario.pk).update(duree=2)
    parts.worker = parts.ouvrir_worker()
    chaine.attendre(est(scenario, Etat.TERMINE), 40)

    assert scenario.grappes.count() > 0
