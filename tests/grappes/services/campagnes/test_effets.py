"""What a change of rules would do, told before: grappes, verdicts, informed OGs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grappes.models import (
    Candidature,
    EtablissementDeclare,
    Grappe,
    LigneListe,
    ListeOfficielle,
    Place,
)
from grappes.services.campagnes import effets, listes, reglements
from tests import factories
from tests.grappes import affluence

pytestmark = pytest.mark.django_db


def version(campagne, **regles):
    """A version that is not in force yet."""
    reglement = reglements.nouvelle_version(campagne)
    for nom, valeur in regles.items():
        setattr(reglement, nom, valeur)
    reglement.save()
    return reglement


def verdicts():
    return sorted(EtablissementDeclare.objects.values_list("pk", "verdict", "verdict_regle"))


def noms(touchees):
    return [touchee.grappe.nom for touchee in touchees]


@pytest.fixture
def grappe(campagne):
    """Four eligible ESMS, for a minimum of three."""
    return factories.make_grappe(campagne=campagne, membres=2, nom="Nord")


def test_grappe_that_would_fall_under_the_threshold_is_told_with_what_it_lacks(campagne, grappe):
    prevus = effets.de_la_version(version(campagne, seuil_esms=6))

    (touchee,) = prevus.invalidees
    assert (touchee.grappe, touchee.avant.marge, touchee.apres.marge) == (grappe, 1, -2)
    assert touchee.manque == 2
    assert [c.phrase for c in touchee.bascules] == [
        "4 ESMS éligibles pour un minimum de 6 : il en manque 2."
    ]
    assert prevus.candidatures == []


def test_grappe_that_would_become_valid_is_told(campagne, grappe):
    campagne.reglements.update(minimum_og=3)
    prevus = effets.de_la_version(version(campagne, minimum_og=None))
    assert noms(prevus.validees) == ["Nord"]
    assert (
        prevus.validees[0].bascules[0].phrase == "Ne s’applique plus : 2 OG pour un minimum de 3."
    )


def test_same_rules_change_nothing(campagne, grappe):
    prevus = effets.de_la_version(version(campagne))
    assert (prevus.candidatures, prevus.grappes, prevus.passages) == ([], [], [])


def test_verdicts_that_would_change_are_counted_and_listed(campagne, grappe):
    coupe = version(campagne)
    coupe.categories.clear()
    avant = verdicts()

    prevus = effets.de_la_version(coupe)

    assert prevus.passages == [("Éligible", "Exclu", 4)]
    assert [touchee.gain for touchee in prevus.candidatures] == [-2, -2]
    assert noms(prevus.invalidees) == ["Nord"]
    assert verdicts() == avant


def test_decision_of_staff_is_never_among_the_effects(campagne, grappe, staff):
    EtablissementDeclare.objects.update(verdict_par=staff, verdict_motif="Vu")
    coupe = version(campagne)
    coupe.categories.clear()
    assert effets.de_la_version(coupe).candidatures == []


def test_what_is_told_is_what_is_then_done(campagne, grappe):
    coupe = version(campagne)
    coupe.categories.clear()
    annonces = {
        changement.ligne.pk: changement.jugement.verdict
        for touchee in effets.de_la_version(coupe).candidatures
        for changement in touchee.changements
    }
    reglements.mettre_en_vigueur(coupe)
    assert dict(EtablissementDeclare.objects.values_list("pk", "verdict")) == annonces


def test_only_members_that_were_told_are_informed(campagne, grappe):
    stricte = version(campagne, seuil_esms=6)
    assert effets.de_la_version(stricte).informes == []

    place = grappe.places.order_by("pk").first()
    Place.objects.filter(pk=place.pk).update(etat="annoncee")

    assert effets.de_la_version(stricte).informes == [place.candidature.organisme]


def test_filed_grappes_are_out_of_reach(campagne, grappe):
    Grappe.objects.update(statut="dissoute")
    assert effets.de_la_version(version(campagne, seuil_esms=50)).grappes == []


def test_effects_of_a_list_and_of_its_withdrawal_mirror_each_other(campagne, grappe, staff):
    liste = ListeOfficielle.objects.create(
        genre="finances", nom="Lauréats", source="ARS", date=datetime.date(2026, 3, 12),
        fichier="l.csv", importee_par=staff,
    )  # fmt: skip
    for rang, ligne in enumerate(EtablissementDeclare.objects.all()[:2]):
        LigneListe.objects.create(liste=liste, ligne=rang, finess=ligne.finess, etat="importee")

    assert effets.de_la_liste(liste, campagne).passages == [("Éligible", "Exclu", 2)]
    assert noms(effets.de_la_liste(liste, campagne).invalidees) == ["Nord"]

    listes.confirmer(liste)
    liste.refresh_from_db()
    assert effets.de_la_liste(liste, campagne).passages == [("Exclu", "Éligible", 2)]
    assert noms(effets.de_la_liste(liste, campagne).validees) == ["Nord"]


def test_effects_at_3000_candidatures_take_few_queries(campagne):
    affluence.remplir(campagne)
    libres = list(Candidature.objects.vivantes().order_by("pk")[:1_500])
    grappes = Grappe.objects.bulk_create(
        Grappe(campagne=campagne, nom=f"Grappe {i}", dui=factories.make_dui()) for i in range(150)
    )
    Place.objects.bulk_create(
        Place(grappe=grappes[i // 10], candidature=candidature)
        for i, candidature in enumerate(libres)
    )
    factories.analyser()
    stricte = version(campagne, seuil_esms=60, dui_unique=False)
    with CaptureQueriesContext(connection) as requetes:
        prevus = effets.de_la_version(stricte)
    assert len(requetes) <= 30
    assert len(prevus.candidatures) > 1_000
