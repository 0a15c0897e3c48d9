"""What the FAQ asks of the rest of the site, registered in its `AppConfig.ready()`.

The FAQ knows no other app: with nothing registered, its answers still read well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faq.models import QuestionPosee


class PortAbsent(Exception):
    """Nobody registered what is asked; its text is a French sentence for the staff."""


@dataclass(frozen=True)
class Variable:
    """A fact that changes, named in answers by `{{ nom | texte de repli }}`."""

    nom: str
    libelle: str
    valeur: str | None


@dataclass(frozen=True)
class _Faits:
    libelles: Mapping[str, str]
    lire: Callable[[], Mapping[str, str | None]]


_faits: list[_Faits] = []
_ecrire: list[Callable[["QuestionPosee"], None]] = []


def enregistrer_variables(
    libelles: Mapping[str, str], lire: Callable[[], Mapping[str, str | None]]
) -> None:
    """Register the facts that answers may name: their labels, and how to read them all at once.

    `lire` returns their present texts, None where there is no fact to tell: the fallback shows.
    It is called at every search, and a new text rebuilds the index: no seconds, no counters.
    """
    _faits.append(_Faits(libelles, lire))


def enregistrer_courrier(ecrire: Callable[["QuestionPosee"], None]) -> None:
    """Register how an answer reaches its asker. Called inside the transaction that answers."""
    _ecrire[:] = [ecrire]


def noms() -> set[str]:
    return {nom for faits in _faits for nom in faits.libelles}


def variables() -> list[Variable]:
    """Every variable with its present text, in the order in which they were registered."""
    lues = valeurs()
    return [
        Variable(nom, libelle, lues.get(nom))
        for faits in _faits
        for nom, libelle in faits.libelles.items()
    ]


def valeurs() -> dict[str, str]:
    """The present text of every variable that has one."""
    return {nom: texte for faits in _faits for nom, texte in faits.lire().items() if texte}


def ecrire_au_demandeur(posee: "QuestionPosee") -> None:
    """Send the answer of this question to the person who asked. Raises PortAbsent."""
    if not _ecrire:
        raise PortAbsent("Aucun envoi de courriel n’est branché : la réponse n’est pas partie.")
    _ecrire[0](posee)
