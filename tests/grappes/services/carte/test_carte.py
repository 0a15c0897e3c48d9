"""The map: outlines, dots, grappes and orphans, of today or of a scenario."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grappes.models import (
    Candidature,
    Departement,
    Etablissement,
    EtablissementDeclare,
    Grappe,
    GrappeEnvisagee,
    MembreEnvisage,
    OrganismeGestionnaire,
    Place,
    Scenario,
)
from grappes.services.carte.carte import carte, carte_de_scenario
from grappes.services.carte.contours import Cadrage, contours, milieu
from grappes.services.registre.referentiels import charger_referentiels
from tests import factories
from tests.grappes import affluence

pytestmark = pytest.mark.django_db
LILLE, DUNKERQUE = (3.06, 50.63), (2.37, 51.03)
ARRAS, MARSEILLE = (2.77, 50.29), (5.37, 43.3)


def situer(candidature, position):
    longitude, latitude = position
    etablissements = Etablissement.objects.filter(declarations__candidature=candidature)
    etablissements.update(longitude=longitude, latitude=latitude)


@pytest.fixture
def grappe(campagne):
    grappe = factories.make_grappe(campagne=campagne, membres=2, nom="Nord")
    for place in grappe.places.all():
        situer(place.candidature, DUNKERQUE)
    return grappe


def dans(anneau, position):
    x, y = position
    dedans = False
    for (a, b), (c, d) in zip(anneau, (*anneau[1:], anneau[0]), strict=True):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            dedans = not dedans
    return dedans


def test_every_departement_has_its_outline_around_its_middle(db):
    charger_referentiels()
    codes = set(Departement.objects.exclude(region=None).values_list("pk", flat=True))
    assert codes - set(contours()) == set()
    assert all(any(dans(a, milieu(code)) for a in contours()[code]) for code in ("59", "2A", "974"))


@pytest.mark.parametrize(
    ("code", "ville"), [("59", LILLE), ("13", MARSEILLE), ("62", (2.77, 50.29))]
)
def test_towns_fall_in_their_departement(code, ville):
    assert [c for c, anneaux in contours().items() if any(dans(a, ville) for a in anneaux)] == [
        code
    ]


@pytest.mark.parametrize("codes", [("59", "62"), ("2A", "2B"), ("974",), ("971",), ("973",)])
def test_any_territory_fills_its_frame(codes):
    sommets = [s for code in codes for anneau in contours()[code] for s in anneau]
    cadrage = Cadrage.de(sommets)
    places = [cadrage.placer(sommet) for sommet in sommets]
    assert max(x for x, _ in places) <= cadrage.largeur <= 1_000
    assert max(y for _, y in places) <= cadrage.hauteur <= 1_100
    assert min(min(point) for point in places) >= 0
    assert cadrage.largeur == 1_000 or cadrage.hauteur == 1_100


def test_grappe_has_its_dots_its_porteur_and_its_lines(campagne, grappe):
    (groupe,) = carte(campagne).groupes
    assert (groupe.nom, groupe.esms, len(groupe.points)) == ("Nord", 4, 2)
    assert groupe.porteur.candidature == grappe.porteur.candidature_id
    assert groupe.liens.count("M") == 1
    assert "2 OG, 4 ESMS, porteur Association" in groupe.etendue


def test_sizes_count_what_every_gauge_counts(campagne, grappe):
    lignes = EtablissementDeclare.objects.filter(candidature__campagne=campagne).order_by("pk")
    lignes.filter(pk=lignes.first().pk).update(verdict="douteux")
    lignes.filter(pk=lignes.last().pk).update(verdict="exclu")
    (groupe,) = carte(campagne).groupes
    assert groupe.esms == 2


def test_orphans_are_those_of_the_vivier_that_have_no_place(campagne, grappe):
    orpheline = factories.make_eligible(campagne=campagne)
    factories.make_candidature(campagne=campagne)  # not examined yet
    dessin = carte(campagne)
    assert [point.candidature for point in dessin.orphelins] == [orpheline.pk]
    (nord,) = [terre for terre in dessin.terres if terre.code == "59"]
    assert (nord.orphelins, nord.orphelins_esms) == (1, 2)


def test_dots_of_one_town_do_not_hide_each_other(campagne, grappe):
    points = carte(campagne).groupes[0].points
    assert len({(point.x, point.y) for point in points}) == 2


def test_without_position_the_departement_stands_for_it(campagne):
    factories.make_eligible(campagne=campagne)
    (point,) = carte(campagne).orphelins
    assert point.position == milieu("59")


def test_who_has_neither_position_nor_departement_is_counted_apart(campagne):
    factories.make_eligible(campagne=campagne)
    OrganismeGestionnaire.objects.update(departement=None)
    dessin = carte(campagne)
    assert (dessin.orphelins, dessin.sans_position) == ([], 1)


def test_closer_look_keeps_who_is_there_and_those_who_share_their_grappe(campagne, grappe):
    factories.make_departement("62", "Pas-de-Calais")
    loin = grappe.places.order_by("pk").last().candidature
    OrganismeGestionnaire.objects.filter(pk=loin.organisme_id).update(departement="62")
    orpheline = factories.make_eligible(campagne=campagne)

    dessin = carte(campagne, "62")

    assert (dessin.vu_de_pres, len(dessin.groupes[0].points)) == ("Pas-de-Calais", 2)
    assert dessin.orphelins == []
    assert [p.candidature for p in carte(campagne, "59").orphelins] == [orpheline.pk]
    assert carte(campagne, "zz").departement is None


def test_scenario_shows_its_grappes_and_leaves_the_others_alone(campagne, grappe, staff):
    libre = factories.make_eligible(campagne=campagne)
    part = grappe.places.order_by("pk").last().candidature
    scenario = Scenario.objects.create(campagne=campagne, nom="Essai", cree_par=staff)
    envisagee = GrappeEnvisagee.objects.create(scenario=scenario, rang=1, porteur=libre)
    for candidature in (libre, part):
        MembreEnvisage.objects.create(
            scenario=scenario, envisagee=envisagee, candidature=candidature
        )

    dessin = carte_de_scenario(scenario)

    groupes = {g.nom: [p.candidature for p in g.points] for g in dessin.groupes}
    reste = grappe.places.order_by("pk").first().candidature_id
    assert groupes == {"Nouvelle grappe 1": [libre.pk, part.pk], "Nord": [reste]}
    assert [g.statut for g in dessin.groupes] == ["Nouvelle", "En préparation"]
    assert dessin.groupes[0].porteur.candidature == libre.pk
    assert dessin.orphelins == []


@pytest.mark.parametrize(("gardes", "statut"), [(2, "Inchangée"), (1, "Modifiée")])
def test_scenario_tells_what_becomes_of_a_grappe(campagne, grappe, staff, gardes, statut):
    scenario = Scenario.objects.create(campagne=campagne, nom="Essai", cree_par=staff)
    envisagee = GrappeEnvisagee.objects.create(
        scenario=scenario, rang=1, grappe=grappe, porteur=grappe.porteur.candidature
    )
    for place in grappe.places.order_by("pk")[:gardes]:
        MembreEnvisage.objects.create(
            scenario=scenario, envisagee=envisagee, candidature=place.candidature
        )

    assert [g.statut for g in carte_de_scenario(scenario).groupes] == [statut]


def test_3000_dots_take_few_queries_and_a_light_page(campagne, client, staff):
    affluence.remplir(campagne)
    Candidature.objects.update(statut="au_vivier")
    libres = list(Candidature.objects.order_by("pk")[:1_700])
    grappes = Grappe.objects.bulk_create(
        Grappe(campagne=campagne, nom=f"Grappe {i}", dui=factories.make_dui()) for i in range(170)
    )
    Place.objects.bulk_create(
        Place(
            grappe=grappes[i // 10],
            candidature=candidature,
            role="membre" if i % 10 else "porteur",
        )
        for i, candidature in enumerate(libres)
    )
    factories.analyser()
    with CaptureQueriesContext(connection) as requetes:
        dessin = carte(campagne)
    assert (dessin.nombre, len(requetes) <= 6) == (3_000, True)
    client.force_login(staff)
    page = client.get(f"/admin/grappes/campagne/{campagne.pk}/atelier/carte/")
    assert len(page.content) <= 320_000
