"""Loading the register: new, changed, unchanged, refused."""

import pytest

from grappes.finess.extrait import ExtraitRefuse
from grappes.models import Categorie, Departement, Etablissement, OrganismeGestionnaire
from grappes.services.registre.chargement import Bilan, importer
from grappes.services.registre.referentiels import charger_referentiels
from tests.extraits import ecrire, entite, position, structure

OG, ET = "599000023", "599000015"


@pytest.fixture(autouse=True)
def referentiels(db):
    charger_referentiels()


def test_establishments_and_legal_entities_become_rows(tmp_path):
    ej = ecrire(tmp_path, entite(), nom="ej.csv")
    et = ecrire(tmp_path, structure(ville="59000 LILLE CEDEX"), position(), nom="et.csv")

    compte_rendu = importer([ej, et])

    esms = Etablissement.objects.get()
    assert (esms.finess_geographique, esms.organisme.finess_juridique) == (ET, OG)
    assert (esms.departement_id, esms.categorie_id, esms.commune) == ("59", "500", "LILLE")
    assert (round(esms.latitude, 3), round(esms.longitude, 3)) == (50.628, 3.056)
    assert esms.recherche == "ehpad les voiles lille"
    assert esms.organisme.raison_sociale == "ASSOCIATION LES VOILES"
    assert esms.organisme.siren == "999000011"
    assert compte_rendu.etablissements == Bilan(lus=1, nouveaux=1)
    assert compte_rendu.organismes == Bilan(lus=1, nouveaux=1)
    assert compte_rendu.positions == 1
    assert compte_rendu.avis == []


def test_an_organisme_known_by_its_establishments_only_gets_its_name_later(tmp_path):
    importer([ecrire(tmp_path, structure())])
    assert str(OrganismeGestionnaire.objects.get()) == f"Organisme {OG}"

    compte_rendu = importer([ecrire(tmp_path, entite())])

    assert OrganismeGestionnaire.objects.get().raison_sociale == "ASSOCIATION LES VOILES"
    assert compte_rendu.organismes == Bilan(lus=1, modifies=1)


def test_the_same_file_again_changes_nothing(tmp_path):
    chemins = [ecrire(tmp_path, entite(), nom="ej"), ecrire(tmp_path, structure(), position())]
    importer(chemins)
    avant = list(Etablissement.objects.values()), list(OrganismeGestionnaire.objects.values())

    compte_rendu = importer(chemins)

    apres = list(Etablissement.objects.values()), list(OrganismeGestionnaire.objects.values())
    assert apres == avant
    assert compte_rendu.etablissements == Bilan(lus=1)
    assert compte_rendu.organismes == Bilan(lus=1)
    assert compte_rendu.positions == 0


def test_a_second_import_brings_up_to_date_and_keeps_the_row(tmp_path):
    importer([ecrire(tmp_path, structure(), position())])
    cle = Etablissement.objects.get().pk

    compte_rendu = importer([ecrire(tmp_path, structure(nom="EHPAD RENOMMÉ", categorie="202"))])

    esms = Etablissement.objects.get()
    assert (esms.pk, esms.raison_sociale, esms.categorie_id) == (cle, "EHPAD RENOMMÉ", "202")
    assert esms.recherche == "ehpad renomme lille"
    assert esms.latitude is not None
    assert compte_rendu.etablissements == Bilan(lus=1, modifies=1)


def test_a_damaged_siret_does_not_empty_the_one_that_is_known(tmp_path):
    importer([ecrire(tmp_path, structure(siret="26010004500012"))])
    importer([ecrire(tmp_path, structure(siret="2,601E+13"))])
    assert Etablissement.objects.get().siret == "26010004500012"


def test_a_broken_file_changes_nothing_even_after_a_good_one(tmp_path):
    importer([ecrire(tmp_path, structure())])
    bon = ecrire(tmp_path, structure(nom="EHPAD RENOMMÉ"), nom="bon.csv")
    casse = ecrire(tmp_path, structure(finess=OG), "structureet;coupée", nom="casse.csv")

    with pytest.raises(ExtraitRefuse):
        importer([bon, casse])

    assert [e.raison_sociale for e in Etablissement.objects.all()] == ["EHPAD LES VOILES"]


def test_unknown_territory_and_category_are_kept_and_said(tmp_path):
    chemin = ecrire(
        tmp_path,
        structure(
            departement="9Z", libelle="ATLANTIDE", categorie="999", libelle_categorie="Nouveauté"
        ),
    )
    compte_rendu = importer([chemin])

    esms = Etablissement.objects.get()
    assert (esms.departement.nom, esms.departement.region) == ("ATLANTIDE", None)
    assert (esms.categorie.libelle, esms.categorie.l312_1) == ("Nouveauté", None)
    assert compte_rendu.avis == [
        "Département inconnu, gardé sans région : 9Z ATLANTIDE.",
        "Catégorie inconnue, gardée hors de l’article L. 312-1 : 999 Nouveauté.",
    ]


@pytest.mark.parametrize("code", ["9A", "971"])
def test_guadeloupe_is_known_by_both_its_codes(tmp_path, code):
    importer([ecrire(tmp_path, structure(departement=code))])
    assert Etablissement.objects.get().departement_id == "971"
    assert Departement.objects.count() == 108


def test_what_a_candidate_declared_is_verified_by_the_register(tmp_path):
    OrganismeGestionnaire.objects.create(
        finess_juridique=OG, raison_sociale="Les Voiles", a_verifier=True
    )
    importer([ecrire(tmp_path, structure())])
    organisme = OrganismeGestionnaire.objects.get()
    assert (organisme.a_verifier, organisme.raison_sociale) == (False, "Les Voiles")


def test_an_import_leaves_staff_s_categories_alone(tmp_path):
    Categorie.objects.filter(code="500").update(l312_1=False, libelle="Le nôtre")
    importer([ecrire(tmp_path, structure())])
    assert Categorie.objects.get(code="500").libelle == "Le nôtre"


def test_progress_is_told_up_to_the_last_line(tmp_path):
    etapes = []
    importer([ecrire(tmp_path, structure(), position())], lambda *etape: etapes.append(etape))
    assert etapes == [(2, 3), (3, 3)]
