"""The demo's mailbox, through a real SMTP conversation with the real command."""

import importlib
import os
import re
import smtplib
import subprocess
import sys
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import clear_url_caches

import config.urls
from grappes.demo.mailbox import Mailbox

pytestmark = pytest.mark.django_db

SERVE = """
import sys, django
from pathlib import Path
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.MAILBOX_DIR = Path(sys.argv[1])
call_command("boite_aux_lettres", "--port", "0")
"""


@pytest.fixture
def demo(settings, tmp_path):
    """The site in demo mode, with a mailbox of its own."""
    settings.DEMO = True
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    importlib.reload(config.urls)
    clear_url_caches()
    yield Mailbox(settings.MAILBOX_DIR)
    settings.DEMO = False
    importlib.reload(config.urls)
    clear_url_caches()


def message(**headers):
    courriel = EmailMessage()
    for name, value in headers.items():
        courriel[name] = value
    courriel.set_content("Bonjour,\n\nVotre lien : http://localhost:8000/candidatures/a1/\n")
    return courriel


def page_of(client, mailbox, suffix=""):
    (courriel,) = mailbox.courriels()
    return client.get(f"/demo/courriels/{courriel.id}/{suffix}")


def policy_of(response):
    header = response["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


def test_message_sent_by_smtp_is_read_on_the_page(client, demo, tmp_path):
    command = [sys.executable, "-uc", SERVE, str(demo.directory)]
    with subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DEMO": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        port = int(re.search(r":(\d+)$", server.stdout.readline())[1])
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
            smtp.send_message(
                message(
                    From="Collectif SI MS <collectif@exemple.fr>",
                    To="Zoé Lemaître <zoe@exemple.fr>",
                    Bcc="archives@exemple.fr",
                    Subject="Votre candidature est reçue – n° 2026-0042",
                )
            )
        server.terminate()

    assert server.returncode == 0
    liste = client.get("/demo/courriels/").content.decode()
    assert "Votre candidature est reçue – n° 2026-0042" in liste
    assert "zoe@exemple.fr, archives@exemple.fr" in liste
    page = page_of(client, demo).content.decode()
    assert '<a href="http://localhost:8000/candidatures/a1/"' in page
    assert "Ce courriel n’a pas de version texte" not in page


def test_messages_come_newest_first_and_are_found_by_recipient(client, demo):
    demo.store(bytes(message(Subject="Un")), ["zoe@exemple.fr"])
    demo.store(bytes(message(Subject="Deux")), ["ali@exemple.fr"])
    demo.store(bytes(message(Subject="Trois")), ["Zoe@exemple.fr"])

    assert [c.objet for c in demo.courriels()] == ["Trois", "Deux", "Un"]
    response = client.get("/demo/courriels/", {"destinataire": " ZOE@"})
    assert [c.objet for c in response.context["page"]] == ["Trois", "Un"]


def test_html_version_is_framed_without_script_and_its_links_open_in_a_new_tab(client, demo):
    courriel = message(Subject="Grappe proposée", To="zoe@exemple.fr")
    courriel.add_alternative(
        '<!doctype html><html><head lang="fr"><title>x</title></head>'
        '<body><p style="color:#333">Été</p><a href="http://localhost:8000/a/">Lire</a></body>',
        subtype="html",
    )
    demo.store(bytes(courriel), ["zoe@exemple.fr"])

    response = page_of(client, demo, "html/")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert policy["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    html = response.content.decode()
    assert html.startswith('<!doctype html><html><head lang="fr"><base target="_blank"><title>')
    assert "Été" in html
    assert "iframe" in page_of(client, demo).content.decode()


def test_page_around_the_frame_keeps_the_strict_policy(client, demo):
    demo.store(bytes(message(Subject="Un")), ["zoe@exemple.fr"])

    response = page_of(client, demo)
    assert response["X-Frame-Options"] == "DENY"
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


def test_subject_with_markup_is_shown_as_text(client, demo):
    demo.store(bytes(message(Subject="<script>alert(1)</script>")), ["zoe@exemple.fr"])

    assert "<script>alert" not in page_of(client, demo).content.decode()


def test_empty_mailbox_says_what_to_do(client, demo):
    assert "La boîte est vide" in client.get("/demo/courriels/").content.decode()


def test_long_list_is_paged(client, demo):
    for number in range(51):
        demo.store(bytes(message(Subject=f"n° {number}")), ["zoe@exemple.fr"])

    page = client.get("/demo/courriels/", {"page": 2}).context["page"]
    assert [c.objet for c in page] == ["n° 0"]


@pytest.mark.parametrize("suffix", ["", "html/"])
def test_unknown_message_is_not_found(client, demo, suffix):
    assert client.get(f"/demo/courriels/20260101T000000000000Z-abc/{suffix}").status_code == 404


def test_message_without_html_has_no_html_page(client, demo):
    demo.store(bytes(message(Subject="Un")), ["zoe@exemple.fr"])

    assert page_of(client, demo, "html/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(client):
    assert client.get("/demo/courriels/").status_code == 404
    with pytest.raises(CommandError, match="démonstration"):
        call_command("boite_aux_lettres")
