"""The facts that an answer names: do they exist?"""

from difflib import get_close_matches

from faq import ports
from faq.texte import marques


def inconnues(reponse: str) -> list[str]:
    """One sentence for each name that no variable has; none when no fact is registered at all,
    since fallbacks then are all that a reader can get."""
    noms = ports.noms()
    if not noms:
        return []
    lus = dict.fromkeys(nom for nom, _ in marques(reponse))
    return [_dire(nom, noms) for nom in lus if nom not in noms]


def _dire(nom: str, noms: set[str]) -> str:
    proches = get_close_matches(nom, sorted(noms), n=1)
    conseil = f"vouliez-vous écrire « {proches[0]} » ?" if proches else "choisissez dans la liste."
    return f"La variable « {nom} » n’existe pas : {conseil}"
