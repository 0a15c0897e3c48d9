"""What the staff are told while they write a question."""

import pytest
from django.urls import reverse

from faq.models import Question
from tests.faq.test_admin_redaction import save

pytestmark = pytest.mark.django_db


def ecrire(client, rubrique, **champs):
    saisie = {
        "question": "Où aller ?",
        "slug": "ou-aller",
        "rubrique": rubrique.pk,
        "ordre": 1,
        "etat": "brouillon",
        "reponse": "Ici.",
        "formulations": "",
    }
    url = reverse("admin:faq_question_add")
    return client.post(url, saisie | champs, follow=True).text


def test_a_question_that_exists_is_told_with_its_link(admin_client, make_question, rubrique):
    posee = make_question("contact", question="À qui s’adresser ?")

    page = ecrire(admin_client, rubrique, question="A QUI S’ADRESSER")

    assert "Existe déjà" in page
    assert reverse("admin:faq_question_change", args=[posee.pk]) in page
    assert Question.objects.count() == 1


def test_an_address_that_exists_is_told_with_its_link(admin_client, make_question, rubrique):
    posee = make_question("contact", question="À qui s’adresser ?", etat="brouillon")

    page = ecrire(admin_client, rubrique, slug="contact")

    assert "Cette adresse existe déjà" in page
    assert f'{reverse("admin:faq_question_change", args=[posee.pk])}">À qui' in page
    assert "(brouillon)" in page


def test_a_question_in_other_words_is_saved_and_told(admin_client, faq_chargee):
    rubrique = Question.objects.get(slug="ins-piece-perimee").rubrique

    page = ecrire(
        admin_client, rubrique, question="Carte d’identité périmée : peut-on qualifier l’INS ?"
    )

    assert Question.objects.filter(slug="ou-aller").exists()
    assert "Ressemble à" in page
    assert "Peut-on qualifier l’INS avec une pièce d’identité périmée" in page


def test_html_and_script_links_are_told_beside_the_answer(admin_client, rubrique):
    page = ecrire(admin_client, rubrique, reponse="<b>x</b> [y](javascript:z)")

    assert "Le HTML ne s’affiche pas" in page
    assert "Un lien «\u00a0javascript\u00a0» n’est pas permis" in page
    assert not Question.objects.exists()


@pytest.mark.parametrize("etat", ["publiee", "archivee"])
def test_an_address_that_was_published_stays(admin_client, make_question, etat):
    question = make_question(etat=etat)

    save(admin_client, question, slug="autre-adresse")

    assert Question.objects.get().slug == "lecteurs"


def test_the_address_of_a_draft_may_still_be_chosen(admin_client, make_question):
    question = make_question(etat="brouillon")

    save(admin_client, question, slug="autre-adresse")

    assert Question.objects.get().slug == "autre-adresse"
