"""Two staff at one scenario at once, on two connections: it is applied once, the other is told."""

import pytest

from grappes.erreurs import ErreurMetier
from grappes.models import Geste, Grappe, Place
from grappes.services import travaux
from grappes.services.atelier.deplacements import Deplacement, deplacer
from grappes.services.scenarios import demandes
from grappes.services.scenarios.application import appliquer
from tests import factories
from tests.grappes.services.groupables import eligible
from tests.grappes.services.test_courses import EnFond, vraies_connexions

pytestmark = [vraies_connexions, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scenario():
    campagne = factories.make_campagne()
    for _ in range(2):
        eligible(campagne)
    demande = demandes.demander(campagne, nom="Nord", duree=1, par=factories.make_staff())
    travaux.mener()
    return demande


def test_scenario_applied_twice_at_once_is_applied_once(scenario):
    staff = [factories.make_staff() for _ in range(2)]

    issues = [acte.attendre() for acte in [EnFond(appliquer, scenario, par=par) for par in staff]]

    assert {type(issue) for issue in issues} == {Geste, ErreurMetier}
    assert (Grappe.objects.count(), Place.objects.vivantes().count()) == (1, 2)


def test_move_made_while_a_scenario_is_applied_loses_nothing(scenario):
    campagne, par = scenario.campagne, factories.make_staff()
    autre = factories.make_grappe(membres=0, campagne=campagne)
    cle = scenario.membres.first().candidature_id

    actes = [
        EnFond(appliquer, scenario, par=par),
        EnFond(deplacer, campagne, [Deplacement(cle, autre.pk)], vus={cle: None}, par=par),
    ]
    issues = [acte.attendre() for acte in actes]

    assert sum(isinstance(issue, Geste) for issue in issues) == 1
    assert Place.objects.vivantes().filter(candidature=cle).count() == 1
    assert all(isinstance(issue, (Geste, ErreurMetier)) for issue in issues)
