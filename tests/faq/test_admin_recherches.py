import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from faq.models import Question, RechercheClassee
from faq.services import journal
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports", "mots_connus")]
LISTE = reverse("admin:faq_recherchenotee_changelist")
FORMULER = reverse("admin:faq_recherchenotee_formuler")
CLASSER = reverse("admin:faq_recherchenotee_classer")


@pytest.fixture
def searched(faq_chargee):
    journal.noter("recette de carte", trouvee=False)


def test_the_page_opens_from_the_home_of_the_admin_and_from_the_faq(admin_client, searched):
    for page in (reverse("admin:index"), reverse("faq:accueil")):
        assert f'href="{LISTE}"' in admin_client.get(page).text


def test_visitors_see_no_link_to_it(client, searched):
    assert LISTE not in client.get("/faq/").text


@pytest.mark.parametrize("jours", ["", "90", "365", "abc", "31"])
def test_any_period_opens(admin_client, searched, jours):
    page = admin_client.get(LISTE, {"jours": jours})

    assert page.status_code == 200
    assert "recette de carte" in page.text


def test_one_click_makes_a_search_a_wording_and_shows_the_new_answer(admin_client, searched):
    data = {"requete": "recette de carte", "entree": "support-cartes"}

    page = admin_client.post(FORMULER, data, follow=True).text

    assert "est maintenant une façon de demander" in page
    assert '<a href="/faq/support-cartes/">' in page
    assert "recette de carte" in Question.objects.get(slug="support-cartes").formulations_liste
    assert "recette de carte" not in admin_client.get(LISTE).text


@pytest.mark.parametrize(
    ("entree", "sentence"), [("", "Choisissez la question"), ("absente", "n’est plus publiée")]
)
def test_a_wording_needs_a_question(admin_client, searched, entree, sentence):
    page = admin_client.post(FORMULER, {"requete": "recette de carte", "entree": entree})

    assert sentence in page.text


def test_a_new_question_begins_with_the_search(admin_client, searched):
    page = admin_client.get(LISTE).text
    address = reverse("admin:faq_question_add")
    link = f"{address}?question=Recette%20de%20carte&amp;slug=recette-de-carte"
    assert link in page

    form = admin_client.get(
        address, {"question": "Recette de carte", "formulations": "recette de carte"}
    ).text

    assert 'value="Recette de carte"' in form
    assert "recette de carte</textarea>" in form
    assert not Question.objects.filter(question="Recette de carte").exists()


@pytest.mark.parametrize("decision", ["traitee", "ignoree"])
def test_a_classed_search_leaves_the_lists(admin_client, admin_user, searched, decision):
    data = {"requete": "recette de carte", "decision": decision, "jours": "90"}

    page = admin_client.post(CLASSER, data, follow=True)

    assert page.redirect_chain == [(f"{LISTE}?jours=90", 302)]
    assert "Rien sur cette période." in page.text
    assert RechercheClassee.objects.get().par == admin_user


def test_a_forged_decision_changes_nothing(admin_client, searched):
    page = admin_client.post(CLASSER, {"requete": "carte", "decision": "?"}, follow=True).text

    assert "n’a pas pu être classée" in page
    assert not RechercheClassee.objects.exists()


def test_who_may_only_read_is_offered_no_act(client, searched):
    reader = factories.make_user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_recherchenotee"))
    client.force_login(reader)

    page = client.get(LISTE).text

    assert "recette de carte" in page
    assert "<form" not in page.partition('id="content"')[2]
    assert client.post(CLASSER, {"requete": "x", "decision": "traitee"}).status_code == 403
    assert client.post(FORMULER, {"requete": "x", "entree": "mfa"}).status_code == 403


def test_what_was_classed_can_be_brought_back(admin_client, admin_user, searched):
    admin_client.post(CLASSER, {"requete": "recette de carte", "decision": "ignoree"})
    row = RechercheClassee.objects.get()

    admin_client.post(reverse("admin:faq_rechercheclassee_delete", args=[row.pk]), {"post": "yes"})

    assert "recette de carte" in admin_client.get(LISTE).text


def test_classed_searches_are_reached_from_the_searches_alone(admin_client):
    liste = reverse("admin:faq_rechercheclassee_changelist")

    assert liste not in admin_client.get(reverse("admin:index")).text
    assert liste in admin_client.get(reverse("admin:faq_recherchenotee_changelist")).text
    assert admin_client.get(liste).status_code == 200
