"""What no page of ours posts: refused with a page, never with an error of the server."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from grappes.models import Scenario
from grappes.services.collectif import listes
from grappes.services.scenarios import demandes
from tests import factories
from tests.grappes.services.groupables import eligible

pytestmark = pytest.mark.django_db
ENORME = "9" * 5_000
HORS_COLONNE = 10**30


def adresse(nom, *cles):
    return reverse(f"admin:grappes_{nom}", args=cles)


@pytest.mark.parametrize(
    "regard",
    [
        {"connues": ENORME},
        {"connues": "1,²,-3,"},
        {"depuis": "0001-01-01T00:00:00+00:00"},
        {"depuis": "9999-12-31T23:59:59-12:00"},
        {"depuis": "\0"},
        {"dernier": ENORME},
        {"empreintes": [f"{ENORME}:0a", ":", "1"]},
        {"ouvertes": [ENORME, "x"]},
    ],
    ids=lambda regard: next(iter(regard)),
)
def test_look_of_a_board_that_never_was_is_answered(admin_page, campagne, regard):
    factories.make_grappe(campagne=campagne)

    reponse = admin_page.post(adresse("atelier_changements", campagne.pk), regard)

    assert reponse.status_code in (200, 204)


@pytest.mark.parametrize(
    ("nom", "cles"),
    [
        ("atelier", 1),
        ("atelier_vivier", 1),
        ("atelier_carte", 1),
        ("atelier_paires", 1),
        ("scenario_liste", 1),
        ("scenario_nouveau", 1),
        ("scenario_page", 2),
        ("scenario_comparaison", 2),
        ("scenario_candidature", 3),
        ("reglement_effets", 1),
        ("grappe_et_maintenant", 1),
    ],
)
def test_key_that_fits_no_column_is_not_found(admin_page, campagne, nom, cles):
    assert admin_page.get(adresse(nom, *[HORS_COLONNE] * cles)).status_code == 404


def test_search_of_any_length_is_answered(admin_page, campagne):
    factories.make_eligible(campagne=campagne)

    reponses = [
        admin_page.get(adresse("atelier", campagne.pk), {"q": "mot " * 1_200}),
        admin_page.get(adresse("scenario_nouveau", campagne.pk), {"recherche": "mot " * 1_200}),
    ]

    assert [reponse.status_code for reponse in reponses] == [200, 200]


@pytest.mark.parametrize("acte", ["appliquer", "relancer", "arreter"])
def test_act_on_a_scenario_that_is_not_solved_is_told_on_its_page(
    admin_page, campagne, staff, acte
):
    scenario = demandes.demander(campagne, nom="Nord", par=staff)

    reponse = admin_page.post(adresse(f"scenario_{acte}", campagne.pk, scenario.pk))

    assert reponse.url == adresse("scenario_page", campagne.pk, scenario.pk)


@pytest.mark.parametrize("acte", ["deplacer", "changer"])
def test_amendment_of_a_scenario_that_is_not_solved_is_told_on_its_page(
    admin_page, campagne, staff, acte
):
    candidature = eligible(campagne)
    scenario = demandes.demander(campagne, nom="Nord", par=staff)

    reponse = admin_page.post(
        adresse(f"scenario_{acte}", campagne.pk, scenario.pk, candidature.pk), {"vers": "0"}
    )

    assert reponse.url == adresse("scenario_page", campagne.pk, scenario.pk)
    assert Scenario.objects.get().membres.count() == 0


def test_words_beyond_what_anybody_types_do_not_narrow_the_search(campagne):
    candidature = factories.make_eligible(campagne=campagne)

    trouvees = listes.chercher(listes.candidatures(), f"{candidature.numero} " * 1_200)

    assert list(trouvees) == [candidature]


def test_map_names_organismes_so_it_is_for_who_may_see_candidatures(client, campagne):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.set(Permission.objects.filter(codename="view_grappe"))
    client.force_login(lectrice)

    assert client.get(adresse("atelier_carte", campagne.pk)).status_code == 403
    assert client.post(adresse("atelier_carte", campagne.pk)).status_code == 405


def test_effect_tells_nothing_of_a_grappe_of_another_campagne(admin_page, campagne):
    candidature = factories.make_eligible(campagne=campagne)
    ailleurs = factories.make_campagne(region=factories.make_region("11", "Île-de-France"))
    etrangere = factories.make_grappe(membres=0, campagne=ailleurs, nom="Étrangère")

    page = admin_page.post(
        adresse("atelier_effet", campagne.pk),
        {"candidatures": [f"{candidature.pk}:0"], "vers": etrangere.pk},
    ).content.decode()

    assert "Étrangère" not in page


@pytest.mark.parametrize("motif", ["\0", "Ils\0le demandent"])
def test_reason_with_a_character_that_nobody_types_is_told_or_kept(
    admin_page, campagne, collectif, motif
):
    grappe = factories.make_proposee(campagne=campagne)
    place = grappe.places.first()

    reponse = admin_page.post(
        adresse("atelier_deplacer", campagne.pk),
        {
            "candidatures": [f"{place.candidature_id}:{grappe.pk}"],
            "vers": "vivier",
            f"motif-{place.candidature_id}": motif,
        },
    )

    assert reponse.status_code in (200, 302)
