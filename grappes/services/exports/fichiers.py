"""Write a table as CSV or XLSX, row after row, with no live formula (OWASP ASVS 1.2.10)."""

import csv
import datetime
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any

import xlsxwriter

from grappes.services.exports.tables import Table, Valeur

# What a spreadsheet takes for a formula, or skips to reach one.
AMORCES = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def inerte(valeur: Valeur) -> Valeur:
    """Put an apostrophe before a text that a spreadsheet could run."""
    if isinstance(valeur, str) and valeur.startswith(AMORCES):
        return f"'{valeur}"
    return valeur


def csv_de(table: Table, objets: Any) -> Iterator[bytes]:
    """Yield the file in pieces: semicolons and a BOM, as French spreadsheets open it."""
    yield b"\xef\xbb\xbf" + _ligne_csv(table.colonnes)
    for ligne in table.lignes(objets):
        yield _ligne_csv(tuple(inerte(valeur) for valeur in ligne))


def _ligne_csv(valeurs: tuple[Valeur, ...]) -> bytes:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";").writerow(valeurs)
    return tampon.getvalue().encode()


def xlsx_de(table: Table, objets: Any) -> IO[bytes]:
    """Return an open temporary file, at its beginning; whoever reads it closes it."""
    fichier = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that streams it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(fichier, options) as classeur:
        feuille = classeur.add_worksheet(table.nom)
        feuille.freeze_panes(1, 0)
        feuille.set_column(0, len(table.colonnes) - 1, 18)
        feuille.write_row(0, 0, table.colonnes, classeur.add_format({"bold": True}))
        for rang, ligne in enumerate(table.lignes(objets), start=1):
            for colonne, valeur in enumerate(ligne):
                _ecrire(feuille, rang, colonne, inerte(valeur))
    fichier.seek(0)
    return fichier


def _ecrire(feuille: Any, rang: int, colonne: int, valeur: Valeur) -> None:
    if isinstance(valeur, datetime.date):
        feuille.write_datetime(rang, colonne, valeur)
    elif isinstance(valeur, str):
        feuille.write_string(rang, colonne, valeur)
    elif valeur is not None:
        feuille.write_number(rang, colonne, valeur)
