import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faq.models import Question
from faq.services.chargement import charger
from grappes.forms.depot import FORMULAIRES
from grappes.forms.depot_lignes import LigneForm
from grappes.forms.depot_organisme import OrganismeInconnuForm
from grappes.models import Campagne, Candidature, StatutCandidature
from grappes.regles.completude import Etape
from grappes.services import reponses
from tests import factories

pytestmark = pytest.mark.django_db
CHAMPS = {
    Etape.ORGANISME: OrganismeInconnuForm.base_fields,
    Etape.ETABLISSEMENTS: LigneForm.base_fields,
    **{etape: form.base_fields for etape, form in FORMULAIRES.items()},
}


def test_every_field_with_an_answer_exists_and_its_answer_ships():
    charger()
    livres = set(Question.objects.publiees().values_list("slug", flat=True))

    for etape, par_champ in reponses.AU_CHAMP.items():
        assert set(par_champ) - set(CHAMPS[etape]) == set(), etape
        assert set(par_champ.values()) - livres == set(), etape


def test_every_status_has_answers_that_ship():
    charger()
    livres = set(Question.objects.publiees().values_list("slug", flat=True))

    assert set(reponses.AU_STATUT) == set(StatutCandidature.values)
    for statut, slugs in reponses.AU_STATUT.items():
        assert slugs, statut
        assert set(slugs) - livres == set(), statut


@pytest.mark.parametrize("statut", ["recue", "en_examen", "au_vivier"])
def test_who_waits_reads_when_news_will_come_and_what_comes_next(campagne, statut):
    charger()

    lus = [
        bloc.question.slug
        for bloc in reponses.au_statut(Candidature(statut=statut, campagne=campagne))
    ]

    assert lus[:2] == ["delai-recontact", "prochaines-etapes-grappe"]


def test_an_archived_answer_leaves_its_place(campagne):
    charger()
    Question.objects.filter(slug="role-du-porteur").update(etat="archivee")

    assert "portage" not in reponses.au_champ("projet", campagne)


def test_the_answers_of_a_page_are_read_together(campagne, django_assert_num_queries):
    charger()
    with CaptureQueriesContext(connection) as pour_une:
        reponses.au_champ("organisme", campagne)
    relue = Campagne.objects.get()

    with django_assert_num_queries(len(pour_une)):
        assert len(reponses.au_champ("etablissements", relue)) == 4
    with django_assert_num_queries(0):
        assert reponses.au_champ("besoins", campagne) == {}


@pytest.mark.parametrize("statut", sorted(set(StatutCandidature.values) - {"brouillon"}))
def test_nobody_who_has_deposited_is_told_to_deposit(campagne, statut):
    charger()

    lus = " ".join(
        bloc.html for bloc in reponses.au_statut(Candidature(statut=statut, campagne=campagne))
    )

    assert campagne.est_ouverte
    assert "déposez votre candidature" not in lus.lower()


def test_candidates_read_the_facts_of_their_own_campagne(campagne):
    charger()
    corse = factories.make_campagne(region=factories.make_region("94", "Corse"))
    corse.reglements.update(seuil_esms=8)
    recue = Candidature(statut="recue", campagne=corse)

    lus = " ".join(bloc.html for bloc in reponses.au_statut(recue))

    assert "au moins 8 établissements (ESMS)" in lus
    assert campagne.region.nom not in lus
