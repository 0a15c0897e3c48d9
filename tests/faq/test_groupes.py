import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from faq import ports
from faq.models import Question, QuestionPosee
from faq.services import groupes
from faq.services import questions as services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports")]
TABLETTES = ("Peut-on financer des tablettes ?", "Les tablettes sont-elles financées ?")
CONVENTION = "Qui signe la convention de grappe ?"


@pytest.fixture
def written():
    written = []
    ports.enregistrer_courrier(written.append)
    return written


@pytest.fixture
def tablettes():
    return [ask(texte, f"{n}@exemple.fr") for n, texte in enumerate(TABLETTES)]


def ask(texte, courriel="a@exemple.fr", **champs):
    return services.poser(texte=texte, courriel=courriel, **champs)


def entry(rubrique, **champs):
    defaut = {"rubrique": rubrique, "question": TABLETTES[0], "reponse": "Oui, **en partie**."}
    return Question(**defaut | {"etat": Question.Etat.PUBLIEE} | champs)


def test_questions_without_answer_are_seen_by_groups(tablettes):
    convention = ask(CONVENTION)

    seen = [[d.posee for d in groupe.demandes] for groupe in groupes.en_attente()]

    assert seen == [tablettes, [convention]]


def test_an_answered_question_leaves_its_group(tablettes, written, admin_user):
    services.repondre(tablettes[0], reponse="Oui.", par=admin_user)

    assert [g.typique for g in groupes.en_attente()] == [tablettes[1]]


def test_each_group_shows_the_entries_that_may_answer_it(faq_chargee):
    ask("ma carte est perdue")

    ask("tarif cantine")
    cartes, cantine = groupes.en_attente()

    assert cartes.reponses[0].document.key == cartes.proches[0].document.key == "support-cartes"
    assert cantine.reponses == []
    best = cartes.reponses[0].score
    assert all(answer.score >= groupes.NETTE * best for answer in cartes.reponses)


def test_who_asks_is_read_for_all_questions_at_once(django_assert_num_queries):
    calls = []

    def situer(origines):
        calls.append(set(origines))
        return {"dossier:1": ports.Contexte("Les Lilas", "En examen", "/dossiers/1/")}

    ports.enregistrer_contexte(situer)
    ask(CONVENTION, origine="dossier:1")
    for n in range(4):
        ask(TABLETTES[0], f"{n}@exemple.fr", origine=f"dossier:{n + 2}")

    groupes.en_attente()
    calls.clear()

    # The questions, then the two stamps of the index.
    with django_assert_num_queries(3):
        seen = groupes.en_attente()

    assert calls == [{f"dossier:{n}" for n in range(1, 6)}]
    assert seen[1].demandes[0].contexte.nom == "Les Lilas"
    assert seen[0].demandes[0].contexte is None


def test_one_answer_reaches_each_person_of_the_group_once(tablettes, written, admin_user):
    twice = ask("Tablettes financées ?", "0@Exemple.fr")

    envoi = groupes.repondre_a_tous([*tablettes, twice], reponse="Oui.", par=admin_user)

    assert (envoi.courriels, written) == (2, tablettes)
    assert [p.repondue_par for p in QuestionPosee.objects.all()] == [admin_user] * 3


def test_who_comes_second_is_told_who_answered_and_when(tablettes, written, admin_user):
    admin_user.first_name = "Claire"
    admin_user.save()
    services.repondre(tablettes[0], reponse="Non.", par=admin_user)

    envoi = groupes.repondre_a_tous(tablettes, reponse="Oui.", par=admin_user)
    with pytest.raises(services.DejaRepondue, match=r"Claire a déjà répondu .* le "):
        groupes.repondre_a_tous(tablettes, reponse="Oui.", par=admin_user)

    assert (envoi.repondues, envoi.devancees) == ([tablettes[1]], [tablettes[0]])
    assert written == tablettes
    assert QuestionPosee.objects.get(pk=tablettes[0].pk).reponse == "Non."


def test_an_entry_answers_with_its_text_and_its_facts_of_today(
    tablettes, written, admin_user, make_question
):
    ports.enregistrer_variables({"seuil": "Seuil"}, lambda: {"seuil": "15 *ESMS*"})
    question = make_question(reponse="Il faut **{{ seuil | un nombre }}**.")

    groupes.envoyer_une_entree(tablettes, question, par=admin_user)

    assert {p.reponse for p in QuestionPosee.objects.all()} == {"Il faut 15 *ESMS*."}
    assert {p.question for p in written} == {question}


