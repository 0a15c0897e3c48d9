"""A grappe against the règlement, sentence by sentence."""

import pytest

from grappes.models import Grappe, Route
from grappes.regles.grappe import composer, constater, manquements, route, seuil
from grappes.services.regroupement import places
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def grappe(campagne):
    factories.make_grappe(membres=2, campagne=campagne)
    return Grappe.objects.get()


def with_rules(grappe, **regles):
    reglement = grappe.campagne.reglement
    for nom, valeur in regles.items():
        setattr(reglement, nom, valeur)
    return reglement


def sentence(grappe, code, **regles):
    constats = {c.code: c for c in constater(grappe, with_rules(grappe, **regles))}
    return (constats[code].respecte, constats[code].phrase) if code in constats else None


def test_only_eligible_lines_count(grappe):
    lignes = grappe.places.first().candidature.lignes
    lignes.filter(pk=lignes.first().pk).update(verdict="exclu")
    lignes.filter(pk=lignes.last().pk).update(verdict="douteux")

    compo = composer(Grappe.objects.get(), grappe.campagne.reglement)

    assert (compo.organismes, compo.eligibles, compo.douteux, compo.exclus) == (2, 2, 1, 1)


def test_unticked_line_counts_for_nothing(grappe):
    grappe.places.first().candidature.lignes.update(retenue=False)
    assert composer(Grappe.objects.get(), grappe.campagne.reglement).eligibles == 2


def test_threshold_says_how_many_are_missing(grappe):
    assert sentence(grappe, "seuil", seuil_esms=4) == (
        True,
        "4 ESMS éligibles pour un minimum de 4.",
    )
    assert sentence(grappe, "seuil", seuil_esms=15) == (
        False,
        "4 ESMS éligibles pour un minimum de 15 : il en manque 11.",
    )


def test_reduced_threshold_needs_all_its_esms_in_reduced_departements(grappe):
    reglement = with_rules(grappe, seuil_esms=15, seuil_reduit=4)
    assert seuil(composer(grappe, reglement), reglement) == 15
    reglement.departements_reduits.add(factories.make_departement())
    assert seuil(composer(grappe, reglement), reglement) == 4


def test_og_minimum_and_ceiling_speak_only_when_the_reglement_has_them(grappe):
    assert sentence(grappe, "minimum_og") is None
    assert sentence(grappe, "minimum_og", minimum_og=3) == (False, "2 OG pour un minimum de 3.")
    assert sentence(grappe, "plafond", plafond_esms=3) == (
        False,
        "4 ESMS éligibles pour un maximum de 3.",
    )


def test_one_software_accepted_by_all(grappe):
    assert sentence(grappe, "dui") == (True, "Tous les membres acceptent Logiciel A.")
    grappe.dui = factories.make_dui("Logiciel B")
    assert sentence(grappe, "dui") == (False, "Logiciel B n’est pas accepté par 2 membres.")
    assert sentence(grappe, "dui", dui_unique=False) is None


def test_mixed_project_keeps_to_its_share(grappe):
    lignes = grappe.places.first().candidature.lignes
    lignes.filter(pk=lignes.first().pk).update(type_projet="mise_en_conformite")
    grappe = Grappe.objects.get()
    assert sentence(grappe, "projets", part_mixte_max=25)[0] is True
    tenue, phrase = sentence(grappe, "projets", part_mixte_max=20)[:2]
    assert tenue is False
    assert "3 acquisitions et 1 mise en conformité sur 4 ESMS éligibles, pour 20" in phrase


def test_route_depends_on_count_and_regions(grappe):
    reglement = with_rules(grappe, seuil_national=4)
    compo = composer(grappe, reglement)
    assert route(compo, reglement) == Route.REGIONALE
    compo.regions.add("11")
    assert route(compo, reglement) == Route.NATIONALE
    reglement.seuil_national = 50
    assert route(compo, reglement) == Route.MULTIREGIONALE
    reglement.seuil_national, reglement.national_si_multiregional = 4, False
    compo.regions.discard("11")
    assert route(compo, reglement) == Route.NATIONALE


def test_shortfalls_are_the_sentences_not_met(grappe):
    assert manquements(grappe, with_rules(grappe, minimum_og=3)) == ["2 OG pour un minimum de 3."]


def test_an_og_alone_above_the_threshold_needs_neither_company_nor_ceiling(campagne):
    factories.make_grappe(membres=1, campagne=campagne)
    seule = Grappe.objects.get()
    regles = {"seuil_esms": 2, "minimum_og": 3, "plafond_esms": 1}

    assert manquements(seule, with_rules(seule, **regles)) == []
    assert sentence(seule, "minimum_og", **regles) == (
        True,
        "1 OG, qui atteint seul le minimum : les 3 OG ne sont pas exigés.",
    )
    assert len(manquements(seule, with_rules(seule, **regles | {"seuil_esms": 3}))) == 3


def test_og_above_the_threshold_hosts_a_small_one_whatever_their_number(campagne):
    grande = factories.make_organisme(etablissements=6)
    grappe = factories.make_grappe(membres=1, campagne=campagne)
    places.ajouter(grappe, factories.make_eligible(campagne=campagne, organisme=grande))

    assert sentence(grappe, "minimum_og", seuil_esms=6, minimum_og=3) == (
        True,
        "2 OG, dont un atteint seul le minimum : les 3 OG ne sont pas exigés.",
    )
    assert sentence(grappe, "minimum_og", seuil_esms=7, minimum_og=3)[0] is False
    # The ceiling is waived for one that stays alone.
    assert sentence(grappe, "plafond", seuil_esms=6, plafond_esms=7)[0] is False
