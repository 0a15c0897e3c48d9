"""The facts that an answer names: do they exist?"""

from difflib import get_close_matches

from faq import ports
from faq.texte import MARQUE


def inconnues(reponse: str) -> list[str]:
    """One sentence for each name that no variable has."""
    return [phrase for _, phrase in inconnues_par_ligne(reponse)]


def inconnues_par_ligne(reponse: str) -> list[tuple[int, str]]:
    """The same, each with the line (from 0) where the name first stands.

    None when no fact is registered at all: fallbacks then are all that a reader can get.
    """
    noms = ports.noms()
    lignes: dict[str, int] = {}
    for marque in MARQUE.finditer(reponse) if noms else ():
        if marque[1] not in noms:
            lignes.setdefault(marque[1], reponse.count("\n", 0, marque.start()))
    return [(ligne, _dire(nom, noms)) for nom, ligne in lignes.items()]


def _dire(nom: str, noms: set[str]) -> str:
    proches = get_close_matches(nom, sorted(noms), n=1)
    conseil = f"vouliez-vous écrire « {proches[0]} » ?" if proches else "choisissez dans la liste."
    return f"La variable « {nom} » n’existe pas : {conseil}"
