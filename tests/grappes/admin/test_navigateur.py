"""The admin in a real browser: axe, the CSP and the width, then what htmx does."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from grappes.models import (
    EtablissementDeclare,
    FenetreDepot,
    Gestionnaire,
    Instruction,
    ListeOfficielle,
    User,
)
from grappes.services import travaux
from grappes.services.campagnes import listes
from tests import factories
from tests.browser import defauts, entrer
from tests.listes import csv_finances, numero

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTES = (
    "candidature", "grappe", "place", "campagne", "reglement", "instruction", "courriel",
    "transition", "job", "demanderattachement", "organismegestionnaire", "etablissement",
    "categorie", "departement", "user", "gestionnaire", "listeofficielle",
)  # fmt: skip


@pytest.fixture
def page(page):
    """Claire, signed in by the admin's own page."""
    page.goto("/admin/login/")
    page.a_la_connexion = defauts(page)
    entrer(page, factories.make_staff(username="claire"))
    return page


@pytest.fixture
def instruction():
    jour = timezone.localdate()
    grappe = factories.make_constituee()
    texte = Instruction.objects.create(
        campagne=grappe.campagne,
        reference="Instruction 2026/50",
        signee_le=jour,
        url="https://exemple.fr/texte",
        reglement=factories.make_reglement(grappe.campagne, en_vigueur_le=None),
    )
    fin = jour + datetime.timedelta(days=60)
    FenetreDepot.objects.create(instruction=texte, route="regionale", ouvre_le=jour, ferme_le=fin)
    return texte


def liste_officielle(genre):
    """A list that waits, of an ESMS declared, one unknown and a total."""
    finess = EtablissementDeclare.objects.first().finess
    liste = ListeOfficielle(
        genre=genre, nom="Liste", source="ARS", date=timezone.localdate(), fichier="liste.csv"
    )
    contenu = csv_finances(finess, numero("97100001")) + b"\nTOTAL"
    return listes.preparer(liste, contenu, par=User.objects.get(username="claire"))


def adresses(instruction):
    grappe = instruction.campagne.grappes.get()
    candidature = factories.make_candidature(
        courriel="secretariat-de-direction-et-accueil@association-les-tilleuls.example"
    )
    user = Gestionnaire.objects.create(user=factories.make_user()).user
    yield "/admin/"
    yield from (f"/admin/grappes/{liste}/" for liste in LISTES)
    yield f"/admin/grappes/candidature/{candidature.pk}/change/"
    yield f"/admin/grappes/candidature/{candidature.pk}/actes/retirer/"
    yield f"/admin/grappes/grappe/{grappe.pk}/change/"
    yield f"/admin/grappes/grappe/{grappe.pk}/actes/dissoudre/"
    yield f"/admin/grappes/campagne/{grappe.campagne_id}/change/"
    yield f"/admin/grappes/reglement/{instruction.reglement_id}/change/"
    yield f"/admin/grappes/instruction/{instruction.pk}/change/"
    yield f"/admin/grappes/instruction/{instruction.pk}/publication/"
    yield f"/admin/grappes/courriel/{candidature.courriels.first().pk}/change/"
    yield f"/admin/grappes/contact/{candidature.titulaire.pk}/change/"
    yield f"/admin/grappes/user/{user.pk}/change/"
    yield f"/admin/grappes/campagne/{grappe.campagne_id}/atelier/carte/"
    yield f"/admin/grappes/campagne/{grappe.campagne_id}/atelier/carte/?departement=59"
    yield f"/admin/grappes/reglement/{instruction.reglement_id}/effets/"
    for genre in ("finances", "sons"):
        yield f"/admin/grappes/listeofficielle/{liste_officielle(genre).pk}/change/"
    yield "/admin/grappes/listeofficielle/add/"
    yield "/admin/grappes/grappe/add/"
    yield "/admin/grappes/gestionnaire/add/"
    yield "/admin/auth/group/add/"


def test_every_page_is_accessible_fits_and_breaks_no_policy(page, instruction):
    trouves = {"/admin/login/": page.a_la_connexion} if page.a_la_connexion else {}
    for adresse in adresses(instruction):
        assert page.goto(adresse).status == 200, adresse
        if defaut := defauts(page):
            trouves[adresse] = defaut
    assert trouves == {}


def test_search_of_the_vivier_keeps_what_is_ticked(page):
    grappe = factories.make_grappe(membres=1)
    cochee, cherchee = factories.make_eligible(), factories.make_eligible()
    page.goto(f"/admin/grappes/grappe/{grappe.pk}/change/")
    page.get_by_role("checkbox", name=str(cochee.organisme)).check()
    page.get_by_label("Organisme, commune, FINESS ou contact").press_sequentially(cherchee.numero)
    expect(page.locator("#vivier-choix li")).to_have_count(2)
    expect(page.get_by_role("checkbox", name=str(cochee.organisme))).to_be_checked()
    page.get_by_role("button", name="Ajouter les candidatures cochées").click()
    expect(page.get_by_text(f"{cochee.organisme} vers « {grappe} »")).to_be_visible()


def test_publication_tells_its_progress_until_it_ends(page, instruction):
    page.goto(f"/admin/grappes/instruction/{instruction.pk}/publication/")
    page.get_by_role("button", name="Publier et prévenir").click()
    expect(page.get_by_text("Publication demandée.")).to_be_visible()
    travaux.mener()
    expect(page.get_by_text("L’instruction est publiée")).to_be_visible(timeout=8_000)
    assert page.problemes == []
