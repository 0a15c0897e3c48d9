"""The titular answers a colleague who asks to join."""

import pytest

from grappes.services.dossiers import rattachements
from tests import factories
from tests.grappes.views.gestes import ouvrir

pytestmark = pytest.mark.django_db
REPONSE, SUIVI = "/candidatures/rattachement/reponse/", "/candidatures/suivi/"


@pytest.fixture
def demande(client, campagne):
    candidature = ouvrir(client, factories.make_candidature())
    return rattachements.demander(
        candidature, prenom="Nora", nom="Petit", courriel="nora@ehpad.example"
    )


def test_the_page_of_the_file_announces_who_waits(client, demande):
    assert REPONSE in client.get(SUIVI).content.decode()


def test_the_titular_accepts(client, demande):
    assert "Nora Petit" in client.get(REPONSE).content.decode()

    reponse = client.post(REPONSE, {"demande": demande.pk, "decision": "accepter"})

    assert reponse.url == SUIVI
    assert demande.candidature.suppleant.nom == "Petit"


def test_an_answer_comes_once(client, demande):
    client.post(REPONSE, {"demande": demande.pk, "decision": "refuser"})

    page = client.post(REPONSE, {"demande": demande.pk, "decision": "accepter"}, follow=True)

    assert "a déjà répondu" in page.content.decode()
    assert demande.candidature.suppleant is None


def test_the_request_of_another_file_is_not_found(client, demande):
    ouvrir(client, factories.make_candidature())

    reponse = client.post(REPONSE, {"demande": demande.pk, "decision": "accepter"})

    assert reponse.status_code == 404


@pytest.mark.parametrize("forge", [{"demande": "x", "decision": "accepter"}, {"demande": "²"}])
def test_a_forged_answer_changes_nothing(client, demande, forge):
    assert client.post(REPONSE, forge).status_code in (200, 404)
    demande.refresh_from_db()
    assert demande.decision == "attente"


def test_nobody_waiting_leads_back(client, campagne):
    ouvrir(client, factories.make_candidature())

    assert client.get(REPONSE).url == SUIVI
