"""Two lists change at once, on two connections: the last judgment knows both."""

import datetime
import time

import pytest
from django.db import transaction

from grappes.models import EtablissementDeclare, ListeOfficielle
from grappes.services.campagnes import listes
from tests import factories
from tests.grappes.services.test_courses import EnFond, vraies_connexions
from tests.listes import csv_finances

pytestmark = [vraies_connexions, pytest.mark.django_db(transaction=True)]


def preparer(contenu, staff, nom, le):
    liste = ListeOfficielle(
        genre=ListeOfficielle.Genre.FINANCES, nom=nom, source="ARS", date=le, fichier="liste.csv"
    )
    return listes.preparer(liste, contenu, par=staff)


@transaction.atomic
def retirer_lentement(liste, staff):
    listes.retirer(liste, par=staff, motif="Erreur")
    time.sleep(1)


def test_list_confirmed_while_another_is_withdrawn_still_counts():
    ligne, staff = factories.make_candidature().lignes.first(), factories.make_staff()
    contenu = csv_finances(ligne.finess)
    une = preparer(contenu, staff, "Une", datetime.date(2026, 1, 5))
    listes.confirmer(une)
    autre = preparer(contenu, staff, "Autre", datetime.date(2026, 2, 5))

    retrait = EnFond(retirer_lentement, ListeOfficielle.objects.get(pk=une.pk), staff)
    time.sleep(0.4)
    confirmation = EnFond(listes.confirmer, autre)
    issues = [retrait.attendre(), confirmation.attendre()]

    assert issues == [None, 1]
    ligne.refresh_from_db()
    assert ligne.verdict == EtablissementDeclare.Verdict.EXCLU
    assert "Autre" in ligne.verdict_source
