"""The staff's pages about an answer: its form, its preview, its revisions, its review."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from faq import ports
from faq.models import Question
from faq.services import redaction, votes
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def facts():
    ports.enregistrer_variables(
        {"seuil_esms": "taille minimale"}, lambda: {"seuil_esms": "15 ESMS"}
    )


def change(question):
    return reverse("admin:faq_question_change", args=[question.pk])


def revisions(question):
    return reverse("admin:faq_question_revisions", args=[question.pk])


def fill(client, question):
    """What the change form holds when it is opened."""
    form = client.get(change(question)).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value not in (None, False)}
    return data | {"publiee_a_partir_de_0": "", "publiee_a_partir_de_1": ""}


def post(client, question, data):
    return client.post(change(question), data, follow=True)


def save(client, question, **changes):
    """Post the change form as the browser would, with what it showed and these changes."""
    return post(client, question, fill(client, question) | changes)


def test_a_saved_change_is_signed_and_explained(admin_client, admin_user, make_question):
    question = make_question()

    save(admin_client, question, reponse="Deux lecteurs.", motif="Instruction parue")

    revision = question.revisions.first()
    assert (revision.numero, revision.reponse) == (2, "Deux lecteurs.")
    assert (revision.auteur, revision.motif) == (admin_user, "Instruction parue")


def test_saving_without_change_makes_no_revision(admin_client, make_question):
    question = make_question(reponse="Un.\n\nDeux.")

    save(admin_client, question, reponse="Un.\r\n\r\nDeux.")

    assert question.revisions.count() == 1


def test_a_publication_is_scheduled_from_the_form(admin_client, make_question):
    question = make_question()

    save(
        admin_client,
        question,
        publiee_a_partir_de_0="01/12/2999",
        publiee_a_partir_de_1="09:00",
    )

    make_question("presente")
    listed = admin_client.get(
        reverse("admin:faq_question_changelist"), {"publication": "programmee"}
    )
    assert "Programmée le 1er décembre 2999 à 09:00" in listed.text
    assert list(listed.context["cl"].result_list) == [question]
    assert not Question.objects.publiees().filter(pk=question.pk).exists()


def test_a_stale_page_says_who_wrote_and_keeps_what_was_typed(
    admin_client, admin_user, make_question
):
    question = make_question()
    opened = fill(admin_client, question)
    question.reponse = "Celle d’une collègue."
    redaction.enregistrer(question, auteur=admin_user)

    refused = post(admin_client, question, opened | {"reponse": "La mienne."})

    assert "a écrit la révision 2" in refused.text
    assert "La mienne." in refused.text
    assert question.revisions.count() == 2
    assert f'name="lue" value="{redaction.lecture(question)}"' in refused.text


def archive(client, *questions):
    chosen = {"action": "archiver", "_selected_action": [question.pk for question in questions]}
    client.post(reverse("admin:faq_question_changelist"), chosen)


def test_a_stale_page_does_not_undo_the_archiving_of_a_colleague(
    admin_client, admin_user, make_question
):
    question = make_question()
    opened = fill(admin_client, question)
    archive(admin_client, question)

    refused = post(admin_client, question, opened | {"responsable": admin_user.pk}).text

    assert f"{admin_user}\u00a0: «\u00a0Archivée depuis la liste\u00a0»" in refused
    assert "(état actuel\u00a0: archivée)" in refused
    assert Question.objects.get().etat == Question.Etat.ARCHIVEE


def test_what_was_told_is_saved_the_second_time(admin_client, make_question):
    question = make_question()
    opened = fill(admin_client, question)
    archive(admin_client, question)
    refused = post(admin_client, question, opened)

    told = refused.context["adminform"].form["lue"].value()
    post(admin_client, question, opened | {"lue": told})

    assert Question.objects.get().etat == Question.Etat.PUBLIEE


def test_a_change_that_nobody_signed_is_told_too(admin_client, make_question):
    question = make_question()
    opened = fill(admin_client, question)
    Question.objects.update(ordre=7)

    assert "Les réglages ont changé, pendant que" in post(admin_client, question, opened).text


def test_an_unknown_fact_is_told_beside_the_field(admin_client, make_question, facts):
    page = save(admin_client, make_question(), reponse="Il faut {{ seuil_esm | assez }}.").text

    assert "vouliez-vous écrire «\u00a0seuil_esms\u00a0»" in page
    assert "Il faut {{ seuil_esm | assez }}." in page


@pytest.mark.parametrize("typed", ["{{ Seuil | x }}", "{{ seuil | x }", "{{ le seuil | x }}"])
def test_a_mark_badly_written_is_refused_rather_than_shown_to_readers(
    admin_client, make_question, facts, typed
):
    page = save(admin_client, make_question(), reponse=typed).text

    assert "Une marque est mal écrite" in page


def test_the_form_lists_the_facts_with_their_present_value(admin_client, make_question, facts):
    page = admin_client.get(change(make_question())).text

    assert "{{ seuil_esms | … }}" in page
    assert "<td>15 ESMS</td>" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_preview_shows_what_readers_will_see_and_saves_nothing(
    admin_client, make_question, facts, headers
):
    question = make_question()
    typed = {"question": "Combien ?", "reponse": "**Il faut** {{ seuil_esms | assez }}. <script>"}

    page = admin_client.post(reverse("admin:faq_question_apercu"), typed, headers=headers).text

    assert "<strong>Il faut</strong> 15 ESMS. &lt;script&gt;" in page
    assert "<strong>Il faut</strong> assez." in page
    assert ("<html" in page) == (headers == {})
    assert question.revisions.count() == 1


def test_the_preview_tells_an_unknown_fact(admin_client, facts):
    typed = {"reponse": "{{ seuil_esm | assez }}"}

    page = admin_client.post(reverse("admin:faq_question_apercu"), typed, headers=HTMX).text

    assert "n’existe pas" in page


def test_revisions_show_differences_votes_and_reasons_the_last_first(
    admin_client, admin_user, make_question
):
    question = make_question(reponse="Il en faut 8.")
    votes.voter(question, visiteur="a", utile=False, raison="Et dans les îles ?")
    question.reponse = "Il en faut 15."
    redaction.enregistrer(question, auteur=admin_user, motif="Nouveau seuil")
    votes.voter(question, visiteur="a", utile=True)

    last, first = (
        admin_client.get(revisions(question))
        .text.split("Révision 2")[1]
        .split('aria-labelledby="revision-1"')
    )

    assert "8<span" in last.partition("<del>")[2].partition("</del>")[0]
    assert "15<span" in last.partition("<ins>")[2].partition("</ins>")[0]
    assert "Nouveau seuil" in last
    assert "utile 1, inutile 0." in last
    assert "utile 0, inutile 1." in first
    assert "Et dans les îles ?" in first


def test_revisions_cost_as_many_queries_for_three_as_for_one(
    admin_client, make_question, django_assert_max_num_queries
):
    question = make_question()
    for number in range(3):
        question.reponse = f"Réponse {number}"
        redaction.enregistrer(question, auteur=None)

    with django_assert_max_num_queries(8):
        admin_client.get(revisions(question))


def test_many_revisions_are_cut_into_pages(admin_client, make_question):
    question = make_question()
    for number in range(25):
        question.reponse = f"Réponse {number}"
        redaction.enregistrer(question, auteur=None)

    page = admin_client.get(revisions(question), {"p": 2}).text

    assert 'id="revision-6"' in page
    assert 'id="revision-7"' not in page
    assert "Revenir à la révision 6" in page


def test_restoring_from_the_page_makes_a_signed_revision(admin_client, admin_user, make_question):
    question = make_question(reponse="Avant.")
    question.reponse = "Après."
    redaction.enregistrer(question, auteur=None)
    premiere = question.revisions.get(numero=1)
    url = reverse("admin:faq_question_restaurer", args=[premiere.pk])

    assert admin_client.get(url).status_code == 405
    page = admin_client.post(url, follow=True).text

    assert "Le texte de la révision 1 est de nouveau celui de la réponse (révision 3)." in page
    assert question.revisions.first().auteur == admin_user
    assert Question.objects.get().reponse == "Avant."


def test_a_restoration_that_cannot_stand_says_why(admin_client, make_question):
    question = make_question(question="Faut-il un lecteur ?")
    question.question = "Combien de lecteurs ?"
    redaction.enregistrer(question, auteur=None)
    make_question("double", question="Faut-il un lecteur ?")
    premiere = question.revisions.get(numero=1)

    page = admin_client.post(
        reverse("admin:faq_question_restaurer", args=[premiere.pk]), follow=True
    ).text

    assert "Rien n’a changé. Cette question existe déjà dans la FAQ." in page


def test_whoever_may_only_read_restores_nothing(client, make_question):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_question"))
    client.force_login(lectrice)
    question = make_question()
    restore = reverse("admin:faq_question_restaurer", args=[question.revisions.get().pk])

    assert "Revenir à" not in client.get(revisions(question)).text
    assert client.post(restore).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_reach_none_of_these_pages(client, make_question, method):
    question = make_question()
    urls = [
        revisions(question),
        reverse("admin:faq_question_apercu"),
        reverse("admin:faq_question_restaurer", args=[question.revisions.get().pk]),
    ]

    assert {getattr(client, method)(url).status_code for url in urls} == {302}
