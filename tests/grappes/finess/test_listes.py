"""Official lists read: headings, encodings, what spreadsheets do to numbers, broken files."""

import datetime
import io
import warnings
import zipfile

import openpyxl
import pytest

from grappes.finess.extrait import ExtraitRefuse
from grappes.finess.listes import lire_liste
from grappes.finess.tableur import OCTETS_DECOMPRESSES_MAX, OCTETS_MAX
from tests.listes import classeur, numero

NORD, AIN, CORSE = numero("59000001"), numero("01078005"), numero("2A000001")


def lire(texte, encodage="utf-8"):
    return lire_liste("liste.csv", texte.encode(encodage))


def refus(contenu, fichier="liste.csv"):
    with pytest.raises(ExtraitRefuse) as leve:
        lire_liste(fichier, contenu if isinstance(contenu, bytes) else contenu.encode())
    return str(leve.value)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_any_encoding_and_separator_is_read(encodage, separateur):
    lignes = [["N° FINESS géographique", "Établissement", "Année"], [NORD, "EHPAD Été", "2022"]]
    (lue,) = lire("\n".join(separateur.join(ligne) for ligne in lignes), encodage)
    assert (lue.ligne, lue.finess, lue.nom, lue.annee) == (2, NORD, "EHPAD Été", 2022)


@pytest.mark.parametrize(
    "titre",
    ["FINESS", "N° FINESS", "FINESS ET", "nofinesset", "Finess géographique", "N° finess ESMS",
     "FINESS géographique de l’entité", "Numéro FINESS établissement"],
)  # fmt: skip
def test_number_is_found_under_each_of_its_headings(titre):
    (lue,) = lire(f"FINESS juridique;{titre}\n{AIN};{NORD}")
    assert lue.finess == NORD


def test_titles_above_the_headings_are_passed_over():
    lues = lire(f"Liste des ESMS (FINESS) financés\n\n;;\nFINESS EJ;FINESS ET;AAP\n;{NORD};T2 2021")
    assert [(lue.ligne, lue.finess, lue.annee) for lue in lues] == [(5, NORD, 2021)]


def test_orders_carry_their_software_wave_and_date():
    (lue,) = lire(
        "FINESS;Logiciel;Éditeur;Vague SONS;Date de commande\n"
        f"{CORSE};Livia;Teranga;Vague 2;05/04/2023"
    )
    assert (lue.logiciel, lue.editeur, lue.vague) == ("Livia", "Teranga", "2")
    assert lue.date == datetime.date(2023, 4, 5)


def test_workbook_is_read_with_its_numbers_and_dates():
    entete = ("FINESS géographique", "Solution", "Date")
    jour = datetime.datetime(2023, 5, 1)  # noqa: DTZ001 - as a spreadsheet keeps it
    (lue,) = lire_liste("sons.xlsx", classeur(("Commandes",), entete, (int(AIN), "Airmes", jour)))
    assert (lue.ligne, lue.finess, lue.logiciel) == (3, AIN, "Airmes")
    assert lue.date == datetime.date(2023, 5, 1)
    assert "zéro initial" in lue.avis


def test_sheet_that_holds_the_list_is_found():
    fichier = openpyxl.Workbook()
    fichier.active.append(["Notice"])
    fichier.create_sheet("Liste").append(["FINESS ET", "Année"])
    fichier["Liste"].append([NORD, 2024])
    contenu = io.BytesIO()
    fichier.save(contenu)
    (lue,) = lire_liste("liste.xlsx", contenu.getvalue())
    assert (lue.finess, lue.annee) == (NORD, 2024)


def test_reading_a_workbook_warns_of_nothing():
    with warnings.catch_warnings(record=True) as avertissements:
        lire_liste("liste.xlsx", classeur(("FINESS",), (NORD,)))
    assert avertissements == []


def test_lost_zero_and_whole_scientific_number_are_mended():
    entiere = f"{NORD[0]},{NORD[1:]}E+08"
    lues = lire(f"FINESS;Nom\n{AIN.lstrip('0')};a\n{entiere};b\n'{CORSE};c")
    assert [lue.finess for lue in lues] == [AIN, NORD, CORSE]
    assert [bool(lue.avis) for lue in lues] == [True, True, False]


