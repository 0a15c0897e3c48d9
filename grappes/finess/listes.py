"""Reader of the official lists: ESMS already funded, SONS orders. One line per establishment.

ARS, CNSA and ANS each write their own columns: they are found by their headings, wherever these
stand in the first lines. What a spreadsheet did to a number is mended where its check digit proves
it, and said; a number that cannot be read refuses the whole file, with its line.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from grappes.finess.extrait import ERREURS_CITEES, Erreur, ExtraitRefuse, lire_date
from grappes.finess.numero import Numero, NumeroInvalide, lire_finess
from grappes.finess.repli import mots
from grappes.finess.tableur import Ligne, feuilles, refus

ENTETE_AVANT = 30  # titles and notes stand above the headings
SCIENTIFIQUE = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?0?8")
ANNEE = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
VAGUE = re.compile(r"(?<![0-9])[12](?![0-9])")
# Words of a heading that point to the legal entity, or to the establishment.
DU_GESTIONNAIRE = {"juridique", "ej", "og", "gestionnaire", "entite", "porteur", "nofinessej"}
DE_L_ETABLISSEMENT = {"geographique", "geo", "et", "etablissement", "esms", "essms", "nofinesset"}
# The other columns, by the words that open a heading; the first match wins.
TITRES = {
    "date": ("date",),
    "annee": ("annee", "millesime", "exercice", "campagne", "aap", "phase"),
    "vague": ("vague", "sons"),
    "porteur": ("porteur", "og porteur", "structure porteuse", "organisme porteur"),
    "projet": ("projet", "nom du projet", "intitule", "grappe", "nom projet"),
    "logiciel": ("logiciel", "solution", "dui", "nom du logiciel", "produit", "nom logiciel"),
    "editeur": ("editeur", "fournisseur", "industriel", "nom de l editeur"),
    "nom": ("raison sociale", "nom", "etablissement", "libelle", "esms", "essms", "structure"),
}
SANS_COLONNE = (
    "Aucune colonne « FINESS géographique » dans les premières lignes : donnez ce titre à la "
    "colonne des numéros FINESS des établissements."
)
JURIDIQUE_SEUL = (
    "La seule colonne FINESS est celle des organismes (FINESS juridique) : la liste doit porter "
    "le FINESS géographique de chaque établissement."
)
SANS_LIGNE = "La liste ne contient aucun établissement."


@dataclass(frozen=True)
class LigneLue:
    """One line of a list. Without `finess` it is ignored, and `avis` says why."""

    ligne: int
    finess: str
    avis: str = ""
    nom: str = ""
    annee: int | None = None
    projet: str = ""
    porteur: str = ""
    logiciel: str = ""
    editeur: str = ""
    vague: str = ""  # « 1 » or « 2 »
    date: datetime.date | None = None


def lire_liste(fichier: str, contenu: bytes) -> list[LigneLue]:
    """Read a whole list, in the order of its lines; raise `ExtraitRefuse` if a fault is found."""
    colonnes, lignes = _table(fichier, feuilles(fichier, contenu))
    lues: list[LigneLue] = []
    erreurs: list[Erreur] = []
    for numero, cellules in lignes:
        champs = {nom: cellules[i] for nom, i in colonnes.items() if i < len(cellules)}
        try:
            lues.append(_lire(numero, champs))
        except NumeroInvalide as erreur:
            erreurs.append(Erreur(numero, str(erreur)))
    if erreurs:
        raise ExtraitRefuse(fichier, erreurs[:ERREURS_CITEES], len(erreurs))
    if not any(lue.finess for lue in lues):
        raise refus(fichier, SANS_LIGNE)
    return _sans_doublon(lues)


def _table(fichier: str, toutes: list[list[Ligne]]) -> tuple[dict[str, int], list[Ligne]]:
    """The columns by name, and the lines under their headings: those of the best sheet."""
    meilleure: tuple[dict[str, int], list[Ligne]] = ({}, [])
    juridique = False
    for lignes in toutes:
        for rang, (_, cellules) in enumerate(lignes[:ENTETE_AVANT]):
            colonnes = _reconnaitre(cellules)
            juridique |= "juridique" in colonnes
            if "finess" in colonnes and len(colonnes) > len(meilleure[0]):
                meilleure = colonnes, lignes[rang + 1 :]
    if not meilleure[0]:
        raise refus(fichier, JURIDIQUE_SEUL if juridique else SANS_COLONNE)
    return meilleure


def _reconnaitre(cellules: list[str]) -> dict[str, int]:
    """Which column each heading opens; a FINESS said « géographique » wins over a bare one."""
    colonnes: dict[str, int] = {}
    precise = False
    for rang, cellule in enumerate(cellules):
        titre = mots(cellule) if len(cellule) <= 60 else []
        if any(mot.startswith(("finess", "nofiness")) for mot in titre):
            geographique = bool(DE_L_ETABLISSEMENT & set(titre))
            if DU_GESTIONNAIRE & set(titre) and "geographique" not in titre:
                colonnes.setdefault("juridique", rang)
            elif "finess" not in colonnes or (geographique and not precise):
                colonnes["finess"], precise = rang, geographique
        elif nom := _nommer(" ".join(titre)):
            colonnes.setdefault(nom, rang)
    return colonnes


def _nommer(titre: str) -> str | None:
    for nom, debuts in TITRES.items():
        if any(titre == debut or titre.startswith(f"{debut} ") for debut in debuts):
            return nom
    return None


def _lire(ligne: int, champs: dict[str, str]) -> LigneLue:
    texte = champs.get("finess", "").lstrip("'")
    # A total or a note under the table; « 2A… » and « 5,9E+08 » have one letter.
    if not any(map(str.isdigit, texte)) or sum(map(str.isalpha, texte)) > 2:
        return LigneLue(ligne, "", f"Pas de numéro FINESS{f' (« {texte[:40]} »)' if texte else ''}")
    numero = _finess(texte)
    annee = ANNEE.search(champs.get("annee", "")) or ANNEE.search(champs.get("date", ""))
    vague = VAGUE.search(champs.get("vague", ""))
    return LigneLue(
        ligne,
        numero.valeur,
        numero.avis,
        nom=champs.get("nom", "")[:255],
        annee=int(annee[0]) if annee else None,
        projet=champs.get("projet", "")[:255],
        porteur=champs.get("porteur", "")[:255],
        logiciel=champs.get("logiciel", "")[:120],
        editeur=champs.get("editeur", "")[:120],
        vague=vague[0] if vague else "",
        date=lire_date(champs.get("date", "")[:10]),
    )


def _finess(texte: str) -> Numero:
    """Read a number; 5.90000011E+08 gives it back whole when all its digits are there."""
    if not SCIENTIFIQUE.fullmatch(texte):
        try:
            return lire_finess(texte.removesuffix(".0"))
        except NumeroInvalide as erreur:
            raise NumeroInvalide(
                f"« {texte[:20]} » n’est pas un numéro FINESS : vérifiez-le dans l’original."
            ) from erreur
    try:
        entier = Decimal(texte.replace(",", "."))
        if entier == entier.to_integral_value() and len(entier.as_tuple().digits) >= 8:
            numero = lire_finess(str(int(entier)))
            return Numero(numero.valeur, f"« {texte} », écrit par un tableur, relu {numero}.")
    except (InvalidOperation, NumeroInvalide):
        pass
    raise NumeroInvalide(
        f"« {texte} » est un numéro FINESS abîmé par un tableur : mettez la colonne au format "
        "texte et recopiez les numéros depuis l’original."
    )


def _sans_doublon(lues: list[LigneLue]) -> list[LigneLue]:
    """Ignore a line that says again what an earlier one says."""
    premieres: dict[tuple[object, ...], int] = {}
    gardees = []
    for lue in lues:
        cle = (lue.finess, lue.annee, lue.logiciel, lue.editeur, lue.vague)
        premiere = premieres.setdefault(cle, lue.ligne) if lue.finess else lue.ligne
        if premiere != lue.ligne:
            lue = LigneLue(lue.ligne, "", f"{lue.finess} figure déjà ligne {premiere}", nom=lue.nom)
        gardees.append(lue)
    return gardees
