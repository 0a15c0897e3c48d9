"""The acts on a grappe: proposed, constituted, dissolved, filed."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Grappe, StatutCandidature, StatutGrappe, Transition
from grappes.services.messagerie import courriels
from grappes.services.regroupement import consultations, places, promesses
from grappes.services.regroupement.engagements import (
    candidatures_de,
    engager,
    inviter_les_membres,
)
from grappes.services.regroupement.lecture import avec_membres as avec_membres
from grappes.services.regroupement.lecture import fenetre_de as fenetre_de
from grappes.services.regroupement.lecture import fenetre_de_depot as fenetre_de_depot
from grappes.services.verrous import verrouiller
from grappes.workflow import Auteur, changer_statut


@transaction.atomic
def proposer(grappe: Grappe, *, auteur: Auteur) -> Transition:
    """Announce every place."""
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "proposer", auteur=auteur)
    annoncer_les_places(grappe, auteur=auteur)
    return transition


@transaction.atomic
def annoncer_les_places(
    grappe: Grappe, *, auteur: Auteur, seulement: Collection[int] | None = None
) -> int:
    """Announce the places that nobody was told of (`seulement`: these keys); return how many.

    The members already told hear that the grappe grows.
    """
    grappe = verrouiller(grappe)
    if grappe.statut == StatutGrappe.EN_PREPARATION:
        raise ErreurMetier("Proposez d’abord la grappe.")
    prevues = places.a_annoncer(grappe)
    if seulement is not None:
        prevues = [place for place in prevues if place.pk in seulement]
    if not prevues:
        return 0
    echeance = consultations.reculer_l_echeance(grappe)
    for place in prevues:
        place.grappe = grappe
        places.annoncer(place, auteur=auteur, reponse_avant_le=echeance)
    lue = promesses.lire_grappe(grappe.pk)  # a card counts only those that are told
    for place in prevues:
        promesses.promettre(place, lue)
        consultations.envoyer_la_fiche(place, lue)
    consultations.prevenir(grappe, auteur=auteur, motif="La grappe s’agrandit.")
    return len(prevues)


@transaction.atomic
def constituer(grappe: Grappe, *, auteur: Auteur) -> Transition:
    """All members agreed: they are in. When the instruction is out, they are invited at once."""
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "constituer", auteur=auteur)
    engager(grappe)
    if grappe.campagne.instruction_publiee:
        inviter(grappe, auteur=auteur)
    return transition


@transaction.atomic
def inviter(grappe: Grappe, *, auteur: Auteur) -> Transition:
    """The instruction is published and the grappe is valid under it: prepare the filing."""
    transition = changer_statut(grappe, "inviter", auteur=auteur)
    inviter_les_membres(grappe, auteur=auteur)
    return transition


@transaction.atomic
def dissoudre(grappe: Grappe, *, auteur: Auteur, motif: str) -> Transition:
    """Free every place; the candidatures go back to the vivier and are told."""
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "dissoudre", auteur=auteur, motif=motif)
    for place in grappe.places.vivantes().select_related("candidature__campagne"):
        place.grappe = grappe
        places.liberer(place, auteur=auteur, motif=f"Grappe dissoute : {motif}")
    return transition


@transaction.atomic
def transmettre(
    grappe: Grappe, *, auteur: Auteur, le: datetime.date, numero_dossier: str
) -> Transition:
    """Record that the porteur filed in the State's own tool (PAI numérique)."""
    grappe = verrouiller(grappe)
    if le > timezone.localdate():
        raise ErreurMetier("La date de transmission ne peut pas être à venir.")
    if le < grappe.campagne.ouvre_le:  # a year typed with two digits, most often
        raise ErreurMetier("La date de transmission ne peut pas précéder la campagne.")
    grappe.transmise_le, grappe.numero_dossier = le, numero_dossier.strip()
    transition = changer_statut(
        grappe, "transmettre", auteur=auteur, transmise_le=le, numero_dossier=grappe.numero_dossier
    )
    _faire_suivre(grappe, "transmettre", StatutCandidature.INVITEE, auteur)
    return transition


@transaction.atomic
def noter_resultat(grappe: Grappe, *, laureate: bool, auteur: Auteur) -> Transition:
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "laurer" if laureate else "ne_pas_laurer", auteur=auteur)
    acte = "retenir" if laureate else "ne_pas_retenir"
    _faire_suivre(grappe, acte, StatutCandidature.TRANSMISE, auteur)
    return transition


def _faire_suivre(grappe: Grappe, acte: str, depuis: StatutCandidature, auteur: Auteur) -> None:
    for candidature in candidatures_de(grappe, depuis):
        transition = changer_statut(candidature, acte, auteur=auteur)
        courriels.annoncer_statut(candidature, transition)
