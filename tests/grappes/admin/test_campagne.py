"""Campagnes, the versions of their règlement, and the publication of the instruction."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from grappes.models import (
    Campagne,
    Categorie,
    Courriel,
    FenetreDepot,
    Instruction,
    Job,
    Reglement,
)
from grappes.services import travaux
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def instruction(campagne):
    jour = timezone.localdate()
    texte = Instruction.objects.create(
        campagne=campagne,
        reference="Instruction 2026/50",
        signee_le=jour,
        url="https://exemple.fr/texte",
        reglement=factories.make_reglement(campagne, en_vigueur_le=None, seuil_esms=5),
    )
    FenetreDepot.objects.create(
        instruction=texte,
        route="regionale",
        ouvre_le=jour,
        ferme_le=jour + datetime.timedelta(days=60),
    )
    return texte


def publication(instruction):
    return reverse("admin:grappes_instruction_publication", args=[instruction.pk])


def messages(reponse):
    return [str(message) for message in reponse.context["messages"]]


def test_clerk_opens_a_campagne(db, admin_page):
    donnees = {
        "nom": "Corse 2026",
        "region": factories.make_region("94", "Corse").pk,
        "annee": "2026",
        "ouvre_le": "2026-09-01",
        "ferme_le": "2026-12-31",
    }
    admin_page.post("/admin/grappes/campagne/add/", donnees)
    assert Campagne.objects.get().nom == "Corse 2026"


def test_second_open_campagne_of_a_region_is_refused_with_its_name(campagne, admin_page):
    donnees = {
        "nom": "Bis",
        "region": campagne.region_id,
        "annee": campagne.annee + 1,
        "ouvre_le": campagne.ouvre_le.isoformat(),
        "ferme_le": campagne.ferme_le.isoformat(),
    }
    reponse = admin_page.post("/admin/grappes/campagne/add/", donnees)
    assert "« Campagne 2026 » est ouverte" in reponse.content.decode()


def test_campagne_page_shows_its_derived_state_and_its_rules(campagne, admin_page):
    html = admin_page.get(
        reverse("admin:grappes_campagne_change", args=[campagne.pk])
    ).content.decode()
    assert '<span class="statut">Ouverte</span>' in html
    assert "Version 1" in html
    assert "Attendue." in html


def test_new_version_copies_the_last_one(campagne, admin_page):
    premiere = campagne.reglement
    premiere.departements_reduits.add(factories.make_departement())
    nouvelle = reverse("admin:grappes_campagne_reglement", args=[campagne.pk])
    reponse = admin_page.post(nouvelle, follow=True)
    copie = Reglement.objects.get(version=2)
    assert (copie.etat, copie.en_vigueur_le, copie.seuil_esms) == ("provisoire", None, 3)
    assert list(copie.categories.all()) == list(premiere.categories.all())
    assert copie.departements_reduits.count() == 1
    assert messages(reponse) == ["Version 2 créée : modifiez-la ici."]
    again = admin_page.post(nouvelle, follow=True)
    assert messages(again) == ["La version 2 n’est pas encore en vigueur : modifiez-la."]


def test_version_put_in_force_judges_every_line_again_and_becomes_read_only(campagne, admin_page):
    candidature = factories.make_candidature()
    suivante = factories.make_reglement(campagne, en_vigueur_le=None)
    suivante.categories.set([factories.make_categorie("183", "ph", libelle="IME")])
    vigueur = reverse("admin:grappes_reglement_vigueur", args=[suivante.pk])

    reponse = admin_page.post(vigueur, follow=True)

    assert messages(reponse) == [
        f"{suivante} est en vigueur ; {candidature.lignes.count()} verdict(s) ont changé."
    ]
    assert set(candidature.lignes.values_list("verdict", flat=True)) == {"exclu"}
    change = reverse("admin:grappes_reglement_change", args=[suivante.pk])
    assert admin_page.post(change, {"seuil_esms": 1}).status_code == 403
    assert admin_page.post(vigueur).status_code == 302
    assert Campagne.objects.get().reglement == suivante


def test_decision_of_staff_survives_a_new_version(campagne, admin_page, staff):
    from grappes.services.dossiers import examen

    ligne = factories.make_candidature().lignes.first()
    examen.decider(ligne, "eligible", par=staff, motif="Vérifié au téléphone")
    suivante = factories.make_reglement(campagne, en_vigueur_le=None)
    suivante.categories.clear()
    admin_page.post(reverse("admin:grappes_reglement_vigueur", args=[suivante.pk]))
    ligne.refresh_from_db()
    assert (ligne.verdict, ligne.verdict_par) == ("eligible", staff)


def test_first_reglement_of_a_campagne_starts_with_the_categories_of_the_law(campagne, admin_page):
    categories = Categorie.objects.filter(l312_1=True)
    adresse = reverse("admin:grappes_reglement_add")

    form = admin_page.get(adresse).context["adminform"].form

    assert categories.exists()
    assert set(form["categories"].value()) == {categorie.pk for categorie in categories}


def test_instruction_typed_from_a_campagne_takes_its_last_reglement(campagne, admin_page):
    derniere = factories.make_reglement(campagne, en_vigueur_le=None)
    adresse = reverse("admin:grappes_instruction_add")

    page = admin_page.get(f"{adresse}?campagne={campagne.pk}")

    form = page.context["adminform"].form
    assert (form["campagne"].value(), form["reglement"].value()) == (campagne.pk, derniere.pk)
    assert len(page.context["inline_admin_formsets"][0].formset.forms) == 3
    assert admin_page.get(f"{adresse}?campagne=x").status_code == 200


def test_preview_says_who_is_told_and_which_grappe_breaks(campagne, instruction, admin_page):
    grappe = factories.make_constituee()
    factories.make_eligible()
    reponse = admin_page.get(publication(instruction))
    html = reponse.content.decode()
    assert str(grappe) in html
    assert "il en manque 1" in html
    assert "Publier et prévenir 3 personnes" in html
    assert not Job.objects.exists()


def test_publication_runs_once_however_often_it_is_clicked(campagne, instruction, admin_page):
    factories.make_candidature()
    for _ in range(2):
        reponse = admin_page.post(publication(instruction), follow=True)
    assert Job.objects.count() == 1
    assert 'hx-trigger="every 2s"' in reponse.content.decode()
    assert 'aria-live="polite"' in reponse.content.decode()

    travaux.mener()

    avancement = reverse("admin:grappes_instruction_avancement", args=[instruction.pk])
    fin = admin_page.get(avancement).content.decode()
    assert "hx-trigger" not in fin
    assert "L’instruction est publiée" in fin
    assert admin_page.post(publication(instruction), follow=True).status_code == 200
    assert Job.objects.count() == 1


def test_publication_that_stopped_is_taken_up_again(campagne, instruction, admin_page):
    candidature = factories.make_candidature(campagne=campagne)
    admin_page.post(publication(instruction))
    Job.objects.update(etat=Job.Etat.EN_ECHEC, compte_rendu="OperationalError : coupure")
    assert "Reprendre la publication" in admin_page.get(publication(instruction)).content.decode()

    admin_page.post(publication(instruction))
    travaux.mener()

    assert Job.objects.get().etat == Job.Etat.TERMINE
    annonces = Courriel.objects.filter(genre=Courriel.Genre.INSTRUCTION_PUBLIEE)
    assert [annonce.candidature for annonce in annonces] == [candidature]


def test_publication_without_window_is_refused(campagne, instruction, admin_page):
    instruction.fenetres.all().delete()
    reponse = admin_page.post(publication(instruction), follow=True)
    assert messages(reponse) == ["Indiquez au moins une fenêtre de dépôt avant de publier."]
    assert not Job.objects.exists()


def test_manager_cannot_publish(campagne, instruction, client):
    client.force_login(factories.make_user(is_staff=True))
    assert client.post(publication(instruction)).status_code == 403
    assert not Job.objects.exists()
