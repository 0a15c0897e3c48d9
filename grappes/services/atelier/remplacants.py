"""The bench of a grappe: who of the vivier could join it, ranked, each with its reasons."""

import dataclasses
from dataclasses import dataclass

from grappes.models import Candidature, Dui, Grappe
from grappes.optimizer import Candidate, Group, Locks, Option, Plan, Problem, best_candidates
from grappes.optimizer.score import km
from grappes.optimizer.sentences import Namer
from grappes.services.atelier.candidats import AU_CHOIX
from grappes.services.atelier.composition import Bilan, bilan, membres_de, reglement_de
from grappes.services.atelier.probleme import Enonce, plan_actuel, poser

BANC = 5
# Of those that the objective ranks first, how many are judged by the rules.
EXAMINES = 20
# How many of the nearest are shown to the optimiser: a page must not wait for a whole region.
PROCHES = 300


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
    plan = plan_actuel(enonce)
    membres = {i for i, place in enonce.places.items() if place.grappe_id == grappe.pk}
    groupe = next((g for g in plan.groups if set(g.members) == membres), None)
    if groupe is None:
        return []
    partis = grappe.places.exclude(liberee_le=None).values_list("candidature", flat=True)
    libres = set(plan.unplaced) - {str(cle) for cle in partis}
    options = _options(enonce.problem, groupe, grappe.dui, libres, enonce.nom)
    trouves = _juger(grappe, enonce, options, groupe)
    return sorted(trouves, key=lambda r: not r.apres.valide)[:nombre]


def _options(
    problem: Problem, groupe: Group, dui: Dui | None, libres: set[str], nom: Namer
) -> list[Option]:
    """Ask the optimiser about this grappe alone, below any minimum: it may have lost too much."""
    membres = set(groupe.members)
    dedans = [_tenir_au_dui(problem.by_id[membre], dui) for membre in groupe.members]
    autour = _autour(problem, groupe, dedans, libres)
    connus = membres | {candidate.id for candidate in autour}
    seule = Problem(
        rules=dataclasses.replace(problem.rules, min_esms=1, min_ogs=1, reduced=None),
        candidates=tuple(_delier(c, connus, membres) for c in (*dedans, *autour)),
        locks=Locks(
            apart=tuple(p for p in problem.locks.apart if set(p) <= connus and set(p) - membres)
        ),
    )
    plan = Plan(
        groups=(groupe,),
        unplaced=tuple(candidate.id for candidate in autour),
        placed_esms=sum(candidate.esms for candidate in dedans),
    )
    return best_candidates(seule, plan, groupe.lead, k=EXAMINES, name=nom)


def _tenir_au_dui(membre: Candidate, dui: Dui | None) -> Candidate:
    """The software of the grappe was told to its members: nobody is sought for another."""
    if dui is None or AU_CHOIX in membre.accepts:
        return membre
    return dataclasses.replace(membre, accepts=(str(dui),))


def _autour(
    problem: Problem, groupe: Group, dedans: list[Candidate], libres: set[str]
) -> list[Candidate]:
    """The free candidates nearest to the porteur that share a software with all the members."""
    communs = set.intersection(*(set(candidate.accepts) for candidate in dedans))
    porteur = problem.by_id[groupe.lead]
    possibles = [c for c in problem.candidates if c.id in libres and communs & set(c.accepts)]
    return sorted(possibles, key=lambda c: (km(c, porteur), c.id))[:PROCHES]


def _delier(candidate: Candidate, connus: set[str], membres: set[str]) -> Candidate:
    """What the members of the grappe said of each other is past: they are together."""
    dedans = candidate.id in membres
    partenaires = () if dedans else tuple(
        autre for autre in candidate.partners if autre in connus and autre not in membres
    )  # fmt: skip
    refus = tuple(
        autre for autre in candidate.refuses
        if autre in connus and not (dedans and autre in membres)
    )  # fmt: skip
    return dataclasses.replace(candidate, partners=partenaires, refuses=refus)


def _juger(
    grappe: Grappe, enonce: Enonce, options: list[Option], groupe: Group
) -> list[Remplacant]:
    presents = [int(membre) for membre in groupe.members]
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
