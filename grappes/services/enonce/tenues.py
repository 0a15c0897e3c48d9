"""Who takes part in a run, who stays where it is because of a promise or a lock, and why."""

from collections import defaultdict
from dataclasses import dataclass

from grappes.models import Grappe, Place
from grappes.models.statuts import GRAPPES_ENGAGEES
from grappes.services.enonce.lecture import Donnees
from grappes.services.regroupement.attaches import Force, force, pourquoi


@dataclass(frozen=True)
class Tenues:
    """Keys of candidatures: those that take part, and of these those that may not move.

    `grappes` gives the grappe of each that is held, `verrous` its sentence. A grappe is frozen
    whole (`figees`), or has a core (`coeurs`) that others may join. `ecartees`: who is left out.
    """

    presentes: list[int]
    ecartees: dict[int, str]
    verrous: dict[int, str]
    grappes: dict[int, int]
    figees: dict[int, list[int]]
    coeurs: dict[int, list[int]]

    def ensemble(self, cle: int, autre: int) -> bool:
        """Whether both are held in the same grappe."""
        return cle in self.grappes and self.grappes[cle] == self.grappes.get(autre)


def tenir(donnees: Donnees, selection: set[int], derogations: set[int]) -> Tenues:
    """`selection`: the only ones that may move (empty: all); `derogations`: released ones.

    Nobody engaged in a constituted grappe is released for a run.
    """
    ecartees = _ecarter(donnees, selection)
    presentes = [
        cle
        for cle in donnees.candidatures
        if cle not in ecartees and (not selection or cle in selection or cle in donnees.places)
    ]
    verrous, grappes = {}, {}
    figees: dict[int, list[int]] = defaultdict(list)
    coeurs: dict[int, list[int]] = defaultdict(list)
    for cle in presentes:
        place = donnees.places.get(cle)
        if place is None or (cle in derogations and force(place, place.grappe) < Force.ENGAGEE):
            continue
        if verrou := _verrou(place, hors_selection=bool(selection) and cle not in selection):
            verrous[cle], grappes[cle] = verrou, place.grappe_id
            (figees if est_figee(place.grappe) else coeurs)[place.grappe_id].append(cle)
    return Tenues(presentes, ecartees, verrous, grappes, dict(figees), dict(coeurs))


def est_figee(grappe: Grappe) -> bool:
    """Whether a run leaves the whole grappe as it is."""
    return grappe.gelee_le is not None or grappe.statut in GRAPPES_ENGAGEES


def _ecarter(donnees: Donnees, selection: set[int]) -> dict[int, str]:
    """Who is left out of the run, and why."""
    seuls = {
        place.candidature_id: place.grappe
        for place in donnees.refusees
        if place.motif_refus == Place.MotifRefus.SEUL
    }
    ecartees = {}
    for cle in donnees.candidatures:
        if cle not in donnees.profils:
            ecartees[cle] = "Aucun ESMS éligible : les lignes douteuses ne comptent pas."
        elif cle in seuls and cle not in selection and cle not in donnees.places:
            ecartees[cle] = (
                f"A refusé « {seuls[cle]} » pour candidater autrement : sélectionnez la "
                "candidature pour la proposer à nouveau."
            )
    return ecartees


def _verrou(place: Place, *, hors_selection: bool) -> str:
    """Why this place is not moved by a run; empty if it is free."""
    if phrase := pourquoi(place, place.grappe):
        return phrase
    if place.grappe.statut in GRAPPES_ENGAGEES:
        return f"« {place.grappe} » est constituée."
    if hors_selection:
        nom = place.candidature.organisme
        return f"{nom}, hors de la sélection, reste dans « {place.grappe} »."
    return ""
