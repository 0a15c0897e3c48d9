"""The workshop in a real browser: by mouse, by keyboard, and two staff at once."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from grappes.models import Derogation, Geste, Grappe, PaireInterdite, Place
from grappes.services.atelier.deplacements import Deplacement, deplacer
from tests import factories
from tests.browser import (
    DESKTOP,
    PHONE,
    Personne,
    debord,
    entrer,
    refus,
    violations,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRAND = {"width": 1600, "height": 900}


@pytest.fixture
def ouvrir_atelier(chromium, live_server):
    """Sign somebody in and open the workshop of the campagne."""
    personnes = []

    def ouvrir(prenom="Claire", taille=DESKTOP):
        qui = factories.make_staff(username=prenom.lower(), first_name=prenom, last_name="Roy")
        personne = Personne(chromium, live_server.url, taille)
        personnes.append(personne)
        personne.qui = qui
        entrer(personne.page, qui)
        personne.aller(reverse("admin:grappes_atelier", args=[Grappe.objects.first().campagne_id]))
        return personne

    yield ouvrir
    for personne in personnes:
        personne.page.close()


@pytest.fixture
def deux_grappes():
    """Three OGs in the vivier, two grappes."""
    grappes = [factories.make_grappe(membres=n, nom=f"Grappe {i}") for i, n in ((1, 2), (2, 0))]
    return grappes, [factories.make_eligible() for _ in range(3)]


def rang(page, candidature):
    return page.locator(f"#c-{candidature.pk}")


def ou(candidature):
    place = Place.objects.vivantes().filter(candidature=candidature).first()
    return place and place.grappe


@pytest.mark.parametrize("taille", [PHONE, DESKTOP, GRAND], ids=["phone", "desktop", "wide"])
def test_board_has_no_defect(ouvrir_atelier, deux_grappes, taille):
    claire = ouvrir_atelier(taille=taille)
    claire.page.locator(".facettes summary").click()
    claire.verifier()

    assert claire.fautes == []


def test_mouse_drags_to_a_grappe_sees_the_effect_and_confirms(ouvrir_atelier, deux_grappes):
    (_, vide), (libre, *_) = deux_grappes
    page = (claire := ouvrir_atelier()).page

    rang(page, libre).drag_to(page.locator(f"#grappe-{vide.pk}"))
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_contain_text("0 → 2")
    claire.verifier()
    assert ou(libre) is None
    dialogue.get_by_role("button", name="Confirmer le déplacement").click()

    expect(page.get_by_role("status")).to_contain_text("c’est fait")
    expect(page.locator(f"#grappe-{vide.pk} #c-{libre.pk}")).to_be_visible()
    assert ou(libre) == vide
    claire.verifier()
    assert claire.fautes == []


def test_dropping_on_the_new_grappe_forms_it(ouvrir_atelier, deux_grappes):
    _, (libre, autre, _) = deux_grappes
    page = ouvrir_atelier().page
    rang(page, libre).get_by_role("checkbox").check()
    rang(page, autre).get_by_role("checkbox").check()

    rang(page, libre).hover()
    page.mouse.down()
    page.locator("#titre-grappes").hover()
    page.get_by_role("button", name="Nouvelle grappe").hover()
    page.mouse.up()
    page.get_by_role("button", name="Confirmer le déplacement").click()

    expect(page.get_by_role("status")).to_contain_text("2 candidatures vers « Grappe 3 »")
    expect(page.get_by_role("heading", name="Grappe 3")).to_be_visible()
    assert {ou(libre), ou(autre)} == {Grappe.objects.get(nom="Grappe 3")}


def test_keyboard_alone_moves_undoes_and_redoes(ouvrir_atelier, deux_grappes):
    (_, vide), libres = deux_grappes
    page = (claire := ouvrir_atelier()).page
    clavier = page.keyboard

    rang(page, libres[0]).get_by_role("checkbox").focus()
    clavier.press("Space")
    clavier.press("ArrowDown")
    clavier.press("Space")
    clavier.press("Enter")
    expect(page.get_by_role("dialog", name="Déplacer 2 candidatures")).to_be_visible()
    claire.verifier()
    clavier.type("grappe 2")
    clavier.press("Enter")
    confirmer = page.get_by_role("button", name="Confirmer le déplacement")
    expect(confirmer).to_be_focused()
    clavier.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("2 candidatures vers « Grappe 2 »")
    assert [ou(c) for c in libres] == [vide, vide, None]
    expect(page.locator("#vivier-lignes")).to_be_focused()

    page.get_by_role("button", name="Annuler").focus()
    clavier.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Annulé")
    expect(page.get_by_role("button", name="Refaire")).to_be_focused()
    assert [ou(c) for c in libres] == [None, None, None]
    expect(page.locator("#vivier-lignes .og")).to_have_count(3)

    clavier.press("Control+Shift+Z")
    expect(page.get_by_role("status")).to_contain_text("Refait")
    assert [ou(c) for c in libres] == [vide, vide, None]
    assert claire.fautes == []


def test_pinning_and_freezing_keep_the_focus_where_it_was(ouvrir_atelier, deux_grappes):
    (pleine, _), _ = deux_grappes
    page = ouvrir_atelier().page
    carte = page.locator(f"#grappe-{pleine.pk}")

    for avant, apres in (("Épingler", "Détacher"), ("Geler", "Dégeler")):
        carte.get_by_role("button", name=avant).first.focus()
        page.keyboard.press("Enter")
        expect(carte.get_by_role("button", name=apres).first).to_be_focused()


def test_escape_leaves_the_dialog_and_gives_the_focus_back(ouvrir_atelier, deux_grappes):
    _, (libre, *_) = deux_grappes
    page = ouvrir_atelier().page
    rang(page, libre).get_by_role("checkbox").check()

    page.get_by_role("button", name="Déplacer vers…").click()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Déplacer vers…")).to_be_focused()


def test_informed_member_leaves_with_a_reason_typed_in_the_dialog(ouvrir_atelier):
    grappe = factories.make_proposee()
    membre = grappe.places.first().candidature
    page = (claire := ouvrir_atelier()).page
    rang(page, membre).get_by_role("checkbox").check()

    page.get_by_role("button", name="Déplacer vers…").click()
    page.get_by_label("Vers", exact=True).select_option("vivier")
    page.get_by_role("button", name="Voir l’effet").click()
    page.get_by_label("Motif de l’exception").fill("Demandé par téléphone.")
    claire.verifier()
    page.get_by_role("button", name="Confirmer le déplacement").click()

    expect(page.locator(f"#vivier-lignes #c-{membre.pk}")).to_be_visible()
    assert Derogation.objects.get().motif == "Demandé par téléphone."
    assert claire.fautes == []


def test_loser_of_a_race_is_told_who_did_what_and_overwrites_nothing(ouvrir_atelier, deux_grappes):
    (une, vide), (libre, *_) = deux_grappes
    claire, paul = ouvrir_atelier("Claire"), ouvrir_atelier("Paul")
    for personne, grappe in ((claire, une), (paul, vide)):
        rang(personne.page, libre).get_by_role("checkbox").check()
        personne.page.get_by_role("button", name="Déplacer vers…").click()
        personne.page.get_by_label("Vers", exact=True).select_option(str(grappe.pk))
        personne.page.get_by_role("button", name="Voir l’effet").click()
        expect(personne.page.get_by_role("button", name="Confirmer")).to_be_visible()

    claire.page.get_by_role("button", name="Confirmer").click()
    expect(claire.page.get_by_role("status")).to_contain_text("c’est fait")
    paul.page.get_by_role("button", name="Confirmer").click()

    expect(paul.page.get_by_role("alert")).to_contain_text(
        f"Claire Roy a déplacé {libre.organisme} vers « {une} »"
    )
    assert ou(libre) == une
    assert Geste.objects.count() == 1
    assert claire.fautes + paul.fautes == []


def test_open_board_shows_what_a_colleague_did_and_keeps_the_selection(
    ouvrir_atelier, deux_grappes
):
    (_, vide), (libre, autre, _) = deux_grappes
    page = (claire := ouvrir_atelier()).page
    rang(page, autre).get_by_role("checkbox").check()
    paul = factories.make_staff(username="paul", first_name="Paul", last_name="Roy")

    deplacer(vide.campagne, [Deplacement(libre.pk, vide.pk)], vus={libre.pk: None}, par=paul)

    expect(page.get_by_role("status")).to_contain_text(
        f"Paul Roy : {libre.organisme} vers « {vide} », il y a", timeout=12_000
    )
    expect(page.locator(f"#grappe-{vide.pk} #c-{libre.pk}")).to_be_visible()
    expect(page.locator("#vivier-lignes .og")).to_have_count(2)
    expect(rang(page, autre).get_by_role("checkbox")).to_be_checked()
    assert claire.fautes == []


def test_search_narrows_both_lists_as_it_is_typed(ouvrir_atelier, deux_grappes):
    (_, vide), (libre, *_) = deux_grappes
    Grappe.objects.filter(pk=vide.pk).update(nom="Baleine")
    page = (claire := ouvrir_atelier()).page

    page.get_by_label("Organisme, FINESS").fill(libre.organisme.finess_juridique)
    expect(page.locator("#vivier-lignes .og")).to_have_count(1)
    page.get_by_label("Grappe, membre").fill("bal")
    expect(page.locator(".carte")).to_have_count(1)

    assert (violations(page), debord(page), refus(page)) == ([], 0, [])
    assert claire.fautes == []


def test_two_ticked_candidatures_are_kept_apart_for_a_private_reason(ouvrir_atelier, deux_grappes):
    _, (une, autre, _) = deux_grappes
    page = (claire := ouvrir_atelier()).page
    interdire = page.get_by_role("button", name="Ne pas réunir…")
    expect(interdire).to_be_hidden()

    for candidature in (une, autre):
        rang(page, candidature).get_by_role("checkbox").check()
    interdire.click()
    page.get_by_label("Motif, réservé au Collectif").fill("Contentieux")
    claire.presser("Interdire cette paire")

    claire.lit("Contentieux")
    assert PaireInterdite.objects.count() == 1
    assert claire.fautes == []


def test_whole_vivier_comes_as_it_is_scrolled_and_none_is_missed(
    ouvrir_atelier, deux_grappes, monkeypatch
):
    monkeypatch.setattr("grappes.admin.atelier.PREMIERES", 12)
    monkeypatch.setattr("grappes.admin.atelier.SUIVANTES", 12)
    _, libres = deux_grappes
    libres += [factories.make_eligible() for _ in range(50)]
    page = (claire := ouvrir_atelier()).page
    rangs = page.locator("#vivier-lignes .og")

    # Two leave before the rest is asked for: nobody takes their rank unseen.
    rang(page, libres[0]).get_by_role("checkbox").check()
    rang(page, libres[1]).get_by_role("checkbox").check()
    page.get_by_role("button", name="Nouvelle grappe").click()
    page.get_by_role("button", name="Confirmer le déplacement").click()
    expect(page.get_by_role("status")).to_contain_text("c’est fait")
    while (nombre := rangs.count()) < 51:
        rangs.last.scroll_into_view_if_needed()
        expect(rangs).not_to_have_count(nombre)

    cles = rangs.evaluate_all("rangs => rangs.map((rang) => Number(rang.dataset.cle))")
    assert sorted(cles) == sorted(candidature.pk for candidature in libres[2:])
    assert claire.fautes == []
