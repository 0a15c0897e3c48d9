from datetime import timedelta

import pytest
from django.utils import timezone

from faq.models import Question, RechercheClassee, RechercheNotee
from faq.recherche import chercher
from faq.services import journal, recherches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports", "mots_connus")]
TRAITEE, IGNOREE = RechercheClassee.Decision.TRAITEE, RechercheClassee.Decision.IGNOREE


def log(requete, days_ago=0, **counts):
    jour = timezone.localdate() - timedelta(days=days_ago)
    return RechercheNotee.objects.create(requete=requete, jour=jour, **counts)


def rows(critere, jours=30):
    (found,) = [p for p in recherches.palmares(jours) if p.critere == critere]
    return [(ligne.requete, getattr(ligne, critere)) for ligne in found.lignes]


def test_each_list_counts_the_days_of_its_period():
    log("carte", 0, nombre=2)
    log("carte", 29, nombre=3)
    log("carte", 30, nombre=50, sans_resultat=50)
    log("tarte", 364, nombre=9, sans_resultat=9)
    log("mfa", 1, nombre=4, inutiles=2)

    assert rows("nombre") == [("carte", 5), ("mfa", 4)]
    assert rows("nombre", 90) == [("carte", 55), ("mfa", 4)]
    assert rows("sans_resultat", 365) == [("carte", 50), ("tarte", 9)]
    assert rows("inutiles") == [("mfa", 2)]


def test_a_row_offers_the_nearest_questions_even_without_result(faq_chargee):
    log("recette de carte", nombre=1, sans_resultat=1)

    (row,) = recherches.palmares(30)[0].lignes

    assert "support-cartes" in {match.document.key for match in row.proches}


def test_a_handled_search_comes_back_when_it_is_made_again_later(admin_user):
    log("carte", 3, nombre=2)
    recherches.classer("carte", TRAITEE, par=admin_user)
    assert rows("nombre") == []

    RechercheClassee.objects.update(jour=timezone.localdate() - timedelta(days=2))
    journal.noter("carte", trouvee=True)

    assert rows("nombre") == [("carte", 1)]


def test_an_ignored_search_never_comes_back(admin_user):
    recherches.classer("tarte", IGNOREE, par=admin_user)
    RechercheClassee.objects.update(jour=timezone.localdate() - timedelta(days=2))

    journal.noter("tarte", trouvee=False)

    assert rows("sans_resultat") == []


def test_a_search_becomes_a_wording_and_is_answered(faq_chargee, admin_user):
    question = Question.objects.get(slug="support-cartes")
    requete = "zigouigoui en panne"
    assert chercher(requete) == []

    assert recherches.ajouter_formulation(question, requete, par=admin_user) is True

    question.refresh_from_db()
    assert question.formulations_liste[-1] == requete
    assert chercher(requete)[0].document.key == "support-cartes"
    assert RechercheClassee.objects.get().decision == TRAITEE


@pytest.mark.parametrize("requete", ["Lecteur casse", "que dire de lecteurs ?"])
def test_a_wording_that_is_known_is_not_added_twice(make_question, admin_user, requete):
    question = make_question(formulations="lecteur cassé")

    assert recherches.ajouter_formulation(question, requete, par=admin_user) is False

    question.refresh_from_db()
    assert question.formulations == "lecteur cassé"


def test_the_lists_cost_a_fixed_number_of_queries(faq_chargee, django_assert_num_queries):
    for number in range(40):
        log(f"carte {number}", nombre=1, sans_resultat=1, inutiles=1)
    recherches.palmares(30)

    # Three lists, each with the two stamps of the index.
    with django_assert_num_queries(9):
        recherches.palmares(30)
