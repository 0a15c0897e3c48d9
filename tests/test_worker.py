"""The chain on real parts: database file, broker, worker, beat, web and mail server.

Each fault is one that production will meet; none may fail a request, lose a mail or send it twice.
"""

import collections
import signal

import pytest
from django.utils import timezone

from grappes.models import Candidature, Courriel
from grappes.services.messagerie import courriels, envois
from tests import chaine, factories

pytestmark = pytest.mark.worker
Etat = Courriel.Etat
# A request that waited for a frozen broker would wait for its socket's time-out, 5 s.
PROMPT = 4


@pytest.fixture(scope="module")
def parts(tmp_path_factory, django_db_blocker):
    dossier = tmp_path_factory.mktemp("chaine")
    with django_db_blocker.unblock(), chaine.ouvrir(dossier) as parts:
        factories.make_campagne()
        yield parts


def tout_est_parti():
    return not Courriel.objects.exclude(etat=Etat.ENVOYE).exists()


def recus(parts):
    """How many times each message arrived."""
    return collections.Counter(m["Message-ID"] for m in parts.boite.messages)


def test_deposited_candidature_is_acknowledged_by_mail(parts):
    candidature = factories.make_candidature()

    chaine.attendre(tout_est_parti)
    confirmation, accuse = parts.boite.messages[-2:]
    assert confirmation["Subject"] == "Confirmez votre adresse électronique"
    assert candidature.numero in accuse["Subject"]
    assert accuse["To"] == candidature.titulaire.courriel


def tuer(parts):
    parts.courtier.kill()
    parts.courtier.wait()


def geler(parts):
    parts.courtier.send_signal(signal.SIGSTOP)


def degeler(parts):
    parts.courtier.send_signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("panne", "remede"),
    [
        pytest.param(tuer, chaine.Chaine.ouvrir_courtier, id="killed"),
        pytest.param(geler, degeler, id="frozen"),
        pytest.param(chaine.Chaine.vider_courtier, lambda parts: None, id="emptied"),
    ],
)
def test_broken_broker_fails_no_request_and_loses_no_mail(parts, panne, remede):
    candidature = factories.make_brouillon()
    chaine.attendre(tout_est_parti)

    panne(parts)
    statut, secondes = parts.demander_lien(candidature.titulaire.courriel)
    lien = Courriel.objects.get(candidature=candidature, genre=Courriel.Genre.LIEN_ACCES)
    remede(parts)
    chaine.attendre(tout_est_parti)

    assert statut == 200
    assert secondes < PROMPT
    assert recus(parts)[f"<courriel-{lien.pk}@localhost>"] == 1


def test_worker_killed_in_the_middle_of_50_mails_loses_none_and_doubles_at_most_one(parts):
    candidature = Candidature.objects.first()
    avant = sum(recus(parts).values())
    parts.boite.lenteur = 0.05
    lot = [
        courriels.ecrire(
            Courriel.Genre.REPONSE_QUESTION,
            destinataire=f"personne{n}@ehpad.example",
            concerne="essai",
            occasion=str(n),
            contexte={"question": "Quand ?", "reponse": "Demain."},
            candidature=candidature,
        )
        for n in range(50)
    ]

    chaine.attendre(lambda: sum(recus(parts).values()) >= avant + 10)
    parts.tuer_worker()
    parts.boite.lenteur = 0
    coupes = Courriel.objects.filter(etat=Etat.PRIS)
    assert 0 < Courriel.objects.exclude(etat=Etat.ENVOYE).count() < 50
    # Three minutes later, for the rows that the dead worker held.
    coupes.update(pris_le=timezone.now() - 2 * envois.BAIL)
    parts.worker = parts.ouvrir_worker()
    chaine.attendre(tout_est_parti)

    fois = [recus(parts)[f"<courriel-{courriel.pk}@localhost>"] for courriel in lot]
    assert min(fois) == 1
    assert sum(fois) <= 51