def test_publishing_makes_an_entry_and_tells_all_who_asked(
    tablettes, written, admin_user, rubrique
):
    groupes.publier(tablettes, entry(rubrique), par=admin_user)

    published = Question.objects.publiees().get()
    assert (published.slug, published.formulations) == ("peut-on-financer-des-tablettes", "")
    assert [p.question for p in written] == [published, published]
    assert written[0].reponse == "Oui, en partie."


def test_a_draft_tells_nobody_until_it_is_published(tablettes, written, admin_user, rubrique):
    draft = entry(rubrique, etat=Question.Etat.BROUILLON)
    groupes.publier(tablettes, draft, par=admin_user)
    assert (written, list(groupes.a_prevenir())) == ([], [])

    draft.etat = Question.Etat.PUBLIEE
    draft.save()
    assert [(q, q.attendent) for q in groupes.a_prevenir()] == [(draft, 2)]
    assert groupes.prevenir(draft, par=admin_user).courriels == 2
    assert groupes.prevenir(draft, par=admin_user).courriels == 0

    assert written == tablettes


@pytest.mark.parametrize("etat", [Question.Etat.PUBLIEE, Question.Etat.BROUILLON])
def test_publishing_what_a_colleague_answered_leaves_no_second_entry(
    tablettes, written, admin_user, rubrique, etat
):
    groupes.repondre_a_tous(tablettes, reponse="Oui.", par=admin_user)

    with pytest.raises(services.DejaRepondue):
        groupes.publier(tablettes, entry(rubrique, etat=etat), par=admin_user)

    assert not Question.objects.exists()


def test_a_second_draft_is_not_made_while_a_colleague_prepares_one(tablettes, admin_user, rubrique):
    draft = entry(rubrique, etat=Question.Etat.BROUILLON)
    groupes.publier(tablettes, draft, par=admin_user)
    second = entry(rubrique, question="Et les tablettes ?", etat=Question.Etat.BROUILLON)

    with pytest.raises(services.DejaRepondue, match="en préparation"):
        groupes.publier(tablettes, second, par=admin_user)

    assert list(Question.objects.all()) == [draft]


def test_a_draft_tells_which_questions_follow_another(tablettes, admin_user, rubrique):
    first = entry(rubrique, etat=Question.Etat.BROUILLON)
    groupes.publier(tablettes[:1], first, par=admin_user)
    second = entry(rubrique, question="Et les tablettes ?", etat=Question.Etat.BROUILLON)

    envoi = groupes.publier(tablettes, second, par=admin_user)

    assert envoi.devancees == tablettes[:1]
    assert list(first.posees.all()) == tablettes[:1]
    assert set(second.posees.all()) == set(tablettes[1:])


def test_without_mail_nothing_is_published(tablettes, admin_user, rubrique):
    with pytest.raises(ports.PortAbsent):
        groupes.publier(tablettes, entry(rubrique), par=admin_user)

    assert not Question.objects.exists()
    assert QuestionPosee.objects.sans_reponse().count() == 2


def test_wordings_offered_for_publication_tell_nothing_of_who_asked():
    texts = (
        "Je suis Marie Durand, 06 12 34 56 78 : quand ?",
        "Quand ?\nmarie@exemple.fr",
        "quand ?\nmarie@exemple.fr",
        "Très long " * 30,
    )
    asked = [ask(t, f"{n}@exemple.fr", nom="Marie Durand") for n, t in enumerate(texts)]

    assert groupes.formulations_proposees(asked) == ["Je suis … … … : quand ?", "Quand ? …"]


def test_only_the_oldest_are_grouped_when_too_many_wait(monkeypatch):
    monkeypatch.setattr(groupes, "LIMITE", 1)
    recent, old = ask(CONVENTION), ask(TABLETTES[0])
    QuestionPosee.objects.filter(pk=old.pk).update(posee_le=timezone.now() - timedelta(days=1))

    assert [g.typique for g in groupes.en_attente()] == [old]
    assert recent.repondue_le is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only on PostgreSQL: rows are locked one by one"
)
def test_two_answers_at_once_send_one_mail_a_person(tablettes, written, admin_user):
    start, outcomes = threading.Barrier(2), []

    def answer(text, posees):
        start.wait(10)
        try:
            groupes.repondre_a_tous(posees, reponse=text, par=admin_user)
            outcomes.append("sent")
        except services.DejaRepondue:
            outcomes.append("late")
        finally:
            connection.close()

    fresh = [list(QuestionPosee.objects.order_by(order)) for order in ("pk", "-pk")]
    threads = [threading.Thread(target=answer, args=args) for args in zip("AB", fresh, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["late", "sent"]
    assert len(written) == 2
    assert len({p.reponse for p in QuestionPosee.objects.all()}) == 1
