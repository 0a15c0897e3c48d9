"""What `grappes` gives the FAQ: who asks, the mail of an answer, the place of both in a history."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from faq import ports
from faq.models import Question, QuestionPosee, Rubrique
from faq.services import groupes
from faq.services import questions as questions_faq
from grappes.models import Courriel, Dui
from grappes.services import debit, origines, questions
from grappes.services.collectif.chronologie import chronologie
from grappes.services.suivi import historique
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidature(campagne):
    return factories.make_candidature(campagne=campagne)


@pytest.fixture
def entree(db):
    rubrique = Rubrique.objects.create(slug="grappes", titre="Grappes")
    return Question.objects.create(
        slug="delai", rubrique=rubrique, question="Quand ?", reponse="Bientôt.", etat="publiee"
    )


def ask(candidature, texte="Quand serons-nous rappelés ?"):
    return questions.poser(candidature, candidature.titulaire, texte)


def test_who_asks_is_told_with_its_status_its_step_and_its_page(candidature):
    origine = origines.origine(candidature)

    found = ports.situer([origine, "candidature:999999", "candidature:x", "ailleurs"])

    assert list(found) == [origine]
    assert found[origine].nom == str(candidature)
    assert found[origine].situation == "Reçue (étape « Étude de votre dossier »)"
    assert found[origine].adresse == f"/admin/grappes/candidature/{candidature.pk}/change/"


def test_who_asks_costs_one_query_whatever_their_number(campagne, django_assert_num_queries):
    several = [factories.make_candidature(campagne=campagne) for _ in range(3)]

    with django_assert_num_queries(1):
        found = ports.situer([origines.origine(candidature) for candidature in several])

    assert len(found) == 3


@pytest.mark.parametrize(("statut", "situation"), [("retiree", "Retirée"), ("retenue", "Retenue")])
def test_a_status_off_the_path_is_on_no_step(candidature, statut, situation):
    type(candidature).objects.update(statut=statut)

    (found,) = ports.situer([origines.origine(candidature)]).values()

    assert found.situation == situation


def test_a_draft_is_on_no_step_yet(campagne):
    draft = factories.make_brouillon(campagne=campagne)

    (found,) = ports.situer([origines.origine(draft)]).values()

    assert found.situation == "Brouillon"


@pytest.mark.parametrize("origine", ["candidature:", f"candidature:{'9' * 30}", "candidature:²"])
def test_an_origin_that_names_no_row_is_no_error(db, origine):
    assert ports.situer([origine]) == {}


def told(evenements):
    return [(e.genre, e.titre) for e in evenements if e.genre in ("question", "reponse")]


def test_the_history_tells_questions_and_answers_among_the_rest(candidature, staff):
    posee = ask(candidature)
    assert told(historique.raconter(candidature)) == [
        ("question", f"Question de {candidature.titulaire}")
    ]

    questions_faq.repondre(posee, reponse="La semaine prochaine.", par=staff)

    lines = historique.raconter(candidature)
    assert [line.le for line in lines] == sorted((line.le for line in lines), reverse=True)
    assert told(lines)[0] == ("reponse", "Réponse du Collectif")
    assert next(e for e in lines if e.genre == "reponse").detail == "La semaine prochaine."
    assert lines[-1].genre == "statut"


def test_the_history_tells_nothing_of_the_questions_of_others(candidature, campagne):
    ask(factories.make_candidature(campagne=campagne))

    assert told(historique.raconter(candidature)) == []


def test_a_published_answer_leads_to_its_page_and_a_draft_does_not(candidature, staff, entree):
    posee = ask(candidature)
    groupes.envoyer_une_entree([posee], entree, par=staff)

    def pages():
        return [e.entree for e in historique.raconter(candidature) if e.genre == "reponse"]

    assert pages() == ["/faq/delai/"]
    Question.objects.update(publiee_a_partir_de=timezone.now() + timedelta(days=5))
    assert pages() == [""]
    Question.objects.update(publiee_a_partir_de=None, etat=Question.Etat.BROUILLON)
    assert pages() == [""]


def test_a_mail_never_leads_to_a_page_that_is_not_open_yet(candidature, staff, entree):
    entree.publiee_a_partir_de = timezone.now() + timedelta(days=5)
    entree.save()
    posee = ask(candidature)
    posee.question = entree
    posee.save()

    questions_faq.repondre(posee, reponse="La semaine prochaine.", par=staff)

    assert "/faq/" not in Courriel.objects.get(genre="reponse_question").texte


def test_the_mail_of_a_published_answer_carries_its_link(candidature, staff, entree, settings):
    settings.SITE_URL = "https://grappes.example"
    posee, autre = ask(candidature), ask(candidature, "Et la convention ?")

    groupes.envoyer_une_entree([posee], entree, par=staff)
    questions_faq.repondre(autre, reponse="Le président.", par=staff)

    courriels = Courriel.objects.filter(genre="reponse_question")
    published, plain = courriels.order_by("pk")
    assert "https://grappes.example/faq/delai/" in published.texte
    assert 'href="https://grappes.example/faq/delai/"' in published.html
    assert "/faq/" not in plain.texte


def test_staff_read_them_in_the_chronology_with_a_link(candidature, staff, entree, client):
    posee = ask(candidature)
    groupes.envoyer_une_entree([posee], entree, par=staff)

    lines = [e for e in chronologie(candidature) if e.genre == "question"]

    assert [(e.titre, e.auteur, e.question) for e in lines] == [
        ("Réponse à une question, publiée dans la FAQ", str(staff), posee.pk),
        ("Question posée", str(candidature.titulaire), posee.pk),
    ]
    client.force_login(staff)
    page = client.get(reverse("admin:grappes_candidature_change", args=[candidature.pk])).text
    chronology = page.partition('class="chronologie"')[2]
    assert f'href="/admin/faq/questionposee/{posee.pk}/change/">Question posée</a>' in chronology


def test_the_history_costs_one_query_for_all_questions(candidature, django_assert_num_queries):
    for number in range(4):
        ask(candidature, f"Question {number} ?")

    with django_assert_num_queries(1):
        assert len(list(historique._questions(candidature))) == 4


def test_one_address_asks_the_faq_so_many_times_an_hour(client, db):
    limit = debit.LIMITES["question"][0]
    data = {"courriel": "", "nom": "", "site_web": ""}
    for number in range(limit):
        data["courriel"] = f"personne{number}@exemple.fr"
        client.post("/faq/poser/", data | {"texte": f"Question {number}"})
    assert QuestionPosee.objects.count() == limit

    page = client.post("/faq/poser/", data | {"texte": "Une de trop"})

    assert page.status_code == 429
    assert "réessayez dans quelques minutes" in page.text
    assert "Une de trop</textarea>" in page.text
    assert QuestionPosee.objects.count() == limit


def test_one_address_votes_so_many_times_an_hour(client, entree, monkeypatch):
    _, window = debit.LIMITES["avis"]
    monkeypatch.setitem(debit.LIMITES, "avis", (2, window))

    pages = [client.post("/faq/delai/avis/", {"utile": "oui"}) for _ in range(3)]

    assert [page.status_code for page in pages] == [302, 302, 429]
    assert "réessayez dans quelques minutes" in pages[2].text


def test_the_faq_knows_the_software_by_its_names_and_its_publishers(db):
    factories.make_dui("Imago DU")
    Dui.objects.create(nom="NetSoins", editeur="Teranga Software")

    assert ports.voisins() == {
        "logiciel": ("Imago", "Imago DU", "NetSoins"),
        "éditeur": ("Teranga Software",),
    }
