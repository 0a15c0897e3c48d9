"""Conflicts in the admin: the list, the candidature, the grappe; settled in a sentence."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from grappes.models import Arbitrage
from grappes.services.regroupement import conflits, places
from tests import factories
from tests.grappes.views.clients import navigateur

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:grappes_arbitrage_changelist")
PHRASE = "qui ne veut pas travailler avec lui"


@pytest.fixture
def paire(campagne):
    """One wishes the other, who refuses: told to staff on the page of each."""
    une, autre = (factories.make_eligible(campagne=campagne) for _ in range(2))
    une.partenaires.add(autre.organisme)
    autre.refus.add(une.organisme)
    return une, autre


def regler(client, motif, empreinte=None):
    empreinte = empreinte or conflits.a_regler()[0].empreinte
    adresse = reverse("admin:grappes_arbitrage_regler", args=[empreinte])
    return client.post(adresse, {"motif": motif}, follow=True).content.decode()


def test_list_candidature_and_grappe_tell_the_conflict(paire, admin_page):
    une, autre = paire
    grappe = factories.make_grappe(campagne=une.campagne, membres=1)
    places.ajouter(grappe, une)
    pages = [
        LISTE,
        f"{LISTE}?candidature={autre.pk}",
        f"{LISTE}?grappe={grappe.pk}",
        reverse("admin:grappes_candidature_change", args=[une.pk]),
        reverse("admin:grappes_candidature_change", args=[autre.pk]),
        reverse("admin:grappes_grappe_change", args=[grappe.pk]),
    ]
    assert [PHRASE in admin_page.get(page).content.decode() for page in pages] == [True] * 6


def test_list_of_another_candidature_does_not(paire, admin_page):
    tiers = factories.make_eligible()
    for filtre in (f"candidature={tiers.pk}", "candidature=abc", f"grappe={'9' * 30}"):
        assert PHRASE not in admin_page.get(f"{LISTE}?{filtre}").content.decode()


def test_settling_needs_a_sentence_and_keeps_what_was_typed(paire, admin_page):
    assert "Indiquez ce qui est décidé." in regler(admin_page, "")
    long = "x" * 2001
    assert long in regler(admin_page, long)
    assert Arbitrage.objects.count() == 0


def test_settled_conflict_leaves_the_pile_and_stays_in_the_list(paire, admin_page, staff):
    page = regler(admin_page, "Vu au téléphone avec les deux")
    assert "Vu au téléphone avec les deux" in page
    assert "0 conflit à régler" in page
    assert Arbitrage.objects.get().par == staff


def test_unknown_conflict_is_told_gone(paire, admin_page):
    assert "n’existe plus" in regler(admin_page, "Vu", "f" * 64)


def test_reader_without_the_right_neither_sees_nor_settles(paire, client):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(*Permission.objects.filter(codename="view_candidature"))
    client.force_login(lectrice)
    dossier = reverse("admin:grappes_candidature_change", args=[paire[0].pk])
    assert PHRASE not in client.get(dossier).content.decode()
    assert client.get(LISTE).status_code == 403
    adresse = reverse("admin:grappes_arbitrage_regler", args=["f" * 64])
    assert client.post(adresse, {"motif": "Moi"}).status_code == 403


def test_candidate_reads_nothing_of_it(paire):
    for candidature in paire:
        page = navigateur(candidature).get(reverse("candidature_suivi")).content.decode()
        autre = paire[0] if candidature == paire[1] else paire[1]
        assert PHRASE not in page
        assert str(autre.organisme) not in page
