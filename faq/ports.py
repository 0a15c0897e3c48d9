"""What the FAQ asks of the rest of the site, registered in its `AppConfig.ready()`.

The FAQ knows no other app: with nothing registered, its answers still read well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faq.models import QuestionPosee


class PortAbsent(Exception):
    """Nobody registered what is asked; its text is a French sentence for the staff."""


@dataclass(frozen=True)
class Variable:
    """A fact that changes, named in answers by `{{ nom | texte de repli }}`.

    `lire` returns its present text, or None when there is no fact to tell: the fallback shows.
    It is called at every search, and a new text rebuilds the index: no seconds, no counters.
    """

    nom: str
    libelle: str
    lire: Callable[[], str | None]


_variables: dict[str, Variable] = {}
_ecrire: list[Callable[["QuestionPosee"], None]] = []


def enregistrer_variable(nom: str, libelle: str, lire: Callable[[], str | None]) -> None:
    _variables[nom] = Variable(nom, libelle, lire)


def enregistrer_courrier(ecrire: Callable[["QuestionPosee"], None]) -> None:
    """Register how an answer reaches its asker. Called inside the transaction that answers."""
    _ecrire[:] = [ecrire]


def variables() -> list[Variable]:
    return sorted(_variables.values(), key=lambda variable: variable.nom)


def valeurs() -> dict[str, str]:
    """The present text of every variable that has one."""
    lues = {nom: variable.lire() for nom, variable in _variables.items()}
    return {nom: texte for nom, texte in lues.items() if texte}


def ecrire_au_demandeur(posee: "QuestionPosee") -> None:
    """Send the answer of this question to the person who asked. Raises PortAbsent."""
    if not _ecrire:
        raise PortAbsent("Aucun envoi de courriel n’est branché : la réponse n’est pas partie.")
    _ecrire[0](posee)
