"""One candidature's place in a grappe: given, announced, answered, freed."""

import datetime

from django.db import IntegrityError, transaction

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import (
    Candidature,
    EtatPlace,
    Grappe,
    Place,
    StatutCandidature,
    Transition,
)
from grappes.models.statuts import CANDIDATURES_INFORMEES, GRAPPES_ENGAGEES, GRAPPES_OUVERTES
from grappes.services.messagerie import courriels
from grappes.services.regroupement import consultations, departs, promesses, propositions
from grappes.services.regroupement.engagements import engager
from grappes.services.verrous import verrouiller, verrouiller_candidature
from grappes.workflow import APPLICATION, Auteur, changer_statut


@transaction.atomic
def ajouter(grappe: Grappe, candidature: Candidature) -> Place:
    """Give a place to an eligible candidature; nobody is told yet."""
    grappe, candidature = verrouiller(grappe), verrouiller_candidature(candidature)
    if grappe.statut not in GRAPPES_OUVERTES:
        raise ErreurMetier(f"« {grappe} » n’accueille plus de membre.")
    if grappe.campagne_id != candidature.campagne_id:
        raise ErreurMetier(f"{candidature} appartient à une autre campagne.")
    if candidature.statut != StatutCandidature.AU_VIVIER:
        raise ErreurMetier(
            f"{candidature} n’est pas au vivier ({candidature.get_statut_display().lower()})."
        )
    try:
        with transaction.atomic():
            return Place.objects.create(grappe=grappe, candidature=candidature)
    except IntegrityError:
        autre = Place.objects.vivantes().select_related("grappe").get(candidature=candidature)
        raise TransitionConcurrente(
            f"{candidature} a déjà une place dans « {autre.grappe} »."
        ) from None


@transaction.atomic
def donner_role(place: Place, role: str, *, auteur: Auteur = APPLICATION) -> int:
    """Make a member porteur or suppléant; who held the role becomes a plain member.

    Return how many members, who had said yes to something else, are asked again.
    Once a grappe is constituted only a member that accepted may carry it, and somebody must.
    """
    grappe = verrouiller(place.grappe)
    if grappe.statut not in GRAPPES_OUVERTES:
        raise ErreurMetier(f"« {grappe} » ne change plus de porteur.")
    vivantes = grappe.places.vivantes().select_related("candidature__organisme")
    fraiche = vivantes.filter(pk=place.pk).first()
    if fraiche is None:
        raise ErreurMetier(f"{place.candidature} n’est plus membre de la grappe.")
    if grappe.statut in GRAPPES_ENGAGEES:
        _controler_le_portage(fraiche, role)
    if role != Place.Role.MEMBRE:
        grappe.places.vivantes().filter(role=role).update(role=Place.Role.MEMBRE)
    Place.objects.filter(pk=place.pk).update(role=role)
    place.role = role
    return consultations.prevenir(grappe, auteur=auteur, motif="Les rôles ont changé.")


def _controler_le_portage(place: Place, role: str) -> None:
    organisme = place.candidature.organisme
    if role != Place.Role.MEMBRE and place.etat != EtatPlace.ACCEPTEE:
        raise ErreurMetier(
            f"{organisme} n’a pas encore accepté : la grappe est constituée, seul un membre qui "
            "a dit oui peut la porter."
        )
    if role != Place.Role.PORTEUR and place.role == Place.Role.PORTEUR:
        raise ErreurMetier(
            f"{organisme} porte une grappe constituée : choisissez d’abord un autre porteur."
        )


def annoncer(place: Place, *, auteur: Auteur, reponse_avant_le: datetime.date | None) -> None:
    """From now on its candidate may be told of it (`consultations.envoyer_la_fiche`)."""
    changer_statut(place, "annoncer", auteur=auteur, reponse_avant_le=reponse_avant_le)
    changer_statut(place.candidature, "proposer", auteur=auteur)


@transaction.atomic
def repondre(
    place: Place,
    acte: str,
    *,
    auteur: Auteur,
    motif_refus: str = "",
    precision: str = "",
    fiche_vue: str | None = None,
) -> Transition:
    """Record an answer: `accepter`, `discuter` or `refuser` (a refusal frees the place at once).

    `fiche_vue` is the fingerprint of the card that was answered to. Raises
    `TransitionConcurrente` when the grappe is no longer that one.
    """
    place.grappe = verrouiller(place.grappe)
    lue = promesses.lire_grappe(place.grappe_id)
    if fiche_vue is not None and fiche_vue != propositions.fiche(place, lue).empreinte:
        raise TransitionConcurrente(
            "Cette grappe a changé pendant que vous la lisiez : relisez-la, puis répondez."
        )
    champs = {"precision": precision}
    if acte == "refuser":
        champs["motif_refus"] = motif_refus
    transition = changer_statut(place, acte, auteur=auteur, motif=precision, **champs)
    courriels.annuler_les_relances(place.candidature)
    if acte == "refuser":
        departs.noter(place, place.grappe)
        _rendre_au_vivier(place.candidature, auteur, "Proposition refusée")
    else:
        promesses.promettre(place, lue)
    _engager_si_plus_rien_n_est_attendu(place.grappe)
    return transition


@transaction.atomic
def liberer(place: Place, *, auteur: Auteur, motif: str) -> Transition:
    """Free a place; its candidature, when it was told, goes back to the vivier."""
    grappe = verrouiller(place.grappe)
    transition = changer_statut(place, "liberer", auteur=auteur, motif=motif)
    departs.noter(place, grappe)
    _rendre_au_vivier(place.candidature, auteur, motif)
    _engager_si_plus_rien_n_est_attendu(grappe)
    return transition


def _engager_si_plus_rien_n_est_attendu(grappe: Grappe) -> None:
    """In a constituted grappe, the last answer awaited may be a refusal or a departure."""
    if grappe.statut in GRAPPES_ENGAGEES:
        engager(grappe)


def _rendre_au_vivier(candidature: Candidature, auteur: Auteur, motif: str) -> None:
    if candidature.statut not in CANDIDATURES_INFORMEES:
        return
    courriels.annuler_les_relances(candidature)
    transition = changer_statut(candidature, "remettre_au_vivier", auteur=auteur, motif=motif)
    courriels.annoncer_statut(candidature, transition)


def a_annoncer(grappe: Grappe) -> list[Place]:
    return list(
        grappe.places.vivantes()
        .filter(etat=EtatPlace.PREVUE)
        .select_related("candidature__organisme", "candidature__campagne")
    )
