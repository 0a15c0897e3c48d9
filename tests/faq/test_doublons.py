import pytest

from faq.doublons import deja_posee, plier
from faq.models import Question
from faq.recherche import semblables

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "autre", ["a qui s'adresser", "À QUI S’ADRESSER ?", "« À qui s’adresser » : …"]
)
def test_accents_case_and_punctuation_do_not_make_another_question(make_question, autre):
    posee = make_question("contact", question="À qui s’adresser ?", etat="archivee")

    assert deja_posee(autre) == posee


def test_a_question_is_not_its_own_double(make_question):
    posee = make_question("contact", question="À qui s’adresser ?")

    assert deja_posee("A qui s’adresser", sauf=posee.pk) is None


def test_questions_without_words_are_told_apart():
    assert plier("?") != plier("!")


def test_the_same_thing_in_other_words_is_near(faq_chargee):
    ecrite = Question(slug="neuve", question="La carte d’identité périmée suffit-elle pour l’INS ?")

    assert semblables(ecrite)[0].slug == "ins-piece-perimee"


def test_a_question_is_not_near_itself_nor_another_subject(faq_chargee):
    existante = Question.objects.get(slug="documents-dmp")

    assert semblables(existante) == []
    assert semblables(Question(slug="x", question="Quels ESMS sont éligibles ?")) == []
