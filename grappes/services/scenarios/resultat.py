"""What a run found, as rows: grappes that complete today's or are new, and why each member."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from grappes.models import (
    Grappe,
    GrappeEnvisagee,
    MembreEnvisage,
    Place,
    Scenario,
    StatutGrappe,
)
from grappes.optimizer import Group, Plan, conflicts, explain, problem_to_json
from grappes.services.enonce.candidats import PROJETS
from grappes.services.enonce.probleme import Enonce, groupe_actuel, projet_dominant
from grappes.services.enonce.raisons import abreger, raison

PROJET_DE = {genre: projet for projet, genre in PROJETS.items()}


def orphelins(enonce: Enonce, plan: Plan, battre: Callable[[], object]) -> dict[str, str]:
    """Why each candidature that the plan leaves out is nowhere; `battre` is called in between."""
    phrases = {}
    for identifiant in plan.unplaced:
        battre()
        phrases[identifiant] = explain(enonce.problem, plan, identifiant, name=enonce.nom).sentence
    return phrases


@transaction.atomic
def enregistrer(
    scenario: Scenario, enonce: Enonce, plan: Plan, raisons_des_orphelins: Mapping[str, str]
) -> None:
    """Replace what the scenario held by this plan. Frozen grappes are not part of it."""
    scenario.grappes.all().delete()
    rangs = list(enumerate(_destinations(enonce, plan), start=1))
    envisagees = GrappeEnvisagee.objects.bulk_create(
        _envisagee(scenario, enonce, rang, groupe, grappe) for rang, (groupe, grappe) in rangs
    )
    MembreEnvisage.objects.bulk_create(
        MembreEnvisage(
            scenario=scenario,
            envisagee=envisagee,
            candidature_id=int(identifiant),
            raison=_pourquoi_la(enonce, groupe, identifiant),
        )
        for envisagee, (_, (groupe, _)) in zip(envisagees, rangs, strict=True)
        for identifiant in groupe.members
    )
    scenario.enonce = problem_to_json(enonce.problem) | {
        "annexe": _annexe(enonce, raisons_des_orphelins)
    }
    scenario.calcule_le = timezone.now()
    scenario.esms_places, scenario.esms_plafond = plan.placed_esms, plan.placement_ceiling
    scenario.save(update_fields=["enonce", "calcule_le", "esms_places", "esms_plafond"])


def _envisagee(
    scenario: Scenario, enonce: Enonce, rang: int, groupe: Group, grappe: int | None
) -> GrappeEnvisagee:
    return GrappeEnvisagee(
        scenario=scenario,
        rang=rang,
        grappe_id=grappe,
        dui_id=enonce.duis.get(groupe.vendor),
        projet=PROJET_DE[_projet(enonce, groupe)],
        porteur_id=int(groupe.lead),
    )


def _projet(enonce: Enonce, groupe: Group) -> str:
    """Where kinds mix freely, the plan says nothing of them."""
    libre = enonce.reglement.part_mixte_max is None
    return projet_dominant(enonce, groupe.members) if libre else groupe.project


def _pourquoi_la(enonce: Enonce, groupe: Group, identifiant: str) -> str:
    """A promise comes before any other reason."""
    if verrou := enonce.verrous.get(identifiant):
        return abreger(verrou)
    return raison(enonce.problem, groupe, identifiant, enonce.souhaits, enonce.nom)


def _destinations(enonce: Enonce, plan: Plan) -> Iterator[tuple[Group, int | None]]:
    """Each group of the plan with the grappe that it completes (None: a new one).

    A core that the plan could not complete stays as it is: a run moves no promise.
    """
    figes = {frozenset(ids) for ids in enonce.figees.values()}
    groupes = [groupe for groupe in plan.groups if frozenset(groupe.members) not in figes]
    du_coeur = {ids[0]: grappe for grappe, ids in enonce.coeurs.items()}
    trouves: dict[int, int] = {}
    for rang, groupe in enumerate(groupes):
        for identifiant in groupe.members:
            if identifiant in du_coeur:
                trouves[rang] = du_coeur.pop(identifiant)
    for rang, grappe in _ressemblances(enonce, groupes):
        if rang not in trouves and grappe not in trouves.values():
            trouves[rang] = grappe
    for rang, groupe in enumerate(groupes):
        yield _porte(enonce, groupe, trouves.get(rang)), trouves.get(rang)
    for grappe in du_coeur.values():
        yield groupe_actuel(enonce, enonce.coeurs[grappe]), grappe


def _porte(enonce: Enonce, groupe: Group, grappe: int | None) -> Group:
    """A grappe keeps the porteur that it has: applying replaces nobody who carries."""
    for identifiant in groupe.members:
        place = enonce.places.get(identifiant)
        if place and place.grappe_id == grappe and place.role == Place.Role.PORTEUR:
            return replace(groupe, lead=identifiant)
    return groupe


def _ressemblances(enonce: Enonce, groupes: list[Group]) -> list[tuple[int, int]]:
    """(rank, grappe without a core) of those that share members, the most alike first."""
    communs: dict[tuple[int, int], int] = {}
    for rang, groupe in enumerate(groupes):
        for identifiant in groupe.members:
            place = enonce.places.get(identifiant)
            if place and _peut_devenir(enonce, place.grappe, groupe):
                communs[rang, place.grappe_id] = communs.get((rang, place.grappe_id), 0) + 1
    return sorted(communs, key=lambda cle: (-communs[cle], cle))


def _peut_devenir(enonce: Enonce, grappe: Grappe, groupe: Group) -> bool:
    if grappe.pk in enonce.coeurs or grappe.pk in enonce.figees:
        return False
    if grappe.statut != StatutGrappe.EN_PREPARATION:
        return False
    return grappe.dui_id is None or grappe.dui_id == enonce.duis.get(groupe.vendor)


def _annexe(enonce: Enonce, raisons: Mapping[str, str]) -> dict[str, object]:
    """What explains the result later, beside the problem."""
    return {
        "reglement": enonce.reglement.pk,
        "actuel": {
            identifiant: enonce.places[identifiant].grappe_id
            if identifiant in enonce.places
            else None
            for identifiant in enonce.candidatures
        },
        "figees": {str(grappe): list(ids) for grappe, ids in enonce.figees.items()},
        "verrous": dict(enonce.verrous),
        "ecartees": {str(cle): phrase for cle, phrase in enonce.ecartees.items()},
        "souhaits": {cle: list(ids) for cle, ids in enonce.souhaits.items()},
        "conflits": [*enonce.conflits, *_souhaits_inconciliables(enonce)],
        "orphelins": dict(raisons),
    }


def _souhaits_inconciliables(enonce: Enonce) -> Iterator[str]:
    """Wishes that nobody can honour together; what a promise holds together is no wish."""
    for conflit in conflicts(enonce.problem, name=enonce.nom):
        if not all(identifiant in enonce.verrous for identifiant in conflit.candidates):
            yield conflit.sentence
