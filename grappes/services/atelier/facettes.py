"""What narrows the vivier, each value with how many it would keep."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grappes.services.atelier.fiches import Fiche

SUIT_LA_GRAPPE = "Choix de la grappe"
# Upper bounds in eligible and doubtful ESMS, and in days; the last class is open.
TAILLES = ((2, "1 à 2 ESMS"), (5, "3 à 5 ESMS"), (9, "6 à 9 ESMS"), (14, "10 à 14 ESMS"))
GRANDE = "15 ESMS et plus"
ANCIENNETES = ((30, "Moins d’un mois"), (90, "De un à trois mois"))
ANCIENNE = "Plus de trois mois"


@dataclass(frozen=True)
class Option:
    valeur: str
    nombre: int
    choisie: bool


@dataclass(frozen=True)
class Facette:
    nom: str
    libelle: str
    options: list[Option]


def _classe(nombre: int, classes: Sequence[tuple[int, str]], derniere: str) -> str:
    return next((libelle for borne, libelle in classes if nombre <= borne), derniere)


def _departement(fiche: Fiche) -> list[str]:
    return [f"{fiche.departement_nom} ({fiche.departement})"] if fiche.departement_nom else []


def _duis(fiche: Fiche) -> list[str]:
    return [*fiche.duis, *([SUIT_LA_GRAPPE] if fiche.membre.suit else [])]


CRITERES: dict[str, tuple[str, Callable[[Fiche], list[str]]]] = {
    "departement": ("Département", _departement),
    "secteur": ("Secteur", lambda fiche: [fiche.secteur] if fiche.secteur else []),
    "dui": ("DUI accepté", _duis),
    "taille": (
        "Taille",
        lambda fiche: [_classe(fiche.eligibles + fiche.douteux, TAILLES, GRANDE)],
    ),
    "projet": ("Projet", lambda fiche: [str(fiche.projet.label)]),
    "anciennete": ("Au vivier depuis", lambda fiche: [_classe(fiche.jours, ANCIENNETES, ANCIENNE)]),
}
TRIS: dict[str, tuple[str, Callable[[Fiche], tuple]]] = {
    "anciennete": ("les plus anciennes", lambda fiche: (fiche.depuis, fiche.cle)),
    "taille": (
        "les plus grandes",
        lambda fiche: (-fiche.eligibles, -fiche.douteux, fiche.nom, fiche.cle),
    ),
    "nom": ("par nom", lambda fiche: (fiche.nom, fiche.cle)),
}


def filtrer(fiches: Iterable[Fiche], choix: Mapping[str, str], *, sauf: str = "") -> list[Fiche]:
    """Those that have every chosen value; `sauf` leaves one criterion out."""
    criteres = [
        (lire, choix[nom]) for nom, (_, lire) in CRITERES.items() if nom != sauf and choix.get(nom)
    ]
    return [fiche for fiche in fiches if all(v in lire(fiche) for lire, v in criteres)]


def trier(fiches: Iterable[Fiche], tri: str) -> list[Fiche]:
    """An unknown order is the first one."""
    _, cle = TRIS.get(tri) or TRIS["anciennete"]
    return sorted(fiches, key=cle)


def facettes(fiches: Sequence[Fiche], choix: Mapping[str, str]) -> list[Facette]:
    """Each count is what that value would keep, the other criteria staying as they are."""
    return [
        Facette(nom, libelle, _options(filtrer(fiches, choix, sauf=nom), lire, choix.get(nom, "")))
        for nom, (libelle, lire) in CRITERES.items()
    ]


def _options(
    fiches: Sequence[Fiche], lire: Callable[[Fiche], list[str]], choisie: str
) -> list[Option]:
    nombres = Counter(valeur for fiche in fiches for valeur in lire(fiche))
    valeurs = sorted(nombres.keys() | ({choisie} if choisie else set()), key=_rang)
    return [Option(valeur, nombres[valeur], valeur == choisie) for valeur in valeurs]


CLASSES = [
    *(libelle for _, libelle in TAILLES), GRANDE,
    *(libelle for _, libelle in ANCIENNETES), ANCIENNE,
]  # fmt: skip


def _rang(valeur: str) -> tuple[int, str]:
    """Classes in their own order, names in the alphabet's."""
    return (CLASSES.index(valeur) if valeur in CLASSES else len(CLASSES), valeur)
