"""From a campagne to the optimiser's problem: who may move, what is promised, what was refused.

Identifiers are `str(candidature.pk)`; a vendor is the name of a `Dui`, which is unique.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from grappes.erreurs import ErreurMetier
from grappes.models import Campagne, Candidature, Place, Reglement
from grappes.optimizer import (
    Group,
    Kinds,
    Locks,
    Plan,
    Problem,
    Reduced,
    Rules,
    Weights,
)
from grappes.services.enonce.affinites import Liens, lier
from grappes.services.enonce.candidats import AU_CHOIX, candidats, logiciels, projets
from grappes.services.enonce.lecture import Donnees, lire
from grappes.services.enonce.tenues import Tenues, tenir

# The published objective: 100 per ESMS and 0.5 per organisme left out come first; then, in the
# same unit, the distance to the porteur (km), what differs from it, its own fitness, and the
# margins. Prices of a wish, not rules: every threshold comes from the règlement.
PRIX = {
    "unplaced_esms": 100.0,
    "unplaced_og": 0.5,
    "km": 0.05,
    "sector": 1.0,
    "horizon": 0.5,
    "department": 0.5,
    "lead": 3.0,
    "moved": 2.0,
    "below_margin": 0.5,
    "above_large": 0.1,
}
# A grappe is large from twice the minimum.
GRANDE = 2
MARGE = 3
SANS_REGLEMENT = (
    "La campagne n’a pas de règlement en vigueur : sans lui, rien ne peut être proposé."
)


@dataclass(frozen=True)
class Enonce:
    """A problem and the way back to the rows. Identifiers are those of the problem.

    `verrous` says why a candidature stays where it is, `ecartees` why another is left out;
    `coeurs` holds, by grappe, those that stay while others may join; `projets` counts what
    each wants to do; `conflits` is for staff.
    """

    campagne: Campagne
    reglement: Reglement
    problem: Problem
    candidatures: Mapping[str, Candidature]
    places: Mapping[str, Place]
    duis: Mapping[str, int]
    coeurs: Mapping[int, tuple[str, ...]]
    figees: Mapping[int, tuple[str, ...]]
    verrous: Mapping[str, str]
    ecartees: Mapping[int, str]
    souhaits: Mapping[str, tuple[str, ...]]
    projets: Mapping[str, Kinds]
    conflits: tuple[str, ...]

    def nom(self, identifiant: str) -> str:
        """What people read for an identifier of the problem."""
        return str(self.candidatures[identifiant].organisme)


def poser(
    campagne: Campagne,
    *,
    rayon_km: float | None = None,
    marge_esms: int = MARGE,
    selection: Collection[int] = (),
    derogations: Collection[int] = (),
) -> Enonce:
    """The problem of a campagne as it is now.

    `selection` (keys of candidatures; empty: all that is free) are the only ones that may move;
    `derogations` (keys too) are released from whatever holds them. Raises `ErreurMetier` without
    a règlement in force.
    """
    reglement = campagne.reglement
    if reglement is None:
        raise ErreurMetier(SANS_REGLEMENT)
    donnees = lire(campagne, reglement)
    tenues = tenir(donnees, set(selection), set(derogations))
    acceptes = logiciels(donnees, reglement, tenues)
    liens = lier(donnees, tenues, acceptes)
    problem = Problem(
        rules=_regles(reglement, donnees.reduits, rayon_km, marge_esms),
        candidates=candidats(donnees, reglement, tenues, acceptes, liens),
        locks=_locks(tenues, liens),
    )
    return _enonce(campagne, reglement, problem, donnees, tenues, liens)


def _locks(tenues: Tenues, liens: Liens) -> Locks:
    """Frozen grappes whole, cores together, and no two cores in one grappe."""
    chefs = _ids([cles[0] for cles in tenues.coeurs.values()])
    return Locks(
        frozen_groups=tuple(_ids(cles) for cles in tenues.figees.values()),
        together=tuple(_ids(cles) for cles in tenues.coeurs.values() if len(cles) > 1),
        apart=(*map(_ids, liens.separes), *([chefs] if len(chefs) > 1 else [])),
    )


def _enonce(
    campagne: Campagne,
    reglement: Reglement,
    problem: Problem,
    donnees: Donnees,
    tenues: Tenues,
    liens: Liens,
) -> Enonce:
    presentes = tenues.presentes
    return Enonce(
        campagne=campagne,
        reglement=reglement,
        problem=problem,
        candidatures={str(cle): donnees.candidatures[cle] for cle in presentes},
        places={str(cle): donnees.places[cle] for cle in presentes if cle in donnees.places},
        duis={nom: cle for cle, nom in donnees.duis.items()},
        coeurs={grappe: _ids(cles) for grappe, cles in tenues.coeurs.items()},
        figees={grappe: _ids(cles) for grappe, cles in tenues.figees.items()},
        verrous={str(cle): phrase for cle, phrase in tenues.verrous.items()},
        ecartees=tenues.ecartees,
        projets={str(cle): projets(donnees.profils[cle]) for cle in presentes},
        souhaits={str(cle): _ids(sorted(autres)) for cle, autres in liens.souhaits.items()},
        conflits=tuple(liens.conflits),
    )


def _ids(cles: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(cle) for cle in cles)


def plan_actuel(enonce: Enonce) -> Plan:
    """Today's grappes, as they are: a plan that may well break the rules."""
    membres: dict[int, list[str]] = defaultdict(list)
    for identifiant, place in enonce.places.items():
        membres[place.grappe_id].append(identifiant)
    groupes = tuple(groupe_actuel(enonce, tuple(ids)) for _, ids in sorted(membres.items()))
    places = {identifiant for groupe in groupes for identifiant in groupe.members}
    people = enonce.problem.candidates
    return Plan(
        groups=groupes,
        unplaced=tuple(c.id for c in people if c.id not in places),
        placed_esms=sum(c.esms for c in people if c.id in places),
    )


