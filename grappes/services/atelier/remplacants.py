"""The bench of a grappe: who of the vivier could join it, ranked, each with its reasons."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass

from grappes.models import Candidature, EtatPlace, Grappe, Place
from grappes.optimizer import Candidate, Group, Locks, Option, Problem, best_candidates
from grappes.services.atelier.composition import Bilan, bilan, membres_de, reglement_de
from grappes.services.atelier.probleme import Enonce, plan_actuel, poser

BANC = 5
# Of those that the objective ranks first, how many are judged by the rules.
EXAMINES = 20


@dataclass(frozen=True)
class Remplacant:
    """One who could join: its eligible ESMS, why it fits, the grappe as it would be."""

    candidature: Candidature
    esms: int
    raison: str
    apres: Bilan


def enonce_de(grappe: Grappe) -> Enonce:
    """The problem of the campagne, where the members of this grappe are no longer held."""
    vivantes = grappe.places.vivantes()
    return poser(grappe.campagne, derogations=list(vivantes.values_list("candidature", flat=True)))


def banc(grappe: Grappe, enonce: Enonce, *, nombre: int = BANC) -> list[Remplacant]:
    """The best of the vivier for this grappe; those that make it valid come first.

    Whoever left this grappe is not asked again.
    """
    membres = _membres(grappe, enonce)
    groupe = next((g for g in plan_actuel(enonce).groups if set(g.members) == set(membres)), None)
    if groupe is None:
        return []
    options = _options(enonce, groupe, membres)
    partis = {str(cle) for cle in grappe.places.exclude(liberee_le=None).values_list(
        "candidature", flat=True
    )}  # fmt: skip
    trouves = _juger(grappe, enonce, [o for o in options if o.candidate not in partis], membres)
    return sorted(trouves, key=lambda r: not r.apres.valide)[:nombre]


def _membres(grappe: Grappe, enonce: Enonce) -> list[str]:
    return [i for i, place in enonce.places.items() if place.grappe_id == grappe.pk]


def _options(enonce: Enonce, groupe: Group, membres: Collection[str]) -> list[Option]:
    """Ask the optimiser, below any minimum: a grappe that lost a member may have too few ESMS."""
    problem = enonce.problem
    rules = dataclasses.replace(problem.rules, min_esms=1, min_ogs=1, reduced=None)
    libre = Problem(
        rules=rules,
        candidates=tuple(_delier(c, set(membres)) for c in problem.candidates),
        locks=_verrous(problem.locks, set(membres)),
    )
    return best_candidates(libre, plan_actuel(enonce), groupe.lead, k=EXAMINES, name=enonce.nom)


def _delier(candidate: Candidate, membres: set[str]) -> Candidate:
    """What the members of the grappe said of each other is past: they are together."""
    if candidate.id in membres:
        refus = tuple(autre for autre in candidate.refuses if autre not in membres)
        return dataclasses.replace(candidate, partners=(), refuses=refus)
    amis = tuple(autre for autre in candidate.partners if autre not in membres)
    return dataclasses.replace(candidate, partners=amis)


def _verrous(locks: Locks, membres: set[str]) -> Locks:
    separes = tuple(paire for paire in locks.apart if not set(paire) <= membres)
    return dataclasses.replace(locks, apart=separes)


def _juger(
    grappe: Grappe, enonce: Enonce, options: list[Option], membres: list[str]
) -> list[Remplacant]:
    presents = [int(i) for i in membres]
    lus = membres_de(grappe.campagne, [*presents, *(int(o.candidate) for o in options)])
    reglement = reglement_de(grappe.campagne)
    return [
        Remplacant(
            candidature=enonce.candidatures[option.candidate],
            esms=enonce.problem.by_id[option.candidate].esms,
            raison=option.sentence,
            apres=bilan(
                [lus[cle] for cle in (*presents, int(option.candidate))], grappe.dui, reglement
            ),
        )
        for option in options
    ]


def accords(grappe: Grappe) -> list[Place]:
    """The live members that were told, and so would be asked again elsewhere."""
    informees = grappe.places.vivantes().exclude(etat=EtatPlace.PREVUE)
    return list(informees.select_related("candidature__organisme").order_by("pk"))
