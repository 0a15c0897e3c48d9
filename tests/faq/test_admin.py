import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from faq import ports
from faq.models import Question, QuestionPosee, Synonyme
from faq.services.questions import poser
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]


@pytest.mark.parametrize("model", ["rubrique", "question", "synonyme", "questionposee"])
def test_lists_open_and_search(admin_client, faq_chargee, model):
    url = reverse(f"admin:faq_{model}_changelist")

    assert admin_client.get(url, {"q": "carte"}).status_code == 200


def test_the_question_list_does_not_grow_in_queries(
    admin_client, faq_chargee, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        admin_client.get(reverse("admin:faq_question_changelist"))


def test_the_review_filter_shows_what_is_due(admin_client, make_question):
    make_question("vieille", question="Vieille question ?", a_relire_le="2020-01-01")
    make_question("fraiche", question="Fraîche question ?")

    page = admin_client.get(reverse("admin:faq_question_changelist"), {"relecture": "due"}).text

    assert "Vieille question ?" in page
    assert "Fraîche question ?" not in page


def act(admin_client, action, *questions):
    return admin_client.post(
        reverse("admin:faq_question_changelist"),
        {"action": action, "_selected_action": [question.pk for question in questions]},
        follow=True,
    )


def test_publishing_from_the_list_refuses_what_the_form_would(admin_client, make_question):
    ports.enregistrer_variables({"seuil": "le seuil"}, dict)
    ready = make_question("prete", etat=Question.Etat.BROUILLON)
    empty = make_question("vide", etat=Question.Etat.BROUILLON, reponse="")
    tagged = make_question("balise", etat=Question.Etat.BROUILLON, reponse="Un <b>mot</b>")
    astray = make_question("perdue", etat=Question.Etat.BROUILLON, reponse="{{ seul | dix }}")

    page = act(admin_client, "publier", ready, empty, tagged, astray).text

    assert list(Question.objects.publiees()) == [ready]
    assert "Questions publiées\u00a0: 1." in page
    assert "Une question publiée a une réponse" in page
    assert "Le HTML ne s’affiche pas" in page
    assert "La variable «\u00a0seul\u00a0» n’existe pas" in page
    assert reverse("admin:faq_question_change", args=[astray.pk]) in page


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("publier", "Publiée depuis la liste."), ("archiver", "Archivée depuis la liste.")],
)
def test_the_history_of_a_question_tells_what_was_done_from_the_list(
    admin_client, make_question, action, sentence
):
    question = make_question(etat=Question.Etat.BROUILLON)

    act(admin_client, action, question)

    address = reverse("admin:faq_question_history", args=[question.pk])
    assert sentence in admin_client.get(address).text


def test_whoever_may_only_read_publishes_nothing(client, make_question):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_question"))
    client.force_login(lectrice)
    draft = make_question(etat=Question.Etat.BROUILLON)

    for action in ("publier", "archiver", "marquer_relues"):
        act(client, action, draft)

    assert Question.objects.get().etat == Question.Etat.BROUILLON
    assert Question.objects.get().relue_le is None


def test_a_shipped_row_cannot_be_deleted(admin_client, faq_chargee):
    shipped = Synonyme.objects.first()

    response = admin_client.post(
        reverse("admin:faq_synonyme_delete", args=[shipped.pk]), {"post": "yes"}
    )

    assert response.status_code == 403


def test_shipped_rows_cannot_be_deleted_in_bulk(admin_client, faq_chargee):
    before = Synonyme.objects.count()
    data = {
        "action": "delete_selected",
        "post": "yes",
        "_selected_action": [Synonyme.objects.first().pk],
    }

    response = admin_client.post(reverse("admin:faq_synonyme_changelist"), data)

    assert response.status_code == 403
    assert Synonyme.objects.count() == before


@pytest.fixture
def posee(db):
    return poser(texte="Et les tablettes ?", courriel="a@exemple.fr")


def save(admin_client, posee, **data):
    url = reverse("admin:faq_questionposee_change", args=[posee.pk])
    return admin_client.post(url, {"question": ""} | data, follow=True)


def test_staff_answer_by_mail(admin_client, admin_user, posee):
    sent = []
    ports.enregistrer_courrier(sent.append)

    page = save(admin_client, posee, reponse="Oui.", _repondre="1").text

    assert "Réponse envoyée à a@exemple.fr." in page
    assert sent == [QuestionPosee.objects.get(repondue_par=admin_user)]


def test_an_answer_that_cannot_leave_is_kept_and_said(admin_client, posee):
    page = save(admin_client, posee, reponse="Oui.", _repondre="1").text

    assert "la réponse n’est pas partie" in page
    assert QuestionPosee.objects.sans_reponse().get().reponse == "Oui."


def test_staff_turn_a_question_into_an_entry(admin_client, posee, rubrique):
    page = save(admin_client, posee, reponse="Oui.", _publier="1").text

    assert "Brouillon prêt" in page
    entree = Question.objects.get()
    assert entree.reponse == "Oui."
    again = save(admin_client, posee, reponse="Oui.", question=entree.pk, _publier="1")
    assert "a déjà son entrée" in again.text


def test_whoever_may_not_write_the_faq_makes_no_entry(client, posee, rubrique):
    agente = factories.make_user(is_staff=True)
    for droit in ("view_questionposee", "change_questionposee"):
        agente.user_permissions.add(Permission.objects.get(codename=droit))
    client.force_login(agente)
    page = client.get(reverse("admin:faq_questionposee_change", args=[posee.pk])).text

    refused = save(client, posee, reponse="Oui.", _publier="1")

    assert 'name="_repondre"' in page
    assert 'name="_publier"' not in page
    assert refused.status_code == 403
    assert not Question.objects.exists()