def groupe_actuel(enonce: Enonce, membres: tuple[str, ...]) -> Group:
    """Members of one of today's grappes as a group: its porteur, or who would carry best."""
    people = [enonce.problem.by_id[identifiant] for identifiant in membres]
    porteurs = [i for i in membres if enonce.places[i].role == Place.Role.PORTEUR]
    pressenti = max(people, key=lambda c: (c.lead, c.esms)).id
    communs = sorted(set.intersection(*(set(c.accepts) for c in people)))
    dui = enonce.places[membres[0]].grappe.dui
    return Group(
        lead=(porteurs or [pressenti])[0],
        vendor=str(dui) if dui and enonce.reglement.dui_unique else (communs or [AU_CHOIX])[0],
        project=projet_dominant(enonce, membres),
        members=membres,
    )


def projet_dominant(enonce: Enonce, membres: Iterable[str]) -> str:
    """The kind of project of most of their ESMS; acquisition where nobody has decided."""
    voulus = [enonce.projets[identifiant] for identifiant in membres]
    conformites = sum(voulu.conformite for voulu in voulus)
    acquisitions = sum(voulu.acquisition for voulu in voulus)
    return "conformite" if conformites > acquisitions else "acquisition"


def _regles(
    reglement: Reglement, reduits: frozenset[str], rayon_km: float | None, marge_esms: int
) -> Rules:
    """The règlement in the optimiser's words."""
    minimum_og = reglement.minimum_og or 1
    part = reglement.part_mixte_max
    return Rules(
        min_esms=reglement.seuil_esms,
        max_esms=reglement.plafond_esms,
        min_ogs=minimum_og,
        radius_km=rayon_km,
        weights=Weights(**PRIX, margin_esms=marge_esms, large_esms=GRANDE * reglement.seuil_esms),
        reduced=(
            Reduced(reglement.seuil_reduit, minimum_og, reduits)
            if reglement.seuil_reduit is not None and reduits
            else None
        ),
        mixed_share=None if part is None else part / 100,
    )
