"""Every page of the admin opens, in French, under the strict CSP."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from grappes.models import (
    Campagne,
    Candidature,
    Contact,
    Courriel,
    Gestionnaire,
    Jeton,
    Job,
    RateCounter,
    User,
)
from tests import factories

pytestmark = pytest.mark.django_db


def adresse(modele, page, *args):
    return reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_{page}", args=args)


@pytest.fixture
def monde(admin_page, staff):
    """At least one row of everything that the admin shows."""
    grappe = factories.make_constituee()
    Gestionnaire.objects.create(user=factories.make_user(), structure="ARS")
    Job.objects.create(genre="publication", cle="publication:1", objet_id=1, demande_par=staff)
    return grappe


def test_every_list_and_every_change_page_opens(monde, admin_page):
    for modele in admin.site._registry:
        assert admin_page.get(adresse(modele, "changelist")).status_code == 200, modele
        objet = modele._default_manager.first()
        if objet is not None:
            reponse = admin_page.get(adresse(modele, "change", objet.pk))
            assert reponse.status_code == 200, modele


def test_every_add_page_that_is_offered_opens(admin_page, rf, staff):
    requete = rf.get("/")
    requete.user = staff
    for modele, modele_admin in admin.site._registry.items():
        attendu = 200 if modele_admin.has_add_permission(requete) else 403
        assert admin_page.get(adresse(modele, "add")).status_code == attendu, modele


def test_no_page_holds_an_inline_style_script_or_handler(monde, admin_page):
    pages = [reverse("admin:index")] + [
        adresse(modele, page, *cle)
        for modele in (Campagne, Candidature, Courriel)
        for page, cle in (("changelist", ()), ("change", (modele.objects.first().pk,)))
    ]
    for page in pages:
        html = admin_page.get(page).content.decode()
        assert re.findall(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", html) == [], page


def test_unknown_key_of_a_candidature_comes_back_to_the_home(admin_page):
    for cle in ("0", "abc", "9" * 40):
        reponse = admin_page.get(adresse(Candidature, "change", cle))
        assert reponse.status_code == 302


def test_secrets_and_counters_are_not_registered():
    assert not {Jeton, RateCounter} & set(admin.site._registry)


def test_manager_is_not_staff(client):
    gestionnaire = Gestionnaire.objects.create(user=factories.make_user())
    client.force_login(gestionnaire.user)
    reponse = client.get(reverse("admin:index"))
    assert (reponse.status_code, reponse.url[:13]) == (302, "/admin/login/")


def test_years_are_written_without_separator(admin_page, campagne):
    html = admin_page.get(adresse(Campagne, "changelist")).content.decode()
    assert f">{campagne.annee}<" in html


def test_new_address_of_a_contact_is_confirmed_again_and_its_links_die(admin_page):
    from grappes.services.messagerie import jetons

    contact = factories.make_candidature().titulaire
    Contact.objects.filter(pk=contact.pk).update(confirme_le="2026-01-01T00:00Z")
    jetons.creer(Jeton.Usage.CONFIRMATION, contact)
    donnees = {"prenom": "Inès", "nom": "Benali", "courriel": "ines@ehpad.example"}
    admin_page.post(adresse(Contact, "change", contact.pk), donnees)

    contact.refresh_from_db()
    assert (contact.courriel, contact.confirme_le) == ("ines@ehpad.example", None)
    assert Jeton.objects.count() == 0
    assert Courriel.objects.filter(
        destinataire="ines@ehpad.example", genre="confirmation_adresse"
    ).exists()


def test_user_page_saves_a_member_of_staff(admin_page):
    claire = factories.make_user()
    donnees = {"username": claire.username, "first_name": "Clara", "is_active": "on"}
    admin_page.post(adresse(User, "change", claire.pk), donnees)
    assert User.objects.get(pk=claire.pk).first_name == "Clara"
