"""Finding an organisme from what its director types."""

import datetime

import pytest

from grappes.finess.repli import replier
from grappes.services.registre.recherche import rechercher
from tests import factories


def organisme(nom, commune="Lille", etablissements=(), **champs):
    og = factories.make_organisme(
        etablissements=0,
        raison_sociale=nom,
        commune=commune,
        recherche=replier(f"{nom} {commune}"),
        **champs,
    )
    for nom_esms, commune_esms in etablissements:
        factories.make_etablissement(
            og,
            raison_sociale=nom_esms,
            commune=commune_esms,
            recherche=replier(f"{nom_esms} {commune_esms}"),
        )
    return og


def noms(saisie, **options):
    return [trouve.organisme.raison_sociale for trouve in rechercher(saisie, **options)]


@pytest.fixture
def voiles(db):
    return organisme(
        "Fondation Les Voiles",
        "Saint-Étienne",
        [("EHPAD Éclaircie", "Saint-Omer"), ("IME La Cordée", "Arras")],
        siren="999000011",
        finess_juridique="599000023",
    )


def test_a_finess_of_an_organisme_finds_it(voiles):
    (trouve,) = rechercher("599 000 023")
    assert (trouve.organisme, trouve.esms_ouverts) == (voiles, 2)
    assert trouve.etablissements_trouves == ()


def test_a_finess_of_an_establishment_climbs_to_its_organisme(voiles):
    esms = voiles.etablissements.first()
    (trouve,) = rechercher(esms.finess_geographique)
    assert (trouve.organisme, trouve.etablissements_trouves) == (voiles, (esms,))


def test_a_finess_that_lost_its_zero_finds_all_the_same(voiles):
    factories.make_organisme(finess_juridique="010780054", raison_sociale="Du Bugey")
    assert noms("10780054") == ["Du Bugey"]


@pytest.mark.parametrize("saisie", ["999000011", "999 000 011 00018"])
def test_a_siren_or_a_siret_finds_the_organisme(voiles, saisie):
    assert noms(saisie) == ["Fondation Les Voiles"]


@pytest.mark.parametrize(
    "saisie", ["les voiles", "VOILES FONDATION", "voil fond", "st etienne", "Saint-Étienne voiles"]
)
def test_name_and_town_are_found_in_any_order_accents_and_case_apart(voiles, saisie):
    assert noms(saisie) == ["Fondation Les Voiles"]


def test_an_establishment_s_name_and_town_find_its_organisme_and_are_shown(voiles):
    (trouve,) = rechercher("eclaircie st-omer")
    assert [e.raison_sociale for e in trouve.etablissements_trouves] == ["EHPAD Éclaircie"]
    assert trouve.esms_ouverts == 2


def test_words_may_be_shared_between_the_organisme_and_its_establishment(voiles):
    assert noms("voiles arras") == ["Fondation Les Voiles"]


@pytest.mark.parametrize("saisie", ["", "   ", "?!", "toile", "599000015", "eclaircie arras"])
def test_what_is_nowhere_finds_nothing(voiles, saisie):
    assert rechercher(saisie) == []


def test_only_the_start_of_a_word_counts(db):
    organisme("Association maritime")
    assert noms("ime") == []


def test_jokers_are_letters_like_others(voiles):
    assert noms("%") == noms("_") == []


def test_what_starts_as_typed_comes_first_then_what_holds_the_words_then_by_name(db):
    for nom in ("Les Amis du Phare", "Zénith Phare", "Phare du Nord"):
        organisme(nom, etablissements=[("EHPAD Un", "Douai")])
    organisme("Autre", etablissements=[("EHPAD du Phare", "Douai")])
    assert noms("phare") == ["Phare du Nord", "Les Amis du Phare", "Zénith Phare", "Autre"]


def test_organismes_without_an_open_esms_come_after_the_others(db):
    organisme("Pharmacie du Phare")
    organisme("Résidence du Phare", etablissements=[("EHPAD Un", "Douai")])
    assert noms("phare") == ["Résidence du Phare", "Pharmacie du Phare"]


def test_closed_ones_are_found_by_number_only(voiles):
    fermeture = datetime.date(2026, 1, 1)
    voiles.etablissements.update(ferme_le=fermeture)
    voiles.ferme_le = fermeture
    voiles.save()

    assert noms("voiles") == noms("eclaircie") == []
    assert [t.esms_ouverts for t in rechercher("599000023")] == [0]


def test_only_esms_are_counted(voiles):
    hopital = factories.make_categorie("355", l312_1=False)
    factories.make_etablissement(voiles, categorie=hopital)
    assert [t.esms_ouverts for t in rechercher("voiles")] == [2]


def test_at_most_twenty_come_back(db):
    for rang in range(25):
        organisme(f"Phare {rang:02}")
    assert noms("phare") == [f"Phare {rang:02}" for rang in range(20)]
    assert noms("phare", limite=2) == ["Phare 00", "Phare 01"]


@pytest.mark.parametrize("nombre", [1, 10])
def test_the_number_of_queries_does_not_grow(db, nombre, django_assert_max_num_queries):
    for rang in range(nombre):
        organisme(f"Phare {rang}", etablissements=[(f"EHPAD {rang}", "Douai")])
    with django_assert_max_num_queries(4):
        rechercher("phare")
    with django_assert_max_num_queries(4):
        rechercher("ehpad douai")
