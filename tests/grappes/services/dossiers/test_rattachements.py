"""Someone asks to join a file: asked once, decided once, told by mail."""

import pytest

from grappes.erreurs import ErreurMetier
from grappes.models import Courriel
from grappes.services.dossiers import rattachements
from tests import factories

pytestmark = pytest.mark.django_db
NORA = {"prenom": "Nora", "nom": "Petit", "courriel": "nora@ehpad.example"}


@pytest.fixture
def demande(campagne):
    return rattachements.demander(factories.make_candidature(), **NORA, message="Bonjour")


def courriels(destinataire, genre=Courriel.Genre.RATTACHEMENT):
    return Courriel.objects.filter(destinataire=destinataire, genre=genre)


def test_accepting_makes_the_asker_second_contact(demande):
    rattachements.accepter(demande)

    suppleant = demande.candidature.suppleant
    assert (suppleant.courriel, suppleant.confirme_le) == ("nora@ehpad.example", None)
    assert courriels(suppleant.courriel, Courriel.Genre.CONFIRMATION_ADRESSE).count() == 1
    assert courriels(suppleant.courriel).count() == 1


def test_accepting_replaces_the_present_second_contact(demande):
    factories.make_suppleant(demande.candidature, courriel="ancien@ehpad.example")

    rattachements.accepter(demande)

    assert demande.candidature.contacts.count() == 2
    assert demande.candidature.suppleant.courriel == "nora@ehpad.example"


def test_refusing_tells_the_asker_and_opens_nothing(demande):
    rattachements.refuser(demande)

    assert demande.candidature.suppleant is None
    assert courriels("nora@ehpad.example").count() == 1


def test_a_request_is_decided_once(demande, staff):
    rattachements.refuser(demande, par=staff)

    with pytest.raises(ErreurMetier, match="a déjà répondu"):
        rattachements.accepter(demande)
    demande.refresh_from_db()
    assert (demande.decision, demande.decidee_par) == ("refusee", staff)
    assert demande.candidature.suppleant is None


def test_asking_twice_writes_one_mail(demande):
    encore = rattachements.demander(demande.candidature, **NORA)

    assert encore == demande
    assert courriels(demande.candidature.titulaire.courriel).count() == 1
