import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from faq import ports
from faq.models import Question, QuestionPosee
from faq.services import questions as services
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
GROUPES = reverse("admin:faq_questionposee_groupes")
TABLETTES = ("Peut-on financer des tablettes ?", "Les tablettes sont-elles financées ?")


@pytest.fixture
def written():
    written = []
    ports.enregistrer_courrier(written.append)
    return written


@pytest.fixture
def posees():
    asked = enumerate(TABLETTES)
    return [services.poser(texte=texte, courriel=f"{n}@exemple.fr") for n, texte in asked]


def page_of(posees):
    cles = "-".join(str(posee.pk) for posee in posees)
    return f"{reverse('admin:faq_questionposee_groupe')}?posees={cles}"


def act(admin_client, posees, acte, ticked=None, **champs):
    ticked = posees if ticked is None else ticked
    data = {"acte": acte, "posees": [posee.pk for posee in ticked]} | champs
    return admin_client.post(page_of(posees), data, follow=True).text


def test_the_groups_are_reached_from_the_list(admin_client, posees):
    assert GROUPES in admin_client.get(reverse("admin:faq_questionposee_changelist")).text

    page = admin_client.get(GROUPES).text

    assert "<strong>2 questions</strong>" in page
    assert page_of(posees) in page


def test_who_asks_is_told_with_the_page_of_their_file(admin_client, posees):
    QuestionPosee.objects.update(origine="dossier:1")
    contexte = ports.Contexte("Les Lilas", "En examen", "/dossiers/1/")
    ports.enregistrer_contexte(lambda origines: dict.fromkeys(origines, contexte))
    addresses = (
        GROUPES, page_of(posees), reverse("admin:faq_questionposee_change", args=[posees[0].pk])
    )  # fmt: skip

    for address in addresses:
        page = admin_client.get(address).text
        assert '<a href="/dossiers/1/">Les Lilas</a>' in page
        assert "En examen" in page


def test_one_answer_leaves_to_those_who_are_ticked(admin_client, written, posees):
    page = act(admin_client, posees, "courriel", ticked=posees[:1], reponse="Oui.")

    assert "Réponse envoyée à 1 personne." in page
    assert written == posees[:1]


def test_an_entry_of_the_faq_answers_the_group(admin_client, written, posees, make_question):
    question = make_question("tablettes", question="Et les tablettes ?", reponse="Oui.")

    page = act(admin_client, posees, "entree", entree="tablettes")

    assert "Réponse envoyée à 2 personnes." in page
    assert [posee.question for posee in written] == [question, question]


def test_an_answer_is_published_and_told_to_all(admin_client, written, posees, rubrique):
    champs = {"question": "Et les tablettes ?", "rubrique": rubrique.pk, "reponse": "Oui."}

    page = act(admin_client, posees, "publier", **champs, formulations=TABLETTES[1])

    assert "est publiée" in page
    assert "Réponse envoyée à 2 personnes." in page
    assert Question.objects.publiees().get().formulations_liste == [TABLETTES[1]]


def test_a_draft_is_told_once_it_is_published(admin_client, written, posees, rubrique):
    champs = {"question": "Et les tablettes ?", "rubrique": rubrique.pk, "reponse": ""}
    page = act(admin_client, posees, "brouillon", **champs)
    assert "attend en brouillon" in page
    assert "en brouillon</span>" in page
    draft = Question.objects.get()
    Question.objects.update(reponse="Oui.", etat=Question.Etat.PUBLIEE)
    assert "2 questions attendent cette réponse" in admin_client.get(GROUPES).text

    tell = reverse("admin:faq_questionposee_prevenir", args=[draft.pk])
    pages = [admin_client.post(tell, follow=True).text for _ in range(2)]

    assert "Réponse envoyée à 2 personnes." in pages[0]
    assert "Plus personne n’attend cette réponse." in pages[1]
    assert written == posees


def test_texts_that_were_asked_are_offered_without_the_person(admin_client, posees):
    QuestionPosee.objects.filter(pk=posees[1].pk).update(
        nom="Marie Durand", texte="Des tablettes pour Marie ? m.durand@exemple.fr"
    )

    page = admin_client.get(page_of(posees)).text

    field = page.partition('name="formulations"')[2].partition("</textarea>")[0]
    assert "Des tablettes pour … ? …" in field
    assert f'value="{TABLETTES[0]}"' in page


