"""Writing an answer in a real browser: preview, revisions, review, with axe on every page."""

import pytest
from playwright.sync_api import expect

from faq.models import Question
from faq.services import redaction, relecture, votes
from tests import factories
from tests.browser import debord, defauts, entrer, refus, suivre, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def question(make_question, campagne):
    question = make_question(reponse="Une grappe réunit {{ seuil_esms | assez d’ESMS }}.")
    votes.voter(question, visiteur="a", utile=False, raison="Combien ?")
    question.depend_de_l_instruction = True
    question.reponse += " Le Collectif vous aide."
    redaction.enregistrer(question, auteur=None, motif="Plus clair")
    relecture.faire_relire_dependantes("Le règlement v2 est entré en vigueur.")
    return question


@pytest.fixture
def page(page):
    entrer(page, factories.make_staff(username="claire"))
    page.problemes.clear()
    return page


def test_an_answer_is_previewed_without_leaving_its_form(page, question):
    page.goto(f"/admin/faq/question/{question.pk}/change/")
    assert defauts(page) == []

    page.locator("#id_reponse").fill("Il faut {{ seuil_esms | assez d’ESMS }} et {{ seuil | x }}.")
    page.get_by_role("button", name="Voir la réponse").click()

    expect(page.locator("#apercu article")).to_contain_text(
        "Il faut au moins 3 établissements (ESMS)"
    )
    expect(page.locator("#apercu .errorlist")).to_contain_text("La variable « seuil »")
    assert defauts(page) == []
    assert question.revisions.count() == 2


def test_a_change_is_saved_then_undone_from_its_revisions(page, question):
    page.goto(f"/admin/faq/question/{question.pk}/change/")
    page.locator("#id_reponse").fill("Une erreur.")
    page.get_by_label("Pourquoi ce changement").fill("Essai")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.get_by_role("link", name="Révisions").click()
    expect(page.locator(".revision")).to_have_count(3)
    assert defauts(page) == []

    page.get_by_role("button", name="Revenir à la révision 2").click()

    expect(page.locator(".revision")).to_have_count(4)
    assert Question.objects.get().reponse.endswith("Le Collectif vous aide.")


def test_answers_to_review_are_reached_from_the_home_and_settled(page, question):
    page.goto("/admin/")
    page.get_by_role("link", name="1 Réponses à relire").click()
    page.get_by_role("checkbox", name="Que dire de lecteurs").check()
    page.locator("select[name=action]").select_option(label="Relues aujourd’hui…")
    suivre(page, page.get_by_role("button", name="Envoyer"))
    assert defauts(page) == []

    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_text("Questions relues aujourd’hui")).to_be_visible()
    assert Question.objects.get().motif_relecture == ""


def test_a_withdrawn_answer_is_an_accessible_page(page, question):
    Question.objects.update(etat=Question.Etat.ARCHIVEE)

    assert page.goto("/faq/lecteurs/").status == 410
    # The console reports the status itself.
    assert [*violations(page), debord(page), *refus(page)] == [0]
