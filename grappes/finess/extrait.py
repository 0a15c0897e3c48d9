"""An official extract as a file: its encoding, its header, its numbered records, its faults.

Layout: `finess;etalab;<number>;<date>`, then one record a line, `;` between fields, quotes doubled
inside quoted fields. The producer changed the encoding over the years (ISO-8859-1, Windows-1252,
UTF-8), so it is read from the bytes.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ERREURS_CITEES = 20
PREMIERE_LIGNE = (
    "La première ligne doit être « finess;etalab;…;date » : "
    "déposez l’extrait officiel de data.gouv.fr, sans le retoucher."
)
PAS_DU_TEXTE = "Ce n’est pas un fichier de texte : déposez l’extrait CSV « etalab »."
# What people mistake for an extract, by its first bytes.
AUTRES_FORMATS = {
    b"PK": "C’est un classeur ou une archive ZIP : décompressez le fichier ou enregistrez en CSV.",
    b"\x1f\x8b": "C’est une archive gzip : décompressez-la d’abord.",
    b"\xff\xfe": "Le fichier est en UTF-16 : enregistrez-le en CSV UTF-8.",
    b"\xfe\xff": "Le fichier est en UTF-16 : enregistrez-le en CSV UTF-8.",
    b"{": "C’est un fichier JSON (FINESS+) : déposez l’extrait CSV « etalab ».",
    b"<": "C’est une page ou un fichier XML : déposez l’extrait CSV « etalab ».",
}


@dataclass(frozen=True)
class Erreur:
    """A fault that refuses the file, at a line counted from 1 (0: the file as a whole)."""

    ligne: int
    message: str

    def __str__(self) -> str:
        return f"ligne {self.ligne} : {self.message}" if self.ligne else self.message


class ExtraitRefuse(ValueError):
    """The file is refused whole: the first faults with their lines, and how many there are."""

    def __init__(self, fichier: str, erreurs: list[Erreur], total: int) -> None:
        self.fichier, self.erreurs, self.total = fichier, tuple(erreurs), total
        self.reste = total - len(erreurs)
        suite = [f"… et {self.reste} autre{'s' if self.reste > 1 else ''}"] if self.reste else []
        super().__init__("\n".join([f"{fichier} est refusé.", *map(str, erreurs), *suite]))


@dataclass
class Constats:
    """What was mended or left out without refusing the file: how often, and where first."""

    par_nature: dict[str, list[int]] = field(default_factory=dict)

    def noter(self, nature: str, ligne: int) -> None:
        """Count one more of this nature (a French sentence without its number)."""
        self.par_nature.setdefault(nature, [0, ligne])[0] += 1

    def phrases(self) -> list[str]:
        """One French sentence for each nature of notice."""
        return [
            f"{nature} : {nombre} fois, d’abord ligne {ligne}."
            for nature, (nombre, ligne) in self.par_nature.items()
        ]


def examiner(chemin: Path) -> tuple[str, int]:
    """Return the encoding and the number of line ends, in one pass, a megabyte at a time.

    UTF-8 if every byte agrees, else Windows-1252, else ISO-8859-1. Raise `ExtraitRefuse` on a NUL
    byte: no text file holds one, and PostgreSQL refuses it.
    """
    candidats = {nom: codecs.getincrementaldecoder(nom)() for nom in ("utf-8-sig", "cp1252")}
    fins_de_ligne = 0
    with chemin.open("rb") as fichier:
        while True:
            bloc = fichier.read(1 << 20)
            if b"\0" in bloc:
                raise ExtraitRefuse(chemin.name, [Erreur(0, PAS_DU_TEXTE)], 1)
            fins_de_ligne += bloc.count(b"\n")
            for nom, decodeur in list(candidats.items()):
                try:
                    decodeur.decode(bloc, final=not bloc)
                except UnicodeDecodeError:
                    del candidats[nom]
            if not bloc:
                return next(iter(candidats), "iso-8859-1"), fins_de_ligne


class Extrait:
    """The records of one extract, with the date that its header announces.

    `date` is None until the header is read, and where the header has none. Iterating yields
    (line, fields) and remembers the first faults; `conclure` then refuses the file if there are.
    `total_lignes` is known from the first record on.
    """

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        self.date: date | None = None
        self.erreurs: list[Erreur] = []
        self.total_erreurs = 0
        self.total_lignes = 0

    def signaler(self, ligne: int, message: str) -> None:
        """Remember a fault; only the first ones are kept in full."""
        self.total_erreurs += 1
        if len(self.erreurs) < ERREURS_CITEES:
            self.erreurs.append(Erreur(ligne, message))

    def conclure(self) -> None:
        """Raise `ExtraitRefuse` if a fault was found."""
        if self.total_erreurs:
            raise ExtraitRefuse(self.chemin.name, self.erreurs, self.total_erreurs)

    def lignes(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each record after the header with the line where it starts."""
        self._refuser_autre_format()
        encodage, self.total_lignes = examiner(self.chemin)
        with self.chemin.open(encoding=encodage, newline="") as fichier:
            self._lire_entete(fichier.readline())
            lecteur = csv.reader(fichier, delimiter=";")
            debut = 2
            try:
                for champs in lecteur:
                    if champs:
                        yield debut, champs
                    debut = lecteur.line_num + 2
            except csv.Error:
                self.signaler(debut, "un guillemet ouvert n’est jamais refermé")

    def _refuser_autre_format(self) -> None:
        with self.chemin.open("rb") as fichier:
            tete = fichier.read(8)
        if not tete:
            raise ExtraitRefuse(self.chemin.name, [Erreur(0, "Le fichier est vide.")], 1)
        for debut, message in AUTRES_FORMATS.items():
            if tete.startswith(debut):
                raise ExtraitRefuse(self.chemin.name, [Erreur(0, message)], 1)

    def _lire_entete(self, ligne: str) -> None:
        champs = next(csv.reader([ligne.strip()], delimiter=";"), [])
        if [c.strip().lower() for c in champs[:2]] != ["finess", "etalab"]:
            raise ExtraitRefuse(self.chemin.name, [Erreur(1, PREMIERE_LIGNE)], 1)
        self.date = lire_date(champs[3]) if len(champs) > 3 else None


def lire_date(texte: str) -> date | None:
    """Read an ISO date, or one that a spreadsheet turned into dd/mm/yyyy; None if neither."""
    try:
        if texte[2:3] == "/":
            jour, mois, annee = texte.split("/")
            return date(int(annee), int(mois), int(jour))
        return date.fromisoformat(texte)
    except ValueError:
        return None
