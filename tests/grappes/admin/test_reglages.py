"""The settings of a grappe: only what was changed is written; no colleague is overwritten."""

import datetime
import threading

import pytest
from django.urls import reverse
from django.utils import timezone

from grappes.admin.grappe import GrappeAdmin
from grappes.models import Grappe
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE, Auteur
from tests import factories
from tests.grappes.admin.reglages import adresse, dessiner
from tests.grappes.services.test_courses import EnFond, relue, vraies_connexions

pytestmark = pytest.mark.django_db

DEPUIS = "a changé depuis que vous avez ouvert cette page"


def enregistrer(client, grappe, dessinee, **champs):
    reponse = client.post(adresse(grappe), dessinee | champs, follow=True)
    return [str(message) for message in reponse.context["messages"]]


def test_settings_are_written(campagne, admin_page):
    grappe = factories.make_grappe(campagne=campagne)
    autre = factories.make_dui("Logiciel B")
    jour = timezone.localdate() + datetime.timedelta(days=9)

    dits = enregistrer(
        admin_page, grappe, dessiner(admin_page, grappe),
        nom="Grappe du Nord", dui=autre.pk, reponse_avant_le=f"{jour:%d/%m/%Y}",
    )  # fmt: skip

    grappe = relue(grappe)
    assert dits == ["Réglages enregistrés."]
    assert (grappe.nom, grappe.dui, grappe.reponse_avant_le) == ("Grappe du Nord", autre, jour)


def test_stale_page_does_not_put_back_what_a_colleague_changed(campagne, admin_page):
    grappe = factories.make_grappe(campagne=campagne)
    dessinee = dessiner(admin_page, grappe)
    autre = factories.make_dui("Logiciel B")
    Grappe.objects.filter(pk=grappe.pk).update(dui=autre)

    [refus] = enregistrer(admin_page, grappe, dessinee, nom="Grappe du Nord")

    assert DEPUIS in refus
    assert (relue(grappe).dui, relue(grappe).nom) == (autre, grappe.nom)


def test_page_drawn_before_the_proposal_changes_nothing_of_it(campagne, admin_page, collectif):
    grappe = factories.make_grappe(campagne=campagne)
    dessinee = dessiner(admin_page, grappe)
    grappes.proposer(relue(grappe), auteur=collectif)

    [refus] = enregistrer(admin_page, grappe, dessinee, dui=factories.make_dui("Logiciel B").pk)

    assert DEPUIS in refus
    assert relue(grappe).dui == grappe.dui


@pytest.mark.parametrize("initial", ["", "nawak", "9" * 40])
def test_forged_initial_value_is_a_stale_page(campagne, admin_page, initial):
    grappe = factories.make_grappe(campagne=campagne)
    dessinee = dessiner(admin_page, grappe) | {"initial-dui": initial}

    assert DEPUIS in enregistrer(admin_page, grappe, dessinee)[0]


def test_exception_is_signed_and_survives_the_ends_of_lines_of_a_browser(
    campagne, admin_page, staff
):
    grappe = factories.make_grappe(campagne=campagne)
    enregistrer(
        admin_page, grappe, dessiner(admin_page, grappe), exception_motif="Un membre\r\narrive"
    )
    Grappe.objects.filter(pk=grappe.pk).update(exception_motif="Un membre\narrive")
    dessinee = dessiner(admin_page, grappe) | {"initial-exception_motif": "Un membre\r\narrive"}

    assert relue(grappe).exception_par == staff
    assert enregistrer(admin_page, grappe, dessinee, nom="Autre") == ["Réglages enregistrés."]


def test_what_the_proposal_fixed_is_no_setting_any_more(campagne, admin_page):
    grappe = factories.make_proposee(campagne=campagne)

    form = admin_page.get(adresse(grappe)).context["adminform"].form

    assert set(form.fields) == {"nom", "reponse_avant_le"}
    assert "Exception au règlement" not in admin_page.get(adresse(grappe)).content.decode()


def test_software_of_a_proposal_is_changed_by_an_act_that_tells_whom_it_asks(campagne, admin_page):
    grappe = factories.make_proposee(campagne=campagne)
    places.repondre(
        grappe.places.select_related("grappe", "candidature").first(), "accepter", auteur=CANDIDATE
    )
    page = reverse("admin:grappes_grappe_logiciel", args=[grappe.pk])
    lue = admin_page.get(page)
    assert "doivent répondre à nouveau" in lue.content.decode()

    autre = factories.make_dui("Logiciel B")
    reponse = admin_page.post(page, {"dui": autre.pk, "vu": grappe.dui_id}, follow=True)

    [dit] = [str(message) for message in reponse.context["messages"]]
    assert dit == "Le logiciel devient Logiciel B. Un nouvel accord est demandé à 1 membre."
    assert relue(grappe).dui == autre
    perime = admin_page.post(page, {"dui": grappe.dui_id, "vu": grappe.dui_id}, follow=True)
    assert "Un collègue a changé" in str(next(iter(perime.context["messages"])))


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_settings_leave_alone_the_status_that_changes_meanwhile(client, monkeypatch):
    staff = factories.make_staff()
    grappe = factories.make_proposee()
    for place in grappe.places.vivantes().select_related("candidature", "grappe"):
        places.repondre(place, "accepter", auteur=CANDIDATE)
    lu, fait, vrai = threading.Event(), threading.Event(), GrappeAdmin.save_model

    def lent(self, *args):
        lu.set()
        fait.wait(5)
        vrai(self, *args)

    client.force_login(staff)
    dessinee = dessiner(client, grappe) | {"nom": "Grappe du Nord"}
    monkeypatch.setattr(GrappeAdmin, "save_model", lent)
    post = EnFond(client.post, adresse(grappe), dessinee)
    lu.wait(5)
    grappes.constituer(relue(grappe), auteur=Auteur.collectif(staff))
    fait.set()

    assert post.attendre().status_code == 302
    assert relue(grappe).statut == "constituee"
