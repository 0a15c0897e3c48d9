"""The board: the vivier and the grappes, read in a bounded number of queries."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from grappes.finess.repli import replier
from grappes.models import (
    Campagne,
    Candidature,
    Grappe,
    Place,
    Reglement,
    StatutCandidature,
    StatutGrappe,
)
from grappes.models.statuts import GRAPPES_OUVERTES
from grappes.services.atelier import veille
from grappes.services.atelier.fiches import Fiche, fiches
from grappes.services.collectif import listes
from grappes.services.regroupement.attaches import Force, force
from grappes.services.regroupement.composition import Bilan, bilan


@dataclass(frozen=True)
class Occupant:
    """A member in its card."""

    place: Place
    fiche: Fiche
    critique: bool = False

    @property
    def definitif(self) -> bool:
        return force(self.place, self.place.grappe) == Force.DEFINITIVE


@dataclass(frozen=True)
class Carte:
    """A grappe on the board."""

    grappe: Grappe
    places: list[Place]
    fiches: list[Fiche]
    reglement: Reglement | None

    @cached_property
    def bilan(self) -> Bilan:
        return self._bilan(self.fiches)

    def _bilan(self, fiches: Iterable[Fiche]) -> Bilan:
        return bilan([fiche.membre for fiche in fiches], self.grappe.dui, self.reglement)

    @cached_property
    def occupants(self) -> list[Occupant]:
        """Porteur first, then suppléant, then by name."""
        rangs = {Place.Role.PORTEUR: 0, Place.Role.SUPPLEANT: 1}
        paires = zip(self.places, self.fiches, strict=True)
        rangees = sorted(paires, key=lambda p: (rangs.get(Place.Role(p[0].role), 2), p[1].nom))
        return [Occupant(place, fiche, fiche.cle in self.critiques) for place, fiche in rangees]

    @cached_property
    def critiques(self) -> set[int]:
        """The members whose withdrawal would break a grappe that holds."""
        if not self.bilan.valide:
            return set()
        return {
            fiche.cle
            for fiche in self.fiches
            if not self._bilan(autre for autre in self.fiches if autre is not fiche).valide
        }

    @property
    def porteur(self) -> str:
        return self._de_role(Place.Role.PORTEUR)

    @property
    def suppleant(self) -> str:
        return self._de_role(Place.Role.SUPPLEANT)

    def _de_role(self, role: str) -> str:
        paires = zip(self.places, self.fiches, strict=True)
        return next((fiche.nom for place, fiche in paires if place.role == role), "")

    @property
    def accords(self) -> int:
        return sum(
            place.repondue_le is not None and place.etat == "acceptee" for place in self.places
        )

    @property
    def accueille(self) -> bool:
        return self.grappe.statut in GRAPPES_OUVERTES and self.grappe.gelee_le is None

    @property
    def remaniable(self) -> bool:
        return self.grappe.statut in GRAPPES_OUVERTES

    @cached_property
    def empreinte(self) -> str:
        return veille.empreinte(self.grappe, self.places)


@dataclass(frozen=True)
class Tableau:
    """All that one look at the board reads."""

    campagne: Campagne
    reglement: Reglement | None
    vivier: list[Fiche]
    cartes: list[Carte]

    @property
    def esms_libres(self) -> int:
        return sum(fiche.eligibles for fiche in self.vivier)

    @property
    def esms_en_grappe(self) -> int:
        return sum(carte.bilan.jauge.eligibles for carte in self.cartes)

    @property
    def valides(self) -> int:
        return sum(carte.bilan.valide for carte in self.cartes)


def lire(campagne: Campagne, *, grappes: Collection[int] | None = None) -> Tableau:
    """The whole board; with `grappes`, only these cards and no vivier."""
    lues = Grappe.objects.filter(campagne=campagne).exclude(statut=StatutGrappe.DISSOUTE)
    places = Place.objects.vivantes().filter(grappe__campagne=campagne).order_by("pk")
    if grappes is not None:
        lues, places = lues.filter(pk__in=grappes), places.filter(grappe__in=grappes)
    par_grappe: dict[int, list[Place]] = defaultdict(list)
    for place in places.select_related("candidature"):
        par_grappe[place.grappe_id].append(place)
    occupees = {place.candidature_id for groupe in par_grappe.values() for place in groupe}
    # The rules in force now, read once for the gauges and for the conflicts.
    versions = Campagne.objects.prefetch_related("reglements__departements_reduits")
    a_jour = versions.get(pk=campagne.pk)
    toutes, reglement = fiches(a_jour, None if grappes is None else occupees), a_jour.reglement
    cartes = [
        _carte(grappe, par_grappe[grappe.pk], toutes, reglement)
        for grappe in lues.select_related("dui")
    ]
    libres = [
        fiche
        for cle, fiche in toutes.items()
        if cle not in occupees and fiche.statut == StatutCandidature.AU_VIVIER
    ]
    return Tableau(campagne, reglement, libres, sorted(cartes, key=_ordre))


def _carte(
    grappe: Grappe, places: list[Place], toutes: dict[int, Fiche], reglement: Reglement | None
) -> Carte:
    tenues = [place for place in places if place.candidature_id in toutes]
    for place in tenues:
        place.grappe = grappe
    return Carte(grappe, tenues, [toutes[p.candidature_id] for p in tenues], reglement)


def _ordre(carte: Carte) -> list[tuple[int, str]]:
    """« Grappe 2 » before « Grappe 10 »."""
    morceaux = re.split(r"(\d+)", replier(carte.grappe.nom))
    return [(int(m), "") if m.isdecimal() else (0, m) for m in morceaux]


def trouver(tableau: Tableau, saisie: str) -> list[Fiche]:
    """The candidatures of the vivier that match the search of staff's lists."""
    if not saisie.strip():
        return tableau.vivier
    miennes = Candidature.objects.filter(
        campagne=tableau.campagne, statut=StatutCandidature.AU_VIVIER
    )
    trouvees = set(listes.chercher(miennes, saisie).order_by().values_list("pk", flat=True))
    return [fiche for fiche in tableau.vivier if fiche.cle in trouvees]


ETATS = {
    "": "toutes",
    "en_preparation": "en préparation",
    "proposee": "proposées",
    "constituee": "constituées",
    "a_completer": "sous le minimum",
    "fragile": "fragiles (sans marge)",
    "gelee": "gelées",
}


def choisir(cartes: Iterable[Carte], etat: str, saisie: str) -> list[Carte]:
    """The cards of a state, whose name, DUI or members have words that begin with each of these."""
    debuts = [f" {mot}" for mot in replier(saisie).split()]
    return [
        carte
        for carte in cartes
        if _est(carte, etat) and (not debuts or all(d in _texte(carte) for d in debuts))
    ]


def _est(carte: Carte, etat: str) -> bool:
    if etat == "a_completer":
        return not carte.bilan.jauge.atteinte
    if etat == "fragile":
        return carte.bilan.jauge.marge == 0
    if etat == "gelee":
        return carte.grappe.gelee_le is not None
    return not etat or etat not in ETATS or carte.grappe.statut == etat


def _texte(carte: Carte) -> str:
    noms = [carte.grappe.nom, str(carte.grappe.dui or ""), *(f.nom for f in carte.fiches)]
    return f" {replier(' '.join(noms))}"
