"""What the FAQ asks of the rest of the site, registered in its `AppConfig.ready()`.

The FAQ knows no other app: with nothing registered, its answers still read well.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

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


@dataclass(frozen=True)
class Contexte:
    """Who asks from an origin, for the staff: a name, where they stand, the page about them."""

    nom: str
    situation: str
    adresse: str


class LimiteAtteinte(Exception):
    """Too much from one place; its text is a French sentence for the visitor."""


@dataclass
class Branchements:
    """What was registered so far; facts and names may come from several apps."""

    faits: list[_Faits] = field(default_factory=list)
    ecrire: Callable[["QuestionPosee"], None] | None = None
    situer: Callable[[Collection[str]], Mapping[str, Contexte]] | None = None
    compter: Callable[[str, "HttpRequest"], None] | None = None
    voisins: list[Callable[[], Mapping[str, Collection[str]]]] = field(default_factory=list)


_branches = Branchements()


def enregistrer_variables(
    libelles: Mapping[str, str], lire: Callable[[], Mapping[str, str | None]]
) -> None:
    """Register the facts that answers may name: their labels, and how to read them all at once.

    `lire` returns their present texts, None where there is no fact to tell: the fallback shows.
    It is called at every search, and a new text rebuilds the index: no seconds, no counters.
    """
    _branches.faits.append(_Faits(libelles, lire))


def enregistrer_voisins(lire: Callable[[], Mapping[str, Collection[str]]]) -> None:
    """Register names that the site knows and no answer writes, by the word they are close to.

    « NetSoins » is a logiciel: whoever types it is understood. `lire` is called at every search.
    """
    _branches.voisins.append(lire)


def enregistrer_courrier(ecrire: Callable[["QuestionPosee"], None]) -> None:
    """Register how an answer reaches its asker. Called inside the transaction that answers."""
    _branches.ecrire = ecrire


def enregistrer_contexte(situer: Callable[[Collection[str]], Mapping[str, Contexte]]) -> None:
    """Register who stands behind origins, all in one call: those it does not know are left out."""
    _branches.situer = situer


def enregistrer_limite(compter: Callable[[str, "HttpRequest"], None]) -> None:
    """Register how what a visitor sends is counted, by use (« question », « avis », « journal »).

    It raises LimiteAtteinte beyond what a person does.
    """
    _branches.compter = compter


def noms() -> set[str]:
    return {nom for faits in _branches.faits for nom in faits.libelles}


def variables() -> list[Variable]:
    """Every variable with its present text, in the order in which they were registered."""
    lues = valeurs()
    return [
        Variable(nom, libelle, lues.get(nom))
        for faits in _branches.faits
        for nom, libelle in faits.libelles.items()
    ]


def valeurs() -> dict[str, str]:
    """The present text of every variable that has one."""
    return {nom: texte for faits in _branches.faits for nom, texte in faits.lire().items() if texte}


def voisins() -> dict[str, tuple[str, ...]]:
    """The names that are close to each word, sorted."""
    return {
        mot: tuple(sorted(noms))
        for lire in _branches.voisins
        for mot, noms in lire().items()
        if noms
    }


def ecrire_au_demandeur(posee: "QuestionPosee") -> None:
    """Send the answer of this question to the person who asked. Raises PortAbsent."""
    if _branches.ecrire is None:
        raise PortAbsent("Aucun envoi de courriel n’est branché : la réponse n’est pas partie.")
    _branches.ecrire(posee)


def situer(origines: Collection[str]) -> Mapping[str, Contexte]:
    """Who asks from these origins; nothing is known of most of them, and that is no error."""
    return _branches.situer(origines) if _branches.situer and origines else {}


def compter(usage: str, request: "HttpRequest") -> None:
    """Count one use by this visitor. Raises LimiteAtteinte."""
    if _branches.compter:
        _branches.compter(usage, request)