@pytest.mark.parametrize(
    ("acte", "champs", "sentence"),
    [
        ("courriel", {"reponse": " "}, "Écrivez la réponse avant de l’envoyer."),
        ("entree", {"reponse": "Oui."}, "Choisissez la question de la FAQ qui répond."),
        ("publier", {"reponse": "Oui.", "question": "Tablettes ?"}, "Choisissez la rubrique"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    admin_client, written, posees, acte, champs, sentence
):
    page = act(admin_client, posees, acte, ticked=posees[:1], **champs)

    assert sentence in page
    assert page.count(" checked>") == 1
    assert written == []
    if "Oui." in champs["reponse"]:
        assert "Oui.</textarea>" in page


def test_nobody_ticked_is_said(admin_client, posees):
    assert "Cochez au moins une question." in act(
        admin_client, posees, "courriel", ticked=[], reponse="Oui."
    )


@pytest.mark.parametrize(
    ("question", "reponse", "sentence"),
    [
        ("QUE DIRE, DE LECTEURS", "Oui.", "Existe déjà\u00a0: <a href="),
        ("", "Oui.", "Ce champ est obligatoire."),
        (
            "Neuve ?",
            "[Ici](javascript:alert(1))",
            "javascript\u00a0» n’est pas permis",
        ),
        ("Neuve ?", "Un <b>mot</b>", "Le HTML ne s’affiche pas"),
        ("Neuve ?", "Il faut {{ seul | dix }}.", "La variable «\u00a0seul\u00a0» n’existe pas"),
        ("Neuve ?", "", "Une question publiée a une réponse"),
        ("Neuve ?", "Il faut {{ seuil }}.", "Donnez un texte de repli"),
    ],
)
def test_an_entry_that_cannot_be_published_is_refused_beside_its_field(
    admin_client, written, posees, make_question, question, reponse, sentence
):
    rubrique = make_question().rubrique
    champs = {"question": question, "reponse": reponse, "rubrique": rubrique.pk}
    ports.enregistrer_variables({"seuil": "le seuil"}, dict)

    page = act(admin_client, posees, "publier", **champs)

    assert sentence in page
    assert (Question.objects.count(), written) == (1, [])


def test_who_comes_second_reads_who_answered(admin_client, admin_user, written, posees):
    admin_user.first_name = "Claire"
    admin_user.save()
    services.repondre(posees[0], reponse="Non.", par=admin_user)
    assert "Déjà répondue" in admin_client.get(page_of(posees)).text

    some = act(admin_client, posees, "courriel", reponse="Oui.")
    none = act(admin_client, posees, "courriel", reponse="Gardez ce texte.")

    assert "Claire a déjà répondu à" in some
    assert "Claire a déjà répondu à" in none
    assert "Gardez ce texte.</textarea>" in none
    assert written == posees


@pytest.mark.parametrize("cles", ["", "x", "0", "999999", "1-x--²", "9" * 30])
def test_an_address_without_questions_leads_back_to_the_groups(admin_client, db, cles):
    page = admin_client.get(reverse("admin:faq_questionposee_groupe"), {"posees": cles})

    assert page.status_code == 302


def test_who_may_only_read_answers_nothing(client, posees, make_question):
    reader = factories.make_user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_questionposee"))
    client.force_login(reader)
    tell = reverse("admin:faq_questionposee_prevenir", args=[make_question().pk])

    assert page_of(posees) not in client.get(GROUPES).text
    assert client.get(page_of(posees)).status_code == 403
    assert client.post(tell).status_code == 403


def test_who_may_not_write_the_faq_may_still_answer(client, posees, written, rubrique):
    officer = factories.make_user(is_staff=True)
    rights = ("view_questionposee", "change_questionposee")
    officer.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(officer)
    champs = {"question": "Neuve ?", "reponse": "Oui.", "rubrique": rubrique.pk}

    assert "Publier et prévenir" not in client.get(page_of(posees)).text
    data = {"acte": "publier", "posees": [p.pk for p in posees], **champs}
    assert client.post(page_of(posees), data).status_code == 403
    act(client, posees, "courriel", reponse="Oui.")

    assert written == posees
    assert not Question.objects.exists()
