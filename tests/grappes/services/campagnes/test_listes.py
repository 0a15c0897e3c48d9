"""Official lists: what an import reports, what it makes of the verdicts, how it is withdrawn."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grappes.erreurs import ErreurMetier
from grappes.finess.extrait import ExtraitRefuse
from grappes.models import Dui, LigneListe, ListeOfficielle, OrganismeGestionnaire
from grappes.services.campagnes import listes
from grappes.services.dossiers import examen
from tests import factories
from tests.grappes import affluence
from tests.listes import csv_finances, csv_sons, numero

pytestmark = pytest.mark.django_db

Genre = ListeOfficielle.Genre


def preparer(contenu, staff, genre=Genre.FINANCES, **champs):
    champs = {
        "nom": "Lauréats 2023", "source": "ARS", "date": datetime.date(2026, 3, 12),
        "fichier": "liste.csv", "genre": genre,
    } | champs  # fmt: skip
    return listes.preparer(ListeOfficielle(**champs), contenu, par=staff)


def importer(contenu, staff, genre=Genre.FINANCES, **champs):
    liste = preparer(contenu, staff, genre, **champs)
    listes.confirmer(liste)
    return ListeOfficielle.objects.get(pk=liste.pk)


@pytest.fixture
def ligne(campagne):
    return factories.make_candidature(campagne=campagne).lignes.first()


def jugement(ligne):
    ligne.refresh_from_db()
    return ligne.verdict, ligne.verdict_regle, ligne.verdict_source


def test_report_says_what_becomes_of_each_line(ligne, staff):
    organisme = OrganismeGestionnaire.objects.first().finess_juridique
    absent = numero("97100001")
    importer(csv_finances(ligne.finess), staff)
    autre = factories.make_etablissement(ligne.candidature.organisme).finess_geographique
    contenu = csv_finances(ligne.finess, autre, absent, organisme) + b"\nTOTAL"

    liste = preparer(contenu, staff, nom="Deuxième")

    assert [(lue.ligne, lue.finess, lue.etat, lue.avis) for lue in liste.lignes.all()] == [
        (2, ligne.finess, "deja_connue", "Déjà dans « Lauréats 2023 »"),
        (3, autre, "importee", ""),
        (4, absent, "inconnue", ""),
        (5, "", "ignoree", f"{organisme} est le FINESS juridique d’un organisme, pas d’un ESMS"),
        (6, "", "ignoree", "Pas de numéro FINESS (« TOTAL »)"),
    ]
    assert ("ignoree", "Ignorée", 2) in listes.bilan(liste)


def test_broken_file_changes_nothing(ligne, staff):
    with pytest.raises(ExtraitRefuse, match="ligne 3"):
        preparer(csv_finances(ligne.finess, "123456789"), staff)
    assert not ListeOfficielle.objects.exists()


def test_list_counts_only_once_confirmed_and_until_withdrawn(ligne, staff):
    avant = jugement(ligne)
    liste = preparer(csv_finances(ligne.finess), staff)
    assert jugement(ligne) == avant

    assert listes.confirmer(liste) == 1
    assert jugement(ligne) == (
        "exclu",
        "Déjà financé par ESMS Numérique en 2023",
        "Liste « Lauréats 2023 (ARS, 12/03/2026) »",
    )

    assert listes.retirer(liste, par=staff, motif="Version erronée") == 1
    assert jugement(ligne) == avant


def test_reglement_that_excludes_no_past_funding_keeps_its_esms(ligne, staff):
    ligne.candidature.campagne.reglements.update(exclut_financement_anterieur=False)
    importer(csv_finances(ligne.finess), staff)
    assert jugement(ligne)[0] == "eligible"


def test_decision_of_staff_outlives_a_list(ligne, staff):
    examen.decider(ligne, "eligible", par=staff, motif="Financement rendu.")
    importer(csv_finances(ligne.finess), staff)
    assert jugement(ligne)[0] == "eligible"


def test_new_candidature_is_judged_by_the_lists(campagne, staff):
    organisme = factories.make_organisme(etablissements=1)
    finess = organisme.etablissements.get().finess_geographique
    importer(csv_finances(finess), staff)
    candidature = factories.make_candidature(campagne=campagne, organisme=organisme)
    assert jugement(candidature.lignes.get())[0] == "exclu"


@pytest.mark.parametrize(
    ("projet", "commande", "verdict", "regle"),
    [
        ("mise_en_conformite", "Logiciel A", "eligible", "Catégorie éligible"),
        ("mise_en_conformite", "LOGICIEL a", "eligible", "Catégorie éligible"),
        ("mise_en_conformite", "Livia", "exclu", "Commande SONS pour un autre logiciel, Livia"),
        ("mise_en_conformite", "Inconnu", "douteux", "Commande SONS pour Inconnu, à comparer"),
        ("acquisition", "Logiciel A", "exclu", "l’acquisition d’un autre logiciel est exclue"),
        ("a_definir", "Livia", "douteux", "Commande SONS pour Livia, à comparer"),
    ],
)
def test_order_excludes_another_software(ligne, staff, projet, commande, verdict, regle):
    Dui.objects.create(nom="Livia")
    ligne.candidature.lignes.update(type_projet=projet)
    importer(csv_sons((ligne.finess, commande, 1)), staff, Genre.SONS, nom="SONS vague 1")
    obtenu = jugement(ligne)
    assert obtenu[0] == verdict
    assert regle in obtenu[1]


def test_order_of_the_list_settles_what_was_declared(ligne, staff):
    ligne.candidature.lignes.update(
        type_projet="mise_en_conformite", commande_sons="vague_1",
        sons_dui=factories.make_dui("Autre"),
    )  # fmt: skip
    importer(csv_sons((ligne.finess, "Logiciel A", 1)), staff, Genre.SONS)
    assert jugement(ligne)[0] == "eligible"
    assert LigneListe.objects.get().vague == "vague_1"


def test_software_is_recognised_by_its_only_editor(ligne, staff):
    Dui.objects.create(nom="Imago DU", editeur="Evolucare")
    contenu = f"FINESS;Éditeur\n{ligne.finess};EVOLUCARE".encode()
    importer(contenu, staff, Genre.SONS)
    assert LigneListe.objects.get().dui.nom == "Imago DU"


def test_second_click_is_told(ligne, staff):
    liste = importer(csv_finances(ligne.finess), staff)
    with pytest.raises(ErreurMetier, match="déjà été confirmée"):
        listes.confirmer(liste)
    with pytest.raises(ErreurMetier, match="retirez-la plutôt"):
        listes.abandonner(liste)
    listes.retirer(liste, par=staff, motif="Erreur")
    with pytest.raises(ErreurMetier, match="Claire Martin l’a retirée"):
        listes.retirer(liste, par=staff, motif="Erreur")


def test_list_that_was_never_confirmed_is_forgotten(ligne, staff):
    listes.abandonner(preparer(csv_finances(ligne.finess), staff))
    assert not LigneListe.objects.exists()


def test_confirming_judges_12000_lines_in_few_statements(campagne, staff):
    affluence.remplir(campagne)
    finess = [f"{i:09d}" for i in range(0, 12_000, 3)]
    liste = ListeOfficielle.objects.create(
        genre=Genre.FINANCES, nom="Lauréats", source="ARS", date=datetime.date(2026, 3, 12),
        fichier="l.csv", importee_par=staff,
    )  # fmt: skip
    LigneListe.objects.bulk_create(
        LigneListe(liste=liste, ligne=i, finess=f, etat="importee", annee=2022)
        for i, f in enumerate(finess, 2)
    )
    with CaptureQueriesContext(connection) as requetes:
        listes.confirmer(liste)
    assert len(requetes) <= 45
    assert campagne.candidatures.filter(lignes__verdict_source__startswith="Liste").exists()
