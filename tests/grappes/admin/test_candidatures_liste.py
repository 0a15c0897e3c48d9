"""The officer's list: columns, filters, search, counts, acts on many."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grappes.models import Candidature
from grappes.services.dossiers import examen
from tests import factories

pytestmark = pytest.mark.django_db

LISTE = "/admin/grappes/candidature/"


def trouvees(client, **query):
    reponse = client.get(LISTE, query)
    assert reponse.status_code == 200
    return set(reponse.context["cl"].queryset)


def agir(client, action, *candidatures, **donnees):
    donnees = {"action": action, ACTION_CHECKBOX_NAME: [c.pk for c in candidatures]} | donnees
    return client.post(LISTE, donnees, follow=True)


def messages(reponse):
    return [str(message) for message in reponse.context["messages"]]


def test_examination_page_costs_the_same_for_4_lines_and_for_60(campagne, admin_page):
    nombres = []
    for etablissements in (4, 60):
        organisme = factories.make_organisme(etablissements=etablissements)
        candidature = factories.make_candidature(organisme=organisme)
        with CaptureQueriesContext(connection) as requetes:
            admin_page.get(f"{LISTE}{candidature.pk}/change/")
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
    assert nombres[0] <= 40


def test_row_shows_counts_status_and_contact(campagne, admin_page):
    candidature = factories.make_candidature(organisme=factories.make_organisme(etablissements=3))
    candidature.lignes.filter(pk=candidature.lignes.first().pk).update(verdict="douteux")
    html = admin_page.get(LISTE).content.decode()
    for attendu in ("2 éligibles", "1 douteux", candidature.numero, str(candidature.titulaire)):
        assert attendu in html


def test_search_finds_by_name_town_finess_receipt_and_contact_whatever_the_accents(
    campagne, admin_page
):
    organisme = factories.make_organisme(
        raison_sociale="Œuvre de l’Étoile", recherche="oeuvre de l etoile etaples"
    )
    cherchee, autre = factories.make_candidature(organisme=organisme), factories.make_candidature()
    contact = cherchee.titulaire
    contact.nom = "Lefèvre"
    contact.save()
    saisies = (
        "étoile",
        "ETAPLES",
        "lefevre",
        "Lefèvre Étoile",
        organisme.finess_juridique,
        cherchee.lignes.first().finess,
        cherchee.numero,
        contact.courriel,
    )
    for saisie in saisies:
        assert trouvees(admin_page, q=saisie) == {cherchee}, saisie
    assert trouvees(admin_page, q="") == {cherchee, autre}
    assert trouvees(admin_page, q="introuvable") == set()


def test_filters_keep_what_they_name(campagne, admin_page):
    dui = factories.make_dui("Logiciel rare")
    somme = factories.make_departement("80", "Somme")
    ime = factories.make_categorie("183", "ph", libelle="IME", libelle_court="IME")
    organisme = factories.make_organisme(etablissements=0)
    factories.make_etablissement(organisme, departement=somme, categorie=ime)
    cherchee = factories.make_brouillon(organisme=organisme, portage="oui", nombre_esms_national=20)
    cherchee.lignes.update(type_projet="mise_en_conformite")
    cherchee.dui_acceptes.set([dui])
    factories.make_ligne(cherchee)
    autre = factories.make_candidature()
    for filtre in (
        {"statut__exact": "brouillon"},
        {"departement": "80"},
        {"secteur": "ph"},
        {"dui": dui.pk},
        {"projet": "mise_en_conformite"},
        {"portage__exact": "oui"},
        {"taille": "grande"},
        {"a_verifier": "oui"},
        {"doutes": "oui"},
    ):
        assert trouvees(admin_page, **filtre) == {cherchee}, filtre
    assert trouvees(admin_page, campagne__id__exact=campagne.pk) == {cherchee, autre}


def test_nonsense_in_the_address_is_not_an_error(campagne, admin_page):
    factories.make_candidature()
    for query in ("dui=9999999999999999999999", "taille=x", "attente=-1", "departement=%27", "p=x"):
        assert admin_page.get(f"{LISTE}?{query}", follow=True).status_code == 200


def test_tabs_count_each_status_under_the_other_filters(campagne, admin_page):
    factories.make_candidature()
    factories.make_candidature(portage="oui")
    factories.make_brouillon(portage="oui")
    onglets = admin_page.get(LISTE, {"portage__exact": "oui"}).context["onglets"]
    assert [o["libelle"] for o in onglets if o["courant"]] == ["Toutes"]
    assert {o["libelle"]: o["nombre"] for o in onglets} == {
        "Toutes": 2,
        "Brouillon": 1,
        "Reçue": 1,
    }


def test_bulk_examination_tells_what_it_did_and_what_it_refused(campagne, admin_page):
    recue, brouillon = factories.make_candidature(), factories.make_brouillon()
    fait, refus = messages(agir(admin_page, "examiner_lot", recue, brouillon))
    assert fait == "Examen commencé : 1 candidature(s)."
    assert "Refusé pour 1 candidature(s)" in refus
    assert f"Brouillon {brouillon.pk}" in refus
    recue.refresh_from_db()
    assert recue.statut == "en_examen"


def test_bulk_act_on_too_many_is_refused_whole(campagne, admin_page, monkeypatch):
    monkeypatch.setattr("grappes.admin.candidature_lots.MAXIMUM", 1)
    deux = factories.make_candidature(), factories.make_candidature()
    assert messages(agir(admin_page, "examiner_lot", *deux)) == [
        "Traitez au plus 1 candidatures à la fois."
    ]
    assert set(Candidature.objects.values_list("statut", flat=True)) == {"recue"}


def test_bulk_rejection_asks_for_its_reason_first(campagne, collectif, admin_page):
    candidature = factories.make_candidature()
    candidature.lignes.update(verdict="exclu")
    examen.examiner(candidature, auteur=collectif)

    page = agir(admin_page, "ecarter_lot", candidature)
    candidature.refresh_from_db()
    assert (page.templates[0].name, candidature.statut) == (
        "admin/grappes/candidature/lot.html",
        "en_examen",
    )

    agir(admin_page, "ecarter_lot", candidature, confirmer="1", motif="Hors champ")
    candidature.refresh_from_db()
    assert candidature.statut == "non_eligible"
    assert candidature.transitions.first().motif == "Hors champ"


def test_bulk_placement_names_the_candidature_that_has_a_place_already(campagne, admin_page):
    grappe = factories.make_grappe(membres=1)
    placee = Candidature.objects.get(places__grappe=grappe)
    libre = factories.make_eligible()
    donnees = {"confirmer": "1", "grappe": grappe.pk}
    fait, refus = messages(agir(admin_page, "placer_lot", placee, libre, **donnees))
    assert "1 candidature(s)" in fait
    assert "depuis le" in refus
    assert grappe.places.vivantes().count() == 2


def test_reader_is_offered_no_act(campagne, client):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_candidature"))
    client.force_login(lectrice)
    candidature = factories.make_candidature()
    page = client.get(LISTE)
    assert [nom for nom, _ in page.context["action_form"].fields["action"].choices if nom] == [
        "exporter_organismes",
        "exporter_etablissements",
    ]
    agir(client, "examiner_lot", candidature)
    candidature.refresh_from_db()
    assert candidature.statut == "recue"


def test_list_downloads_what_its_address_filters(campagne, admin_page):
    factories.make_candidature(portage="oui")
    factories.make_candidature()
    reponse = admin_page.get(
        reverse("admin:grappes_candidature_export", args=["organismes", "csv"])
    )
    filtree = admin_page.get(f"{LISTE}export/organismes.csv?portage__exact=oui")
    lignes = [len(b"".join(r.streaming_content).splitlines()) for r in (reponse, filtree)]
    assert lignes == [3, 2]
    assert admin_page.get(f"{LISTE}export/secrets.csv").status_code == 404
