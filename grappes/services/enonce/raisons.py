"""Why a candidature is in a grappe, as staff read it."""

from collections.abc import Callable, Collection, Mapping

from grappes.optimizer import Candidate, Group, Problem
from grappes.optimizer.sentences import joining
from grappes.services.enonce.candidats import AU_CHOIX

RAISON_LA_PLUS_LONGUE = 255
Nom = Callable[[str], str]


def raison(
    problem: Problem,
    groupe: Group,
    identifiant: str,
    souhaits: Mapping[str, Collection[str]],
    nom: Nom,
) -> str:
    """« même DUI (Logiciel A), à 18 km de X, qui porterait, même secteur… »"""
    logiciel = _logiciel(groupe, problem.by_id[identifiant])
    phrase = joining(problem, groupe, identifiant, nom, software=logiciel)
    if exauces := [
        nom(autre) for autre in souhaits.get(identifiant, ()) if autre in groupe.members
    ]:
        phrase += f", souhaité par l’OG : avec {', '.join(exauces)}"
    return abreger(phrase)


def _logiciel(groupe: Group, candidat: Candidate) -> str:
    if groupe.vendor == AU_CHOIX:
        return ""
    if groupe.vendor not in candidat.accepts:  # placed there by hand
        return f"DUI qu’il n’accepte pas ({groupe.vendor})"
    return f"même DUI ({groupe.vendor})"


def abreger(phrase: str) -> str:
    """What fits the column."""
    if len(phrase) <= RAISON_LA_PLUS_LONGUE:
        return phrase
    return phrase[: RAISON_LA_PLUS_LONGUE - 1] + "…"
