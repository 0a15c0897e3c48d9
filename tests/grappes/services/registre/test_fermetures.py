"""Closing what is gone, where the files could have told; reopening what returns."""

import datetime

import pytest

from grappes.finess.numero import cle
from grappes.models import Etablissement, OrganismeGestionnaire
from grappes.services.registre.chargement import importer
from grappes.services.registre.referentiels import charger_referentiels
from tests.extraits import ecrire, entite, structure

JOUR = datetime.date(2026, 5, 12)


@pytest.fixture(autouse=True)
def referentiels(db):
    charger_referentiels()


def numero(rang, departement="59"):
    debut = f"{departement}9{rang:05}"
    return debut + cle(debut)


def etablissements(nombre, departement="59", depuis=1):
    return [
        structure(finess=numero(rang, departement), departement=departement)
        for rang in range(depuis, depuis + nombre)
    ]


def fermes(modele=Etablissement):
    return list(modele.objects.exclude(ferme_le=None).order_by("pk"))


def test_what_is_gone_is_closed_on_the_day_of_the_extract(tmp_path):
    importer([ecrire(tmp_path, *etablissements(3))])

    compte_rendu = importer([ecrire(tmp_path, *etablissements(2))])

    assert [(e.finess_geographique, e.ferme_le) for e in fermes()] == [(numero(3), JOUR)]
    assert compte_rendu.etablissements.fermes == 1


def test_what_returns_is_reopened(tmp_path):
    importer([ecrire(tmp_path, *etablissements(3))])
    importer([ecrire(tmp_path, *etablissements(2))])

    compte_rendu = importer([ecrire(tmp_path, *etablissements(3))])

    assert fermes() == []
    assert compte_rendu.etablissements.rouverts == 1
    assert compte_rendu.etablissements.modifies == 0


def test_a_regional_file_closes_nothing_elsewhere(tmp_path):
    importer([ecrire(tmp_path, *etablissements(2), *etablissements(2, "2A"))])
    importer([ecrire(tmp_path, *etablissements(1))])
    assert [e.finess_geographique for e in fermes()] == [numero(2)]


def test_files_given_together_cover_together(tmp_path):
    importer([ecrire(tmp_path, *etablissements(2))])
    importer(
        [
            ecrire(tmp_path, *etablissements(1), nom="a.csv"),
            ecrire(tmp_path, *etablissements(1, depuis=2), nom="b.csv"),
        ]
    )
    assert fermes() == []


def test_an_establishment_that_moved_to_another_département_stays_open(tmp_path):
    importer([ecrire(tmp_path, *etablissements(2))])
    importer([ecrire(tmp_path, *etablissements(1), structure(finess=numero(2), departement="62"))])
    assert fermes() == []
    assert Etablissement.objects.get(finess_geographique=numero(2)).departement_id == "62"


def test_a_file_that_shows_a_sliver_of_a_département_does_not_cover_it(tmp_path):
    importer([ecrire(tmp_path, *etablissements(50))])

    compte_rendu = importer([ecrire(tmp_path, *etablissements(10))])

    assert fermes() == []
    assert compte_rendu.avis == [
        "Département 59 : les fichiers n’ont que 10 établissements sur 50 ; "
        "ils ne le couvrent donc pas, et rien n’y est fermé."
    ]


def test_establishments_files_never_close_organismes(tmp_path):
    importer([ecrire(tmp_path, entite()), ecrire(tmp_path, *etablissements(1), nom="et")])
    importer([ecrire(tmp_path, structure(finess=numero(1), juridique=numero(77)))])
    assert fermes(OrganismeGestionnaire) == []


def test_a_legal_entity_that_is_gone_is_closed_unless_an_establishment_cites_it(tmp_path):
    importer([ecrire(tmp_path, entite(), entite(numero(50)), entite(numero(51)))])

    importer(
        [
            ecrire(tmp_path, entite(), nom="ej.csv"),
            ecrire(tmp_path, structure(juridique=numero(50)), nom="et.csv"),
        ]
    )

    assert [o.finess_juridique for o in fermes(OrganismeGestionnaire)] == [numero(51)]


def test_a_closed_organisme_that_returns_is_reopened(tmp_path):
    importer([ecrire(tmp_path, entite(), entite(numero(50)))])
    importer([ecrire(tmp_path, entite())])

    compte_rendu = importer([ecrire(tmp_path, entite(), entite(numero(50)))])

    assert fermes(OrganismeGestionnaire) == []
    assert compte_rendu.organismes.rouverts == 1


def test_nothing_is_ever_deleted(tmp_path):
    importer([ecrire(tmp_path, *etablissements(3))])
    importer([ecrire(tmp_path, *etablissements(1))])
    assert Etablissement.objects.count() == 3
