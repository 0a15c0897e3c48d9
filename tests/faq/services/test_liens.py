import datetime
import time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from faq.models import Lien, Question
from faq.services import liens
from faq.visite import Issue, Visite, visiter
from tests.faq.serveur import serveur

pytestmark = pytest.mark.django_db
MIDI = datetime.datetime(2026, 11, 23, 11, tzinfo=datetime.UTC)
UN_JOUR = datetime.timedelta(days=1)


@pytest.fixture
def site():
    with serveur() as lance:
        yield lance


def verifier(jour=0, **options):
    with time_machine.travel(MIDI + jour * UN_JOUR):
        return liens.verifier_les_dus(
            visite=lambda adresse: visiter(adresse, permise=lambda ip: ip.is_loopback), **options
        )


def etats():
    return dict(Lien.objects.values_list("adresse", "etat"))


def test_links_of_published_answers_and_their_sources_are_gathered(make_question):
    make_question("a", question="A ?", reponse="[x](https://un.fr) [y](/faq/) <mailto:a@b.fr>")
    make_question("b", question="B ?", source_url="https://deux.fr", reponse="<https://un.fr>")
    make_question("c", question="C ?", etat="brouillon", reponse="<https://trois.fr>")

    liens.recenser()

    assert {
        lien.adresse: {q.slug for q in lien.questions.all()} for lien in Lien.objects.all()
    } == {
        "https://un.fr": {"a", "b"},
        "https://deux.fr": {"b"},
    }


def test_a_link_that_left_every_answer_is_forgotten(make_question):
    make_question(reponse="<https://un.fr>")
    liens.recenser()
    Question.objects.update(reponse="Rien.")

    liens.recenser()

    assert not Lien.objects.exists()


def test_gathering_what_has_not_changed_writes_nothing(faq_chargee, django_assert_num_queries):
    liens.recenser()

    # The questions, the links and their questions, inside a savepoint.
    with django_assert_num_queries(5):
        liens.recenser()


def test_a_link_dies_after_two_failures_on_different_days(site, make_question):
    base, _ = site
    make_question(reponse=f"<{base}/404>")

    verifier()
    premier = etats()
    verifier(0.1)
    meme_jour = etats()
    verifier(1.1)

    assert [premier, meme_jour, etats()] == [
        {f"{base}/404": "suspect"},
        {f"{base}/404": "suspect"},
        {f"{base}/404": "mort"},
    ]
    assert Lien.objects.get().code == 404


def test_two_failures_the_same_day_are_one(site, make_question):
    base, _ = site
    make_question(reponse=f"<{base}/500>")
    verifier()
    Lien.objects.update(a_verifier_le=MIDI)

    verifier(0.2)

    assert etats() == {f"{base}/500": "suspect"}


def test_a_link_that_answers_again_comes_back_to_life(site, make_question):
    base, _ = site
    make_question(reponse=f"<{base}/page>")
    liens.recenser()
    Lien.objects.update(etat="mort", premier_echec_le=MIDI.date(), a_verifier_le=MIDI)

    verifier(1)

    lien = Lien.objects.get()
    assert (lien.etat, lien.premier_echec_le) == ("bon", None)
    assert lien.depuis == lien.verifie_le


def test_a_site_that_refuses_robots_is_not_dead(site, make_question):
    base, _ = site
    make_question(reponse=f"<{base}/403>")

    verifier()
    verifier(8)

    assert etats() == {f"{base}/403": "non_verifiable"}


def test_a_good_link_is_left_alone_for_a_week(site, make_question):
    base, vues = site
    make_question(reponse=f"<{base}/page>")

    assert [verifier(), verifier(6.9), verifier(7.1)] == [1, 0, 1]
    assert len(vues) == 2


def test_the_budget_stops_a_run_and_the_next_one_goes_on(site, make_question):
    base, _ = site
    make_question(reponse=f"<{base}/page>")

    assert [verifier(budget=-1.0), verifier(0.01)] == [0, 1]


def test_one_site_is_left_a_moment_between_two_visits(site, make_question):
    base, _ = site
    make_question(reponse=f"<{base}/un> <{base}/deux>")
    debut = time.monotonic()

    assert verifier() == 2

    assert time.monotonic() - debut >= liens.POLITESSE


def test_a_link_that_another_worker_took_is_left_to_it(make_question):
    make_question(reponse="<https://un.fr>")
    liens.recenser()
    lien = Lien.objects.get()

    assert [liens.prendre(lien), liens.prendre(lien)] == [True, False]


def test_our_own_network_is_not_visited(site, make_question):
    base, vues = site
    make_question(reponse=f"<{base}/page>")
    with time_machine.travel(MIDI):
        liens.verifier_les_dus()

    assert etats() == {f"{base}/page": "non_verifiable"}
    assert vues == []


def test_the_list_shows_the_dead_and_where_they_stand(admin_client, make_question):
    question = make_question(reponse="<https://un.fr> <https://deux.fr>")
    liens.recenser()
    Lien.objects.filter(adresse="https://un.fr").update(
        etat="mort", constat="La page n’existe plus."
    )

    page = admin_client.get(reverse("admin:faq_lien_changelist"), {"etat__exact": "mort"}).text

    assert "https://un.fr" in page
    assert "https://deux.fr" not in page
    assert reverse("admin:faq_question_change", args=[question.pk]) in page


def test_staff_may_ask_for_a_visit_and_write_nothing_else(admin_client, make_question):
    make_question(reponse="<https://un.fr>")
    liens.recenser()
    lien = Lien.objects.get()
    Lien.objects.update(a_verifier_le=timezone.now() + UN_JOUR)

    admin_client.post(
        reverse("admin:faq_lien_changelist"),
        {"action": "verifier_bientot", "_selected_action": [lien.pk]},
    )
    admin_client.post(reverse("admin:faq_lien_change", args=[lien.pk]), {"etat": "mort"})

    lien.refresh_from_db()
    assert lien.a_verifier_le <= timezone.now()
    assert lien.etat == "nouveau"


def silence(adresse):
    return Visite(Issue.ECHEC, "La connexion échoue.")


def muet_seul(adresse):
    return silence(adresse) if "muet" in adresse else Visite(Issue.BON, "La page répond.", 200)


def test_links_that_all_fail_at_once_are_not_held_for_dead(make_question):
    make_question(reponse="<https://un.fr> <https://deux.fr>")
    constats = []

    for jour in range(3):
        with time_machine.travel(MIDI + jour * UN_JOUR):
            liens.verifier_les_dus(visite=silence)
        constats += Lien.objects.values_list("etat", "constat", "premier_echec_le")

    assert set(constats) == {("nouveau", liens.COUPES, None)}


def test_a_silent_link_dies_when_another_one_answers(make_question):
    make_question("bon", reponse="<https://bon.fr>")
    visitees = []

    for jour in (0, 0.1, 1.2):
        if jour == 0.1:
            make_question("muet", reponse="<https://muet.fr>")
        with time_machine.travel(MIDI + jour * UN_JOUR):
            liens.verifier_les_dus(visite=lambda a: visitees.append(a) or muet_seul(a))

    assert etats() == {"https://bon.fr": "bon", "https://muet.fr": "mort"}
    # Twice the silent one was due alone: the other was asked whether the internet is there.
    assert visitees.count("https://bon.fr") == 3
