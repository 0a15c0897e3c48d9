"""The public pages, the errors, and the list of what opens without a login."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.views import defaults

from grappes.views.adresse import adresse_ip
from tests import factories
from tests.grappes.views.clients import deposant

pytestmark = pytest.mark.django_db

# Whoever adds a line here decides that anybody may open that page.
PUBLIQUES = {
    "accueil",
    "donnees_personnelles",
    "sante",
    "connexion",
    "admin:login",
    # Intake: the session holds the draft.
    "candidature_nouvelle",
    "candidature_etape",
    "candidature_garder",
    "candidature_deposee",
    "organisme_recherche",
    "organisme_choisir",
    "organisme_declarer",
    "rattachement_demander",
    "rattachement_repondre",
    # The candidate's page: the session holds the file.
    "candidature_suivi",
    "candidature_completer",
    "candidature_retirer",
    "candidature_fermer",
    "proposition_suivi",
    "question_poser",
    "relances_reprendre",
    # Links of mails: the secret is the proof.
    "lien_demander",
    "lien_ouvrir",
    "adresse_confirmer",
    "proposition_repondre",
    "relances_arreter",
    # The FAQ.
    "faq:accueil",
    "faq:avis",
    "faq:plan",
    "faq:poser",
    "faq:question",
    "faq:recherche_json",
    "faq:recherche_notee",
    "faq:rubrique",
}


def vues(motifs, espace=""):
    """(qualified name, view) of every route, through the includes."""
    for motif in motifs:
        if hasattr(motif, "url_patterns"):
            dedans = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from vues(motif.url_patterns, dedans)
        else:
            yield f"{espace}{motif.name}", motif.callback


def test_no_view_is_public_by_accident():
    publiques = {
        nom
        for nom, vue in vues(get_resolver().url_patterns)
        if not getattr(vue, "login_required", True)
    }
    assert publiques == PUBLIQUES


@pytest.mark.parametrize(
    "page", ["accueil", "donnees_personnelles", "sante", "connexion", "lien_demander"]
)
def test_public_page_opens_without_login(client, page):
    assert client.get(reverse(page)).status_code == 200


def test_home_tells_the_open_campagne_with_its_last_day(client, campagne):
    campagne.ferme_le = timezone.localdate().replace(month=12, day=31)
    campagne.save()

    page = client.get("/").content.decode()

    assert f"jusqu’au 31 décembre {campagne.ferme_le.year} à minuit" in page
    assert "Déposer une candidature</a>\n" in page


def test_home_tells_what_awaits_the_instruction(client, campagne):
    campagne.ferme_le = timezone.localdate() - datetime.timedelta(days=1)
    campagne.save()

    page = client.get("/").content.decode()

    assert "En attente de l’instruction" in page
    assert 'btn-lg" href="/candidatures/nouvelle/"' not in page


def test_home_without_any_campagne_says_so(client):
    assert "Aucune campagne n’est annoncée" in client.get("/").content.decode()


def test_navigation_marks_the_page_and_knows_the_open_file(client, campagne):
    lien = client.get(reverse("lien_demander")).content.decode()
    assert 'href="/candidatures/lien/" aria-current="page"' in lien

    ouverte = deposant(factories.make_candidature(campagne=campagne)).get("/").content.decode()
    assert "Ma candidature" in ouverte
    assert "Suivre ma candidature</a></li>" not in ouverte


def test_signed_in_person_leaves_by_a_post(client, staff):
    client.force_login(staff)
    assert '<form method="post" action="/deconnexion/">' in client.get("/").content.decode()

    assert client.post(reverse("deconnexion")).url == "/"
    assert "_auth_user_id" not in client.session


def test_wrong_password_gets_a_french_sentence_and_keeps_the_name(client, staff):
    page = client.post(reverse("connexion"), {"username": "claire", "password": "faux"})

    assert "saisissez" in page.content.decode().lower()
    assert 'value="claire"' in page.content.decode()


def test_signing_in_keeps_the_open_file(campagne, staff):
    client = deposant(factories.make_candidature(campagne=campagne))
    client.post(
        reverse("connexion"), {"username": staff.username, "password": factories.MOT_DE_PASSE}
    )
    assert "_auth_user_id" in client.session
    assert "candidature" in client.session


@pytest.mark.parametrize(
    ("vue", "erreur", "statut"),
    [
        (defaults.bad_request, SuspiciousOperation("x"), 400),
        (defaults.permission_denied, PermissionDenied(), 403),
        (defaults.page_not_found, Exception("x"), 404),
        (defaults.server_error, None, 500),
    ],
    ids=["400", "403", "404", "500"],
)
def test_error_pages_are_french_and_show_a_way_out(rf, vue, erreur, statut):
    arguments = () if erreur is None else (erreur,)

    reponse = vue(rf.get("/rien/"), *arguments)

    page = reponse.content.decode()
    assert reponse.status_code == statut
    assert '<html lang="fr">' in page
    assert "<h1>" in page
    assert 'href="/"' in page


def test_too_many_fields_is_a_400_in_french(client):
    champs = {f"champ-{n}": "x" for n in range(10_001)}

    reponse = client.post(reverse("lien_demander"), champs)

    assert reponse.status_code == 400
    assert "n’a pas été comprise" in reponse.content.decode()


@pytest.mark.parametrize(
    ("relais", "transmise", "lue"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "forgee, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "forgee", "inconnue"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_address_is_read_behind_our_own_proxies_only(settings, relais, transmise, lue):
    settings.TRUSTED_PROXIES = relais
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=transmise)
    assert adresse_ip(request) == lue
