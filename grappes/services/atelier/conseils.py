"""Who could join a grappe: the best free candidatures, ranked as a proposal would."""

from dataclasses import dataclass, replace

from grappes.models import Campagne, Grappe
from grappes.optimizer import Option, Problem, best_candidates
from grappes.services.atelier.candidats import AU_CHOIX
from grappes.services.atelier.probleme import Enonce, groupe_actuel, plan_actuel, poser

NOMBRE = 3


@dataclass(frozen=True)
class Conseil:
    """One candidature to add: how many eligible ESMS the grappe would have, and why it fits."""

    candidature: int
    nom: str
    esms: int
    raison: str


def meilleures(campagne: Campagne, grappe: Grappe) -> list[Conseil]:
    """The best to add, best first; none when nobody fits without breaking a rule.

    Raises `ErreurMetier` without a règlement in force.
    """
    enonce = poser(campagne)
    membres = tuple(i for i, place in enonce.places.items() if place.grappe_id == grappe.pk)
    if not membres:
        return []
    chef = groupe_actuel(enonce, membres).lead
    options = [option for option in _options(enonce, chef) if _garde_le_dui(option, grappe)]
    return [
        Conseil(int(o.candidate), enonce.nom(o.candidate), o.esms, o.sentence)
        for o in options[:NOMBRE]
    ]


def _options(enonce: Enonce, chef: str) -> list[Option]:
    """Everyone who fits. A grappe still under the minimum is none for the optimiser: its other
    rules rank them."""
    plan, nombre = plan_actuel(enonce), len(enonce.candidatures)
    trouvees = best_candidates(enonce.problem, plan, chef, nombre, name=enonce.nom)
    return trouvees or best_candidates(
        _sans_minimum(enonce.problem), plan, chef, nombre, name=enonce.nom
    )


def _garde_le_dui(option: Option, grappe: Grappe) -> bool:
    """The software that staff chose for the grappe is not changed to welcome one more."""
    return grappe.dui is None or option.group.vendor in (str(grappe.dui), AU_CHOIX)


def _sans_minimum(problem: Problem) -> Problem:
    return replace(problem, rules=replace(problem.rules, min_esms=1, min_ogs=1, reduced=None))
