"""The bench of a grappe: who of the vivier could join it, ranked, each with its reasons."""

import dataclasses
from dataclasses import dataclass

from grappes.models import Candidature, Dui, Grappe
from grappes.optimizer import Candidate, Group, Locks, Option, Plan, Problem, best_candidates
from grappes.optimizer.score import km
from grappes.optimizer.sentences import Namer
from grappes.services.enonce.candidats import AU_CHOIX
from grappes.services.enonce.probleme import Enonce, plan_actuel, poser
from grappes.services.enonce.raisons import raison
from grappes.services.regroupement.composition import Bilan, bilan, membres_de, reglement_de

BANC, CONSEILS = 5, 3
# Of those that the objective ranks first, how many are judged by the rules.
EXAMINES = 20
# How many of the nearest are shown to the optimiser: a page must not wait for a whole region.
PROCHES = 300


@dataclass(frozen=True)
class Recrue:
    """One who could join: its eligible ESMS, why it fits, the grappe as it would be."""

    candidature: Candidature
    esms: int
    raison: str
    apres: Bilan


def enonce_de(grappe: Grappe) -> Enonce:
    """The problem of the campagne, where the members of this grappe are no longer held."""
    vivantes = grappe.places.vivantes()
    return poser(grappe.campagne, derogations=list(vivantes.values_list("candidature", flat=True)))


def banc(grappe: Grappe, enonce: Enonce, *, nombre: int = BANC) -> list[Recrue]:
    """The best of the vivier for this grappe; those that make it valid come first."""
    return sorted(_classees(grappe, enonce), key=lambda r: not r.apres.valide)[:nombre]


def conseils(grappe: Grappe, *, nombre: int = CONSEILS) -> list[Recrue]:
    """The best to add, whom no rule of the règlement that the grappe keeps would refuse.

    Raises `ErreurMetier` without a règlement in force.
    """
    enonce = enonce_de(grappe)
    presents = membres_de(grappe.campagne, [int(i) for i in _membres(grappe, enonce)])
    avant = bilan(list(presents.values()), grappe.dui, reglement_de(grappe.campagne))
    rompues = _rompues(avant)
    return [r for r in _classees(grappe, enonce) if _rompues(r.apres) <= rompues][:nombre]


def _rompues(lu: Bilan) -> set[str]:
    return {constat.code for constat in lu.constats if not constat.respecte}


def _membres(grappe: Grappe, enonce: Enonce) -> set[str]:
    return {i for i, place in enonce.places.items() if place.grappe_id == grappe.pk}


def _classees(grappe: Grappe, enonce: Enonce) -> list[Recrue]:
    """Those of the vivier who could join it, as the objective ranks them.

    Whoever left this grappe is not asked again.
    """
    plan, membres = plan_actuel(enonce), _membres(grappe, enonce)
    groupe = next((g for g in plan.groups if set(g.members) == membres), None)
    if groupe is None:
        return []
    partis = grappe.places.exclude(liberee_le=None).values_list("candidature", flat=True)
    libres = set(plan.unplaced) - {str(cle) for cle in partis}
    options = _options(enonce.problem, groupe, grappe.dui, libres, enonce.nom)
    return _juger(grappe, enonce, options, groupe)


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


def _juger(grappe: Grappe, enonce: Enonce, options: list[Option], groupe: Group) -> list[Recrue]:
    presents = [int(membre) for membre in groupe.members]
    lus = membres_de(grappe.campagne, [*presents, *(int(o.candidate) for o in options)])
    reglement = reglement_de(grappe.campagne)
    return [
        Recrue(
            candidature=enonce.candidatures[option.candidate],
            esms=enonce.problem.by_id[option.candidate].esms,
            raison=raison(
                enonce.problem, option.group, option.candidate, enonce.souhaits, enonce.nom
            ),
            apres=bilan(
                [lus[cle] for cle in (*presents, int(option.candidate))], grappe.dui, reglement
            ),
        )
        for option in options
    ]
