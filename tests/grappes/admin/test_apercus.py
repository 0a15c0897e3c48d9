"""The previews of mails: for staff alone, framed safely, the strict policy kept around them."""

import pytest
from django.urls import reverse

from grappes.services.collectif.apercus import apercus
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def collectif(client, staff):
    client.force_login(staff)
    return client


def politique(reponse):
    directives = reponse["Content-Security-Policy"].split(";")
    return {nom: valeurs for nom, *valeurs in (d.split() for d in directives)}


def test_list_links_to_every_preview(collectif):
    page = collectif.get(reverse("courriels_apercus")).content.decode()

    for rang in range(len(apercus())):
        assert f'href="{reverse("courriels_apercu", args=[rang])}"' in page


def test_list_of_mails_leads_to_their_previews(collectif):
    page = collectif.get(reverse("admin:grappes_courriel_changelist")).content.decode()

    assert f'href="{reverse("courriels_apercus")}"' in page


def test_preview_shows_subject_and_text_and_frames_the_html(collectif):
    reponse = collectif.get(reverse("courriels_apercu", args=[0]))

    page = reponse.content.decode()
    assert "Confirmez votre adresse électronique" in page
    assert f'src="{reverse("courriels_apercu_html", args=[0])}"' in page
    assert "Modèle précédent" not in page
    assert "'unsafe-inline'" not in reponse["Content-Security-Policy"]
    assert reponse["X-Frame-Options"] == "DENY"


def test_last_preview_has_no_next(collectif):
    dernier = reverse("courriels_apercu", args=[len(apercus()) - 1])

    assert "Modèle suivant" not in collectif.get(dernier).content.decode()


def test_html_alone_has_a_policy_of_its_own(collectif):
    reponse = collectif.get(reverse("courriels_apercu_html", args=[0]))

    assert reponse.content.decode().startswith("<!doctype html>")
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"
    assert politique(reponse) == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'none'"],
        "sandbox": [],
    }


@pytest.mark.parametrize("page", ["courriels_apercu", "courriels_apercu_html"])
def test_unknown_preview_is_not_found(collectif, page):
    assert collectif.get(reverse(page, args=[999])).status_code == 404


def test_staff_without_the_right_to_read_mails_is_refused(client):
    client.force_login(factories.make_user(is_staff=True))

    assert client.get(reverse("courriels_apercus")).status_code == 403


def test_anonymous_visitor_is_sent_to_sign_in(client):
    reponse = client.get(reverse("courriels_apercus"))

    assert (reponse.status_code, "connexion" in reponse["Location"]) == (302, True)
