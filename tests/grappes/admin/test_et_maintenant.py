"""« Et maintenant ? » in the admin: reached from the pile, four decisions, nothing lost."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from grappes.models import Depart, Grappe, Place
from grappes.services.regroupement import departs, places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.groupables import eligible, relire

pytestmark = pytest.mark.django_db


@pytest.fixture
def grappe(campagne):
    """Proposed to three, refused by one, one ESMS short."""
    grappe = factories.make_proposee(campagne=campagne, membres=3)
    place = Place.objects.select_related("grappe", "candidature").get(grappe=grappe, role="membre")
    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus="calendrier")
    campagne.reglements.update(seuil_esms=5)
    return grappe


def page(grappe):
    return reverse("admin:grappes_grappe_et_maintenant", args=[grappe.pk])


def decider(client, grappe, decision, vus=None, **champs):
    if vus is None:
        vus = [depart.pk for depart in departs.a_regler(grappe)]
    adresse = reverse("admin:grappes_grappe_decider", args=[grappe.pk, decision])
    donnees = {f"{decision}-{nom}": valeur for nom, valeur in champs.items()}
    return client.post(adresse, donnees | {"vus": vus}, follow=True)


def texte(reponse):
    return reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ")


def test_grappe_and_list_lead_to_the_page(grappe, admin_page):
    liste = admin_page.get(reverse("admin:grappes_grappe_changelist"), {"depart": "oui"})
    assert [g.pk for g in liste.context["cl"].queryset] == [grappe.pk]
    fiche = admin_page.get(reverse("admin:grappes_grappe_change", args=[grappe.pk]))
    assert page(grappe) in fiche.content.decode()


def test_page_tells_the_loss_the_state_and_the_ways_on(grappe, admin_page, campagne):
    remplacante = eligible(campagne)
    lue = texte(admin_page.get(page(grappe)))

    assert "A refusé : Le calendrier ne nous convient pas" in lue
    assert "4 ESMS éligibles pour un minimum de 5 : il en manque 1." in lue
    assert str(remplacante.organisme) in lue
    assert "La grappe serait valide" in lue


def test_page_without_departure_says_that_nothing_waits(campagne, admin_page):
    grappe = factories.make_proposee(campagne=campagne)
    assert "Rien n’attend de décision" in texte(admin_page.get(page(grappe)))


def test_keeping_without_reason_is_refused_and_what_is_typed_stays(grappe, admin_page):
    assert "Indiquez pourquoi vous gardez" in texte(decider(admin_page, grappe, "garder"))

    trop_long = "x" * 2001
    refusee = texte(decider(admin_page, grappe, "garder", motif=trop_long))
    assert trop_long in refusee
    assert Depart.objects.get().regle_le is None


def test_keeping_with_a_reason_closes_the_question(grappe, admin_page):
    suite = decider(admin_page, grappe, "garder", motif="Un OG arrive")
    assert "est gardée telle qu’elle est" in texte(suite)
    assert Depart.objects.get().decision == "garder"


def test_replacing_by_the_first_of_the_bench(grappe, admin_page, campagne):
    remplacante = eligible(campagne)
    suite = decider(admin_page, grappe, "remplacer", candidature=remplacante.pk)
    assert "en est prévenu" in texte(suite)
    assert relire(remplacante).statut == "proposee"


def test_second_click_on_the_same_button_gives_one_place(grappe, admin_page, campagne):
    campagne.reglements.update(seuil_esms=9)
    remplacante = eligible(campagne)
    decider(admin_page, grappe, "remplacer", candidature=remplacante.pk)
    suite = decider(admin_page, grappe, "remplacer", candidature=remplacante.pk)
    assert "n’est pas au vivier" in texte(suite)
    assert remplacante.places.count() == 1


def test_merging_leads_to_the_grappe_that_receives(grappe, admin_page, campagne):
    hote = factories.make_proposee(campagne=campagne, membres=3)
    suite = decider(admin_page, grappe, "fusionner", dans=hote.pk)
    assert suite.redirect_chain[-1][0] == reverse("admin:grappes_grappe_change", args=[hote.pk])
    assert hote.places.vivantes().count() == 5


def test_dissolving_asks_the_reason_that_is_mailed(grappe, admin_page):
    decider(admin_page, grappe, "dissoudre")
    assert Grappe.objects.get().statut == "proposee"
    decider(admin_page, grappe, "dissoudre", motif="Trop peu d’ESMS")
    assert Grappe.objects.get().statut == "dissoute"


def test_stale_page_is_told_who_decided(grappe, admin_page, staff):
    vus = [depart.pk for depart in departs.a_regler(grappe)]
    decider(admin_page, grappe, "garder", motif="Un OG arrive")
    suite = decider(admin_page, grappe, "dissoudre", vus=vus, motif="Trop peu")
    assert "Claire Martin a déjà décidé" in texte(suite)
    assert Grappe.objects.get().statut == "proposee"


@pytest.mark.parametrize(
    ("decision", "champs"),
    [
        ("fusionner", {"dans": "abc"}),
        ("fusionner", {}),
        ("remplacer", {"candidature": "9" * 30}),
        ("garder", {"motif": "Bien"}),
    ],
)
def test_bad_input_is_never_a_crash_and_changes_nothing(grappe, admin_page, decision, champs):
    reponse = decider(admin_page, grappe, decision, vus=["x", "9" * 5000], **champs)
    assert reponse.status_code == 200
    assert Depart.objects.get().regle_le is None


def test_unknown_decision_is_not_found_and_get_decides_nothing(grappe, admin_page):
    assert decider(admin_page, grappe, "oublier").status_code == 404
    adresse = reverse("admin:grappes_grappe_decider", args=[grappe.pk, "garder"])
    assert admin_page.get(adresse).url == page(grappe)
    assert Depart.objects.get().regle_le is None


def test_mere_reader_neither_opens_nor_decides(grappe, client):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_grappe"))
    client.force_login(lectrice)
    assert client.get(page(grappe)).status_code == 403
    assert decider(client, grappe, "garder", motif="Moi").status_code == 403


def test_queries_do_not_grow_with_the_bench(
    grappe, admin_page, campagne, django_assert_max_num_queries
):
    for _ in range(4):
        eligible(campagne)
        factories.make_proposee(campagne=campagne, membres=3)
    with django_assert_max_num_queries(60):
        admin_page.get(page(grappe))
