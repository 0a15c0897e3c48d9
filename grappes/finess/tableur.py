"""The rows of a file that people made with a spreadsheet: CSV in any dress, or XLSX.

Cells come back as trimmed text: a whole number without its « .0 », a date as ISO 8601. Sizes are
bounded before anything is read: an XLSX is an archive, and a small one may hide gigabytes.
openpyxl reads its XML through defusedxml, as soon as that is installed.
"""

import csv
import datetime
import io
import warnings
import zipfile
from itertools import islice
from typing import Any

import openpyxl

from grappes.finess.extrait import Erreur, ExtraitRefuse

OCTETS_MAX = 10_000_000
OCTETS_DECOMPRESSES_MAX = 60_000_000
MEMBRES_MAX = 500
LIGNES_MAX = 60_000
COLONNES_MAX = 60
# A sheet formatted to its last row has a million of them, all empty.
VIDES_MAX = 5_000
SEPARATEURS = ";,\t|"

Ligne = tuple[int, list[str]]

VIDE = "Le fichier est vide."
TROP_GROS = f"Le fichier dépasse {OCTETS_MAX // 1_000_000} Mo : ne gardez que la liste."
TROP_LONG = f"Le fichier dépasse {LIGNES_MAX} lignes : découpez-le."
GONFLE = "Ce classeur se décompresse en un fichier démesuré : il n’est pas ouvert."
ILLISIBLE = "Ce classeur est abîmé : ouvrez-le dans votre tableur et enregistrez-le à nouveau."
PAS_DU_TEXTE = "Ce n’est ni un fichier CSV ni un classeur XLSX."
# What people send instead, by its first bytes.
AUTRES_FORMATS = {
    b"\xd0\xcf\x11\xe0": "C’est un classeur d’un ancien format, ou protégé par un mot de passe : "
    "enregistrez-le en .xlsx, sans mot de passe.",
    b"%PDF": "C’est un PDF : demandez le tableau d’origine.",
    b"\x1f\x8b": "C’est une archive gzip : décompressez-la d’abord.",
    b"<": "C’est une page ou un fichier XML : enregistrez le tableau en CSV ou en .xlsx.",
    b"{": "C’est un fichier JSON : enregistrez le tableau en CSV ou en .xlsx.",
}


def feuilles(fichier: str, contenu: bytes) -> list[list[Ligne]]:
    """Return the sheets of a file (one for a CSV): its rows that are not empty, with their line.

    Raise `ExtraitRefuse`, with a French sentence, on what is no table.
    """
    if not contenu.strip():
        raise refus(fichier, VIDE)
    if len(contenu) > OCTETS_MAX:
        raise refus(fichier, TROP_GROS)
    for debut, message in AUTRES_FORMATS.items():
        if contenu.lstrip().startswith(debut):
            raise refus(fichier, message)
    if contenu.startswith(b"PK"):
        return _classeur(fichier, contenu)
    return [_texte(fichier, contenu)]


def refus(fichier: str, message: str, ligne: int = 0) -> ExtraitRefuse:
    return ExtraitRefuse(fichier, [Erreur(ligne, message)], 1)


def _texte(fichier: str, contenu: bytes) -> list[Ligne]:
    texte = _decoder(fichier, contenu)
    # Of all separators, the one that cuts most of the first lines into most cells.
    tete = list(islice(io.StringIO(texte), 30))
    separateur = max(SEPARATEURS, key=lambda s: sum(min(ligne.count(s), 30) for ligne in tete))
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    lignes: list[Ligne] = []
    debut = 1
    try:
        for cellules in lecteur:
            _garder(fichier, lignes, debut, cellules)
            debut = lecteur.line_num + 1
    except csv.Error as erreur:
        raise refus(fichier, "un guillemet est mal placé ou jamais refermé", debut) from erreur
    return lignes


def _decoder(fichier: str, contenu: bytes) -> str:
    """UTF-16 with its mark (Excel's « Texte Unicode »), UTF-8, else Windows-1252."""
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidats = ["utf-16"]
    else:
        candidats = ["utf-8-sig", "cp1252", "iso-8859-1"]
    for encodage in candidats:
        try:
            texte = contenu.decode(encodage)
        except UnicodeDecodeError:
            continue
        if "\0" not in texte:
            return texte
    raise refus(fichier, PAS_DU_TEXTE)


def _classeur(fichier: str, contenu: bytes) -> list[list[Ligne]]:
    _peser(fichier, contenu)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions, which no list needs.
            warnings.simplefilter("ignore")
            classeur = openpyxl.load_workbook(io.BytesIO(contenu), read_only=True, data_only=True)
            return [_feuille(fichier, feuille) for feuille in classeur.worksheets]
    except ExtraitRefuse:
        raise
    except Exception as erreur:
        # Whatever the damage, or the trap that defusedxml stops, openpyxl lets its errors through.
        raise refus(fichier, ILLISIBLE) from erreur


def _peser(fichier: str, contenu: bytes) -> None:
    """Refuse, before it is opened, an archive that is no workbook or that would swell too much.

    The announced sizes bind: `zipfile` reads no further than them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            membres = archive.infolist()
    except zipfile.BadZipFile as erreur:
        raise refus(fichier, ILLISIBLE) from erreur
    if "xl/workbook.xml" not in {membre.filename for membre in membres}:
        raise refus(fichier, "Cette archive n’est pas un classeur XLSX : enregistrez-le en .xlsx.")
    total = sum(membre.file_size for membre in membres)
    if total > OCTETS_DECOMPRESSES_MAX or len(membres) > MEMBRES_MAX:
        raise refus(fichier, GONFLE)


def _feuille(fichier: str, feuille: Any) -> list[Ligne]:
    feuille.reset_dimensions()  # what the file says of its own size is often wrong
    lignes: list[Ligne] = []
    for numero, valeurs in enumerate(feuille.iter_rows(values_only=True), start=1):
        _garder(fichier, lignes, numero, [_en_texte(v) for v in valeurs[:COLONNES_MAX]])
        if numero - (lignes[-1][0] if lignes else 0) > VIDES_MAX:
            break
    return lignes


def _garder(fichier: str, lignes: list[Ligne], numero: int, cellules: list[str]) -> None:
    propres = [cellule.strip() for cellule in cellules[:COLONNES_MAX]]
    if not any(propres):
        return
    if len(lignes) >= LIGNES_MAX:
        raise refus(fichier, TROP_LONG)
    lignes.append((numero, propres))


def _en_texte(valeur: object) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, datetime.datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return str(valeur)
