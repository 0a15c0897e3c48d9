"""Scenarios solved by the real optimiser, led as a job."""

import pytest

from grappes.services import travaux
from grappes.services.scenarios import demandes


@pytest.fixture
def proposer(campagne, staff):
    """Ask for a scenario and lead it to its end."""

    def demander(**voeux):
        scenario = demandes.demander(
            campagne, **({"nom": "Premier essai", "duree": 2, "par": staff} | voeux)
        )
        travaux.mener()
        scenario.refresh_from_db()
        return scenario

    return demander
