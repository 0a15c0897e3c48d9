"""Official lists in the admin: a form, a report before anything counts, a withdrawal."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grappes.models import Gestionnaire, ListeOfficielle
from tests import factories
from tests.listes import csv_finances

pytestmark = pytest.mark.django_db

IMPORT = "/admin/grappes/listeofficielle/add/"


def poster(client, contenu, fichier="lauréats.csv", **champs):
    donnees = {
        "genre": "finances", "nom": "Lauréats 2023", "source": "ARS", "date": "2026-03-12",
        "fichier_choisi": SimpleUploadedFile(fichier, contenu),
    } | champs  # fmt: skip
    return client.post(IMPORT, donnees, follow=True)


def adresse(liste, acte=""):
    nom = f"grappes_listeofficielle_{acte or 'change'}"
    return reverse(f"admin:{nom}", args=[liste.pk])


@pytest.fixture
def ligne(campagne):
    return factories.make_candidature(campagne=campagne).lignes.first()


@pytest.fixture
def liste(ligne, admin_page):
    poster(admin_page, csv_finances(ligne.finess))
    return ListeOfficielle.objects.get()


def test_good_file_is_reported_with_its_effects_before_it_counts(ligne, admin_page):
    reponse = poster(admin_page, csv_finances(ligne.finess) + b"\nTOTAL")
    page = reponse.content.decode()
    assert reponse.redirect_chain == [(adresse(ListeOfficielle.objects.get()), 302)]
    assert "Pas de numéro FINESS" in page
    assert "éligible → <strong>exclu</strong>" in page
    ligne.refresh_from_db()
    assert ligne.verdict == "eligible"


def test_broken_file_keeps_the_answers_and_names_its_lines(ligne, admin_page):
    reponse = poster(admin_page, csv_finances("123456789"))
    page = reponse.content.decode()
    assert "<strong>Ligne 2</strong>" in page
    assert 'value="Lauréats 2023"' in page
    assert not ListeOfficielle.objects.exists()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"date": "2999-01-01"}, "ne peut pas être à venir"),
        ({"fichier_choisi": ""}, "Ce champ est obligatoire"),
        ({"nom": ""}, "Ce champ est obligatoire"),
    ],
)
def test_form_says_what_is_wrong_beside_the_field(campagne, admin_page, champs, phrase):
    reponse = poster(admin_page, csv_finances("590000014"), **champs)
    assert phrase in reponse.content.decode()
    assert not ListeOfficielle.objects.exists()


def test_list_is_confirmed_then_withdrawn_with_a_reason(liste, ligne, admin_page):
    admin_page.post(adresse(liste, "confirmer"))
    ligne.refresh_from_db()
    assert ligne.verdict == "exclu"

    assert "exclu → <strong>éligible" in admin_page.get(adresse(liste, "retirer")).content.decode()
    refus = admin_page.post(adresse(liste, "retirer"), {"motif": ""})
    assert "Ce champ est obligatoire" in refus.content.decode()

    admin_page.post(adresse(liste, "retirer"), {"motif": "Mauvais fichier"})
    ligne.refresh_from_db()
    liste.refresh_from_db()
    assert (ligne.verdict, liste.retrait_motif) == ("eligible", "Mauvais fichier")


def test_second_confirmation_is_told(liste, admin_page):
    admin_page.post(adresse(liste, "confirmer"))
    reponse = admin_page.post(adresse(liste, "confirmer"), follow=True)
    assert "déjà été confirmée" in reponse.content.decode()


def test_import_is_abandoned(liste, admin_page):
    admin_page.post(adresse(liste, "abandonner"))
    assert not ListeOfficielle.objects.exists()


def test_get_changes_nothing(liste, admin_page):
    for acte in ("confirmer", "abandonner"):
        assert admin_page.get(adresse(liste, acte)).status_code == 302
    liste.refresh_from_db()
    assert liste.confirmee_le is None


def test_reader_sees_the_report_and_no_button(liste, client):
    lecteur = factories.make_user(is_staff=True)
    lecteur.user_permissions.add(
        *lecteur.user_permissions.model.objects.filter(codename="view_listeofficielle")
    )
    client.force_login(lecteur)
    assert "Confirmer l’import" not in client.get(adresse(liste)).content.decode()
    assert client.post(adresse(liste, "confirmer")).status_code == 403
    assert client.get(IMPORT).status_code == 403


def test_manager_has_no_part_in_it(liste, client):
    client.force_login(Gestionnaire.objects.create(user=factories.make_user()).user)
    assert client.get(adresse(liste)).status_code == 302


def test_lists_are_found_by_a_number_that_they_hold(liste, ligne, admin_page):
    page = admin_page.get(f"/admin/grappes/listeofficielle/?q={ligne.finess}").content.decode()
    assert "Lauréats 2023" in page
    page = admin_page.get("/admin/grappes/listeofficielle/?q=990000000").content.decode()
    assert "Lauréats 2023" not in page


def test_contradiction_is_shown_to_staff(liste, ligne, admin_page):
    ligne.financement_anterieur = "non"
    ligne.save()
    admin_page.post(adresse(liste, "confirmer"))
    page = admin_page.get(f"/admin/grappes/candidature/{ligne.candidature_id}/change/")
    assert "dit le contraire" in page.content.decode()


def test_effects_of_a_version_are_seen_before_it_is_put_in_force(campagne, ligne, admin_page):
    suivante = factories.make_reglement(campagne, en_vigueur_le=None)
    suivante.categories.clear()
    effets = reverse("admin:grappes_reglement_effets", args=[suivante.pk])

    page = admin_page.get(effets).content.decode()
    assert "éligible → <strong>exclu</strong>" in page
    assert "Mettre en vigueur la version 2" in page

    admin_page.post(reverse("admin:grappes_reglement_vigueur", args=[suivante.pk]))
    reponse = admin_page.get(effets, follow=True)
    assert "déjà en vigueur" in reponse.content.decode()
