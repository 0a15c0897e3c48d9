"""The staff's pages that bring the FAQ out as files, and in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from faq.fichiers import archives
from faq.models import Question
from faq.services.fiches import ecrire_tout

pytestmark = pytest.mark.django_db
IMPORTER = "admin:faq_question_importer"


@pytest.fixture
def textes(make_question):
    make_question("lecteurs", question="Faut-il un lecteur ?", reponse="Oui.")
    return {c: t.replace("Oui.", "Non.") for c, t in ecrire_tout().items()}


def envoyer(client, textes, nom="faq.zip"):
    envoye = SimpleUploadedFile(nom, archives.en_zip(textes))
    return client.post(reverse(IMPORTER), {"fichier": envoye})


def confirmer(client, page, **choix):
    caches = dict(re.findall(r'name="(textes|vu)" value="([^"]+)"', page))
    return client.post(reverse(IMPORTER), caches | choix, follow=True).text


def test_the_export_is_read_back_by_the_import(admin_client, faq_chargee):
    reponse = admin_client.get(reverse("admin:faq_question_exporter"))

    assert reponse["Content-Disposition"].startswith('attachment; filename="faq-')
    assert archives.lire_octets("faq.zip", reponse.content) == ecrire_tout()


def test_the_list_leads_to_both(admin_client):
    page = admin_client.get(reverse("admin:faq_question_changelist")).text

    assert reverse("admin:faq_question_exporter") in page
    assert reverse(IMPORTER) in page


def test_what_would_happen_is_shown_and_nothing_changes(admin_client, textes):
    page = envoyer(admin_client, textes).text

    assert "Seraient gardées comme elles sont ici (1)" in page
    assert 'name="remplacer" value="questions/lecteurs.md"' in page
    assert Question.objects.get().reponse == "Oui."


def test_what_is_ticked_is_replaced_once_confirmed(admin_client, textes):
    page = envoyer(admin_client, textes).text

    fin = confirmer(admin_client, page, remplacer="questions/lecteurs.md")

    assert "1 remplacée" in fin
    assert Question.objects.get().reponse == "Non."


def test_what_is_not_ticked_is_kept(admin_client, textes):
    page = envoyer(admin_client, textes).text

    assert "1 gardée" in confirmer(admin_client, page)
    assert Question.objects.get().reponse == "Oui."


def test_everything_may_be_replaced_at_once(admin_client, textes):
    page = envoyer(admin_client, textes).text

    confirmer(admin_client, page, tout="1")

    assert Question.objects.get().reponse == "Non."


def test_an_answer_edited_meanwhile_is_shown_again(admin_client, textes):
    page = envoyer(admin_client, textes).text
    Question.objects.update(reponse="Peut-être.")

    encore = confirmer(admin_client, page, tout="1")

    assert "La FAQ a changé pendant votre lecture" in encore
    assert Question.objects.get().reponse == "Peut-être."


def test_files_altered_between_the_two_pages_are_refused(admin_client, textes):
    page = envoyer(admin_client, textes).text
    caches = dict(re.findall(r'name="(textes|vu)" value="([^"]+)"', page))

    reponse = admin_client.post(reverse(IMPORTER), caches | {"textes": "x" + caches["textes"]})

    assert reponse.status_code == 400


def test_every_defect_is_told_beside_the_field(admin_client, textes):
    textes["questions/lecteurs.md"] = "---\nquestion: Où ?\nordre: x\n---\nIci {{ a }}.\n"

    page = envoyer(admin_client, textes).text

    assert "questions/lecteurs.md, ligne 1\u00a0: «\u00a0rubrique\u00a0» manque" in page
    assert "questions/lecteurs.md, ligne 3\u00a0: «\u00a0ordre\u00a0» est un nombre" in page
    assert "questions/lecteurs.md, ligne 5\u00a0: Donnez un texte de repli" in page


def test_one_markdown_file_is_enough(admin_client, rubrique):
    texte = "---\nrubrique: cartes\nquestion: Où ?\n---\nIci.\n"
    envoye = SimpleUploadedFile("ou.md", texte.encode())
    page = admin_client.post(reverse(IMPORTER), {"fichier": envoye}).text

    confirmer(admin_client, page)

    assert Question.objects.get().slug == "ou"


def test_no_file_and_a_file_too_large_are_told(admin_client):
    gros = SimpleUploadedFile("faq.zip", b"0" * 1_500_001)

    assert "Choisissez un fichier." in admin_client.post(reverse(IMPORTER), {}).text
    assert "1,5 Mo au plus." in admin_client.post(reverse(IMPORTER), {"fichier": gros}).text


@pytest.mark.parametrize("page", ["exporter", "importer"])
def test_a_member_of_staff_without_rights_is_refused(client, django_user_model, page):
    sans_droit = django_user_model.objects.create_user(
        "paul", "paul@exemple.fr", "x" * 12, is_staff=True
    )
    client.force_login(sans_droit)

    assert client.get(reverse(f"admin:faq_question_{page}")).status_code == 403
