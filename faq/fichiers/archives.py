"""The files of a FAQ: a folder, a zip or one Markdown file, read with mistrust. Pure.

Nothing is ever extracted to the disk; sizes are counted while reading, for a zip may lie on them.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from faq.fichiers.front_matter import Defaut, FichierIllisible

RUBRIQUES, QUESTIONS, SYNONYMES = "rubriques", "questions", "synonymes.txt"
# A large FAQ has 500 questions of 3 kB.
LE_PLUS_DE_FICHIERS = 2_000
LE_PLUS_D_OCTETS = 200_000
LE_PLUS_EN_TOUT = 5_000_000
# An archive is the same, byte for byte, whenever it was made.
DATE_DES_FICHIERS = (1980, 1, 1, 0, 0, 0)
# What damaged archives raise; an encrypted entry, or an odd compression, is a RuntimeError.
DEGATS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip
# What computers leave in folders.
INVISIBLES = ("__MACOSX", ".", "Thumbs.db", "desktop.ini")

# Paths such as « questions/support-cartes.md », and their bytes.
Octets = Iterable[tuple[str, bytes]]


def lire(chemin: Path) -> dict[str, str]:
    """The texts of a folder, a zip or one question, by path. Raises FichierIllisible."""
    if chemin.is_dir():
        return lire_dossier(chemin)
    if not chemin.is_file():
        raise FichierIllisible([Defaut(chemin.name, 1, "ce fichier n’existe pas.")])
    return lire_octets(chemin.name, chemin.read_bytes())


def lire_dossier(dossier: Path) -> dict[str, str]:
    trouves = sorted(chemin for chemin in dossier.rglob("*") if chemin.is_file())
    return _textes((c.relative_to(dossier).as_posix(), c.read_bytes()) for c in trouves)


def lire_octets(nom: str, contenu: bytes) -> dict[str, str]:
    """The texts of a file as it was sent: a zip, or the Markdown of one question or rubrique."""
    if zipfile.is_zipfile(io.BytesIO(contenu)):
        return _textes(_entrees(nom, contenu))
    if PurePosixPath(nom).suffix == ".md":
        rubrique = any(ligne.startswith(b"titre:") for ligne in contenu.splitlines())
        return _textes([(f"{RUBRIQUES if rubrique else QUESTIONS}/{nom}", contenu)])
    raise FichierIllisible([Defaut(nom, 1, "envoyez une archive .zip ou un fichier .md.")])


def en_zip(fichiers: Mapping[str, str]) -> bytes:
    """The archive of these files, in the order of their paths."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for chemin, texte in sorted(fichiers.items()):
            entree = zipfile.ZipInfo(chemin, DATE_DES_FICHIERS)
            entree.external_attr = 0o644 << 16
            archive.writestr(entree, texte.encode(), zipfile.ZIP_DEFLATED)
    return tampon.getvalue()


def _entrees(nom: str, contenu: bytes) -> Octets:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            entrees = [entree for entree in archive.infolist() if not entree.is_dir()]
            if len(entrees) > LE_PLUS_DE_FICHIERS:
                raise FichierIllisible([Defaut(nom, 1, "l’archive contient trop de fichiers.")])
            for entree in entrees:
                with archive.open(entree) as flux:
                    yield entree.filename, flux.read(LE_PLUS_D_OCTETS + 1)
    except DEGATS as erreur:
        raise FichierIllisible([Defaut(nom, 1, "cette archive ne s’ouvre pas.")]) from erreur


def _textes(trouves: Octets) -> dict[str, str]:
    """The readable texts by their path in a FAQ; all the defects are told together."""
    textes: dict[str, str] = {}
    defauts: list[Defaut] = []
    total = 0
    for nom, octets in trouves:
        if _invisible(nom):
            continue
        total += len(octets)
        if total > LE_PLUS_EN_TOUT:
            raise FichierIllisible([Defaut(nom, 1, "l’ensemble est trop gros : 5 Mo au plus.")])
        chemin = _place(nom)
        if phrase := _refus(nom, chemin, octets, textes):
            defauts.append(Defaut(nom, 1, phrase))
            continue
        try:
            textes[chemin] = octets.decode("utf-8-sig")
        except UnicodeDecodeError as erreur:
            ligne = octets.count(b"\n", 0, erreur.start) + 1
            defauts.append(Defaut(chemin, ligne, "ce texte n’est pas enregistré en UTF-8."))
    if defauts:
        raise FichierIllisible(defauts)
    return textes


def _place(nom: str) -> str:
    """Where a file belongs, whatever folder the FAQ was zipped in; empty when nowhere."""
    parties = PurePosixPath(nom).parts
    if parties[-1:] == (SYNONYMES,):
        return SYNONYMES
    if len(parties) > 1 and parties[-2] in (RUBRIQUES, QUESTIONS) and nom.endswith(".md"):
        return "/".join(parties[-2:])
    return ""


def _refus(nom: str, chemin: str, octets: bytes, lus: Mapping[str, str]) -> str:
    if _sort_du_dossier(nom):
        return "ce chemin sort du dossier."
    if not chemin:
        return "ce fichier n’est ni une rubrique, ni une question, ni « synonymes.txt »."
    if chemin in lus:
        return f"« {chemin} » est donné deux fois."
    if len(octets) > LE_PLUS_D_OCTETS:
        return "ce fichier est trop gros : 200 ko au plus."
    return "ce texte contient un caractère nul." if b"\0" in octets else ""


def _invisible(nom: str) -> bool:
    return not _sort_du_dossier(nom) and any(
        partie.startswith(INVISIBLES) for partie in PurePosixPath(nom).parts
    )


def _sort_du_dossier(nom: str) -> bool:
    return nom.startswith("/") or "\\" in nom or ".." in PurePosixPath(nom).parts