def test_totals_notes_and_repeated_lines_are_ignored_with_their_reason():
    lues = lire(f"FINESS;Année\n{NORD};2022\nTOTAL : 1;\n;2023\n{NORD};2022\n{NORD};2023")
    assert [(lue.ligne, lue.finess) for lue in lues] == [
        (2, NORD), (3, ""), (4, ""), (5, ""), (6, NORD)
    ]  # fmt: skip
    assert [lue.avis for lue in lues[1:4]] == [
        "Pas de numéro FINESS (« TOTAL : 1 »)",
        "Pas de numéro FINESS",
        f"{NORD} figure déjà ligne 2",
    ]


def test_sheet_of_a_million_empty_rows_is_left_where_it_ends():
    fichier = openpyxl.Workbook()
    fichier.active.append(["FINESS"])
    fichier.active.append([NORD])
    fichier.active.cell(row=20_000, column=1, value="Perdu au bas de la feuille")
    contenu = io.BytesIO()
    fichier.save(contenu)
    assert [lue.finess for lue in lire_liste("liste.xlsx", contenu.getvalue())] == [NORD]


def test_faults_refuse_the_whole_file_with_their_lines():
    faux = NORD[:-1] + str((int(NORD[-1]) + 1) % 10)
    texte = refus(f"FINESS;Année\n{faux};2022\n{AIN};2022\n7,5E+08;2022")
    assert texte.splitlines()[1:] == [
        f"ligne 2 : « {faux} » n’est pas un numéro FINESS : vérifiez-le dans l’original.",
        "ligne 4 : « 7,5E+08 » est un numéro FINESS abîmé par un tableur : mettez la colonne au "
        "format texte et recopiez les numéros depuis l’original.",
    ]


def test_only_the_first_faults_are_cited():
    lignes = refus("FINESS\n" + "123456789\n" * 30).splitlines()
    assert (len(lignes), lignes[-1]) == (22, "… et 10 autres")


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "Le fichier est vide."),
        (b"%PDF-1.7", "C’est un PDF"),
        (b"\xd0\xcf\x11\xe0rest", "ancien format, ou protégé par un mot de passe"),
        (b"<html></html>", "C’est une page"),
        (b"PK\x03\x04broken", "Ce classeur est abîmé"),
        (b"\x00\x01\x02", "ni un fichier CSV ni un classeur"),
        (b"Nom;Ville\nEHPAD;Lille", "Aucune colonne « FINESS géographique »"),
        (f"FINESS juridique\n{NORD}".encode(), "celle des organismes"),
        (b"FINESS ET;Nom\n", "La liste ne contient aucun établissement."),
        (b'FINESS ET;Nom\n"590', "un guillemet est mal placé"),
    ],
)
def test_what_is_no_list_gets_a_sentence(contenu, phrase):
    assert phrase in refus(contenu)


def test_too_large_a_file_is_not_read():
    assert "dépasse 10 Mo" in refus(b"FINESS\n" + b"1" * OCTETS_MAX)


def test_archive_that_would_swell_is_not_opened():
    contenu = io.BytesIO()
    with zipfile.ZipFile(contenu, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as membre:
            for _ in range(OCTETS_DECOMPRESSES_MAX // 1_000_000 + 1):
                membre.write(b" " * 1_000_000)
    assert "démesuré" in refus(contenu.getvalue(), "bombe.xlsx")


def test_entities_of_a_workbook_are_refused():
    piege = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    contenu = io.BytesIO()
    with zipfile.ZipFile(contenu, "w") as archive:
        archive.writestr("xl/workbook.xml", piege)
        archive.writestr("[Content_Types].xml", piege)
    assert openpyxl.DEFUSEDXML
    assert "abîmé" in refus(contenu.getvalue(), "piege.xlsx")


def test_archive_of_another_kind_is_named():
    contenu = io.BytesIO()
    with zipfile.ZipFile(contenu, "w") as archive:
        archive.writestr("content.xml", b"<office/>")
    assert "n’est pas un classeur XLSX" in refus(contenu.getvalue(), "liste.ods")
