"""The guards of the workflow: each returns the French sentences of what is missing, or nothing."""

from collections.abc import Callable

from grappes.models import (
    Candidature,
    EtablissementDeclare,
    EtatCampagne,
    EtatPlace,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
)
from grappes.regles import preparation
from grappes.regles.completude import manques, saisies_en_attente

Garde = Callable[..., list[str]]
Verdict = EtablissementDeclare.Verdict


def formulaire_complet(candidature: Candidature) -> list[str]:
    """What a submission owes; the form asks the rest, but a director may leave it for later."""
    ouverte = candidature.campagne.est_ouverte
    return ([] if ouverte else ["Cette campagne n’est pas ouverte."]) + [
        manque.phrase for manque in saisies_en_attente(candidature) + manques(candidature)
    ]


def remarque_presente(candidature: Candidature) -> list[str]:
    if candidature.remarques.filter(levee_le=None).exists():
        return []
    return ["Ajoutez au moins une remarque : le candidat doit savoir quoi compléter."]


def ligne_eligible(candidature: Candidature) -> list[str]:
    if candidature.lignes.filter(retenue=True, verdict=Verdict.ELIGIBLE).exists():
        return []
    return ["Aucun établissement n’est éligible."]


def aucune_ligne_possible(candidature: Candidature) -> list[str]:
    possibles = candidature.lignes.filter(retenue=True).exclude(verdict=Verdict.EXCLU)
    if nombre := possibles.count():
        return [f"{nombre} établissement(s) restent éligibles ou douteux : tranchez d’abord."]
    return []


def place_vivante(candidature: Candidature) -> list[str]:
    if candidature.places.vivantes().exists():
        return []
    return ["Cette candidature n’a pas de place dans une grappe."]


def membres_d_accord(candidature: Candidature) -> list[str]:
    grappe = Grappe.objects.get(places__candidature=candidature, places__liberee_le=None)
    return _accords_attendus(grappe.places_vivantes)


def encore_proposee(place: Place) -> list[str]:
    """Once the grappe is constituted, nobody is asked again."""
    if place.grappe.statut == StatutGrappe.PROPOSEE:
        return []
    return [f"« {place.grappe} » n’est plus une proposition."]


def campagne_non_close(candidature: Candidature) -> list[str]:
    if candidature.campagne.etat != EtatCampagne.DEPOT_CLOS:
        return []
    return ["Le dépôt est clos : la candidature ne peut plus être rouverte."]


def proposable(grappe: Grappe) -> list[str]:
    if not grappe.places_vivantes:
        return ["Ajoutez au moins une candidature à la grappe."]
    if grappe.campagne.reglement and grappe.exception_motif.strip():
        return []
    return conforme(grappe)


def constituable(grappe: Grappe) -> list[str]:
    """Every live place accepted as it is, a porteur and its suppléant, the règlement met.

    The places are read again: an answer may have come since this grappe was.
    """
    places = _places(grappe)
    if not places:
        return ["La grappe n’a plus de membre."]
    return (
        _accords_attendus(places)
        + _promesses_rompues(places, grappe)
        + _portage(places)
        + conforme(grappe)
    )


def _places(grappe: Grappe) -> list[Place]:
    vivantes = Place.objects.vivantes().filter(grappe=grappe)
    return list(vivantes.select_related("candidature__organisme").order_by("pk"))


def conforme(grappe: Grappe) -> list[str]:
    """Valid under the règlement in force; no exception goes further than a proposal."""
    return [manque.phrase for manque in preparation.ecarts(grappe)]


def invitable(grappe: Grappe) -> list[str]:
    if grappe.campagne.instruction_publiee is None:
        return ["L’instruction de la campagne n’est pas encore publiée."]
    return portage(grappe) + conforme(grappe)


def dossier_depose(grappe: Grappe) -> list[str]:
    """The filing is dated and numbered, and each of its members was invited to prepare it."""
    if not (grappe.transmise_le and grappe.numero_dossier):
        return ["Indiquez la date et le numéro du dossier déposé."]
    places = _places(grappe)
    return _accords_attendus(places) or _invitations_attendues(places)


def portage(grappe: Grappe) -> list[str]:
    """A porteur and, unless it is alone, its suppléant, among those that said yes."""
    return _portage([p for p in _places(grappe) if p.etat == EtatPlace.ACCEPTEE])


def _accords_attendus(places: list[Place]) -> list[str]:
    """For staff: by name, where `preparation` only counts."""
    attendues = preparation.attendues(places)
    return [f"{place.candidature.organisme} n’a pas encore accepté." for place in attendues]


def _promesses_rompues(places: list[Place], grappe: Grappe) -> list[str]:
    """Who said yes to another software, or to another role."""
    return [
        f"{place.candidature.organisme} a dit oui à un autre logiciel ou à un autre rôle : "
        "redemandez son accord."
        for place in places
        if place.etat == EtatPlace.ACCEPTEE and not place.tient(grappe)
    ]


def _invitations_attendues(places: list[Place]) -> list[str]:
    """Those whose file would stay behind when the others follow the filing."""
    return [
        f"{place.candidature.organisme} n’est pas encore invité à déposer."
        for place in places
        if place.candidature.statut != StatutCandidature.INVITEE
    ]


def _portage(places: list[Place]) -> list[str]:
    return [manque.phrase for manque in preparation.portage(places)]
