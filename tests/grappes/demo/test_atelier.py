"""The demo's workshop has something to show: lists, gestes, holds, a scenario, coming rules."""

import pytest

from grappes.models import (
    Campagne,
    EtablissementDeclare,
    EtatCampagne,
    Geste,
    Grappe,
    Job,
    LigneListe,
    ListeOfficielle,
    PaireInterdite,
    Place,
)
from grappes.services.campagnes import effets
from grappes.services.regroupement import conflits

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("histoire"),
    pytest.mark.xdist_group("histoire"),
]


def ouverte():
    return next(c for c in Campagne.objects.all() if c.etat == EtatCampagne.OUVERTE)


def test_some_verdicts_come_from_each_official_list():
    listes = ListeOfficielle.objects.actives()

    assert sorted(listes.values_list("genre", flat=True)) == ["finances", "sons"]
    for liste in listes:
        assert EtablissementDeclare.objects.filter(verdict_source__contains=liste.nom).exists()
    etats = set(LigneListe.objects.order_by().values_list("etat", flat=True))
    assert {"importee", "inconnue", "ignoree"} <= etats
    assert LigneListe.objects.filter(avis__icontains="zéro").exists()


def test_two_members_of_staff_left_gestes_and_holds():
    gestes = Geste.objects.filter(campagne=ouverte())

    assert set(gestes.values_list("par__username", flat=True)) == {"claire", "samir"}
    assert gestes.exclude(annule_le=None).count() == 1
    assert PaireInterdite.objects.count() == 1
    assert Grappe.objects.exclude(gelee_le=None).count() == 1
    assert Place.objects.exclude(epinglee_le=None).count() == 1


def test_scenario_is_solved_by_its_job():
    [scenario] = ouverte().scenarios.all()

    job = Job.objects.get(genre=Job.Genre.REGROUPEMENT)
    assert (job.objet_id, job.etat) == (scenario.pk, Job.Etat.TERMINE), job.compte_rendu
    assert scenario.grappes.exists()
    assert scenario.esms_places > 0


def test_a_wish_meets_a_refusal():
    phrases = [conflit.phrase for conflit in conflits.a_regler()]
    assert any("qui ne veut pas travailler avec lui" in phrase for phrase in phrases)


def test_rules_to_come_would_break_a_grappe():
    projet = ouverte().reglements.get(en_vigueur_le=None)

    assert effets.de_la_version(projet).invalidees
