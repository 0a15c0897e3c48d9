"""What keeps a grappe from being ready: codes to count by, sentences that name nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from grappes.models import EtatPlace, Grappe, Place, StatutGrappe
from grappes.models.statuts import GRAPPES_DEPOSEES
from grappes.regles.grappe import constater


class Besoin(TextChoices):
    """What may be missing; the first five are the codes of `regles.grappe.constater`."""

    SEUIL = "seuil", "Pas assez d’ESMS éligibles"
    MINIMUM_OG = "minimum_og", "Pas assez d’OG"
    PLAFOND = "plafond", "Trop d’ESMS éligibles"
    DUI = "dui", "Pas de logiciel accepté par tous"
    PROJETS = "projets", "Types de projet trop mêlés"
    REGLEMENT = "reglement", "Pas de règlement en vigueur"
    PROPOSITION = "proposition", "À proposer aux membres"
    ACCORDS = "accords", "Accords attendus des membres"
    PORTEUR = "porteur", "Porteur à choisir"
    SUPPLEANT = "suppleant", "Porteur suppléant à choisir"
    CONSTITUTION = "constitution", "À constituer"


@dataclass(frozen=True)
class Manque:
    """One thing that a grappe lacks, and the sentence that says how much of it."""

    besoin: Besoin
    phrase: str


def manques(grappe: Grappe) -> list[Manque]:
    """What this grappe lacks to file, nothing once it has; reads what `composer` reads."""
    if grappe.statut in GRAPPES_DEPOSEES:
        return []
    manques = [*ecarts(grappe), *_accords(grappe), *portage(grappe.places_vivantes)]
    if grappe.statut == StatutGrappe.PROPOSEE and not manques:
        manques.append(Manque(Besoin.CONSTITUTION, "Tous d’accord : il reste à la constituer."))
    return manques


def ecarts(grappe: Grappe) -> list[Manque]:
    """The rules in force that it does not meet."""
    reglement = grappe.campagne.reglement
    if reglement is None:
        phrase = "La campagne n’a pas encore de règlement en vigueur."
        return [Manque(Besoin.REGLEMENT, phrase)]
    return [
        Manque(Besoin(constat.code), constat.phrase)
        for constat in constater(grappe, reglement)
        if not constat.respecte
    ]


def _accords(grappe: Grappe) -> list[Manque]:
    if grappe.statut == StatutGrappe.EN_PREPARATION:
        phrase = "La grappe n’est pas encore proposée à ses membres."
        return [Manque(Besoin.PROPOSITION, phrase)]
    nombre, sur = len(attendues(grappe.places_vivantes)), len(grappe.places_vivantes)
    if not nombre:
        return []
    pluriel = "s" if nombre > 1 else ""
    return [Manque(Besoin.ACCORDS, f"{nombre} accord{pluriel} attendu{pluriel} sur {sur}.")]


def attendues(places: Sequence[Place]) -> list[Place]:
    """The live places whose holder has not said yes."""
    return [place for place in places if place.etat != EtatPlace.ACCEPTEE]


def portage(places: Sequence[Place]) -> list[Manque]:
    """The roles that nobody holds among these live places; one that is alone needs no suppléant."""
    roles = {place.role for place in places}
    if Place.Role.PORTEUR not in roles:
        return [Manque(Besoin.PORTEUR, "Le porteur n’est pas encore choisi.")]
    if Place.Role.SUPPLEANT not in roles and len(places) > 1:
        return [Manque(Besoin.SUPPLEANT, "Le porteur suppléant n’est pas encore choisi.")]
    return []
