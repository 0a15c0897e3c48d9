import pytest
from django.template import Context, Template

pytestmark = pytest.mark.django_db


def render(source):
    return Template("{% load faq %}" + source).render(Context())


def test_an_answer_is_embedded_with_its_link(make_question):
    make_question("lecteurs", reponse="Un **seul**.")

    html = render('{% faq "lecteurs" %}')

    assert "<strong>seul</strong>" in html
    assert 'href="/faq/lecteurs/"' in html


def test_an_unknown_answer_embeds_nothing():
    assert render('{% faq "inconnue" %}').strip() == ""
