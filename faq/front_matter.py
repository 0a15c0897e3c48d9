"""Markdown files with a head of `key: value` and lists, between two lines of dashes. Pure."""

from dataclasses import dataclass, field
from pathlib import Path


class FichierIllisible(Exception):
    """A file that cannot be read; its text is a French sentence that names file and line."""


@dataclass
class Fiche:
    """One file: its name without suffix, the fields and lists of its head, and its body."""

    nom: str
    champs: dict[str, str]
    listes: dict[str, list[str]] = field(default_factory=dict)
    corps: str = ""


def lire(chemin: Path, cles: set[str]) -> Fiche:
    """Read a file whose head knows these keys only. Raises FichierIllisible."""
    lignes = chemin.read_text(encoding="utf-8").splitlines()
    if "---" not in lignes[1:] or lignes[0] != "---":
        raise FichierIllisible(f"{chemin.name}, ligne 1 : l’en-tête entre deux « --- » manque.")
    fin = lignes.index("---", 1)
    fiche = Fiche(chemin.stem, {}, corps="\n".join(lignes[fin + 1 :]).strip())
    courante = ""
    for numero, ligne in enumerate(lignes[1:fin], start=2):
        if ligne.startswith("- ") and courante:
            fiche.listes[courante].append(ligne[2:].strip())
            continue
        cle, deux_points, valeur = (morceau.strip() for morceau in ligne.partition(":"))
        if not deux_points or cle not in cles:
            raise FichierIllisible(
                f"{chemin.name}, ligne {numero} : « {ligne} » n’est pas compris."
            )
        fiche.champs[cle] = valeur
        courante = "" if valeur else cle
        if courante:
            fiche.listes[courante] = []
    return fiche
