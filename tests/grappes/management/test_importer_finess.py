"""The register from the command line: what an administrator sees."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from grappes.models import Etablissement, Region
from tests.extraits import ecrire, entite, position, structure


def importer(*chemins, erreurs=None):
    sortie = StringIO()
    call_command("importer_finess", *map(str, chemins), stdout=sortie, stderr=erreurs or StringIO())
    return sortie.getvalue().splitlines()


@pytest.mark.django_db
def test_the_report_says_what_happened_in_french(tmp_path):
    ej = ecrire(tmp_path, entite(), nom="ej.csv")
    et = ecrire(tmp_path, structure(), position(), nom="et.csv")

    assert importer(ej, et) == [
        "Établissements : 1 lus, 1 nouveaux, 0 mis à jour, 0 rouverts, 0 fermés.",
        "Organismes : 1 lus, 1 nouveaux, 0 mis à jour, 0 rouverts, 0 fermés.",
        "Positions : 1 placées ou déplacées.",
    ]
    assert Region.objects.count() == 18


@pytest.mark.django_db
def test_mends_are_said(tmp_path):
    avis, *_ = importer(ecrire(tmp_path, structure(departement="1")))
    assert avis == (
        "extrait.csv – Zéro initial perdu par un tableur, rétabli (département) : "
        "1 fois, d’abord ligne 2."
    )


@pytest.mark.django_db
def test_a_broken_file_is_refused_with_its_lines_and_nothing_changes(tmp_path):
    with pytest.raises(CommandError) as refus:
        importer(ecrire(tmp_path, structure(), "inconnue;1"))
    assert str(refus.value).splitlines() == [
        "extrait.csv est refusé.",
        "ligne 3 : « inconnue » n’ouvre aucune ligne connue",
        "Rien n’a été modifié.",
    ]
    assert Etablissement.objects.count() == 0


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"absent\.csv est introuvable"):
        importer(tmp_path / "absent.csv")


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.mark.django_db
def test_a_person_sees_a_bar_and_a_log_does_not(tmp_path):
    chemin = ecrire(tmp_path, structure())
    terminal, journal = Terminal(), StringIO()

    importer(chemin, erreurs=terminal)
    importer(chemin, erreurs=journal)

    assert terminal.getvalue().endswith("100%\n")
    assert journal.getvalue() == ""
