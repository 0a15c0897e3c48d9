"""Members are told of a grappe, told again of what changes, and asked again when it matters."""

import datetime

from django.db import transaction
from django.utils import timezone

from grappes.models import EtatPlace, Grappe, Place, StatutGrappe
from grappes.services.messagerie import courriels
from grappes.services.regroupement import promesses, propositions
from grappes.services.regroupement.promesses import Changement
from grappes.services.verrous import verrouiller
from grappes.workflow import APPLICATION, Auteur, changer_statut

Genre = courriels.Genre


def envoyer_la_fiche(place: Place, grappe: Grappe, *, occasion: str = "") -> None:
    """Send the card of the grappe, which `promesses.lire_grappe` has read, and a link to answer."""
    courriels.ecrire_aux_contacts(
        Genre.GRAPPE_PROPOSEE,
        place.candidature,
        occasion=f"place-{place.pk}{occasion}",
        grappe=grappe,
        contexte={"place": place, "fiche": propositions.fiche(place, grappe)},
    )


def prevenir(grappe: Grappe, *, auteur: Auteur = APPLICATION, motif: str = "") -> int:
    """Tell the members what is no longer as promised; return how many are asked again.

    While the grappe is a proposal, a yes to another role, software or porteur is asked again.
    """
    informees = grappe.places.vivantes().exclude(etat=EtatPlace.PREVUE)
    places = list(informees.select_related("candidature__organisme", "candidature__campagne"))
    if not places:
        return 0
    lue, redemandees = promesses.lire_grappe(grappe.pk), 0
    for place in places:
        place.grappe = grappe
        changements = promesses.changements_depuis(place, lue)
        if not changements:
            continue
        if grappe.statut == StatutGrappe.PROPOSEE and any(c.engage for c in changements):
            redemandees += place.etat == EtatPlace.ACCEPTEE
            _redemander(place, lue, changements, auteur=auteur, motif=motif)
        elif place.etat == EtatPlace.ACCEPTEE:
            _annoncer(place, lue, changements)
    return redemandees


@transaction.atomic
def redemander(place: Place, *, auteur: Auteur) -> None:
    """Ask one member again, by hand: their yes was to another role or software."""
    grappe = verrouiller(place.grappe)
    place.grappe, lue = grappe, promesses.lire_grappe(grappe.pk)
    _redemander(place, lue, promesses.changements_depuis(place, lue), auteur=auteur, motif="")


def _redemander(
    place: Place, lue: Grappe, changements: list[Changement], *, auteur: Auteur, motif: str
) -> None:
    """The promise stays what was answered to: the page compares with it until the next answer."""
    if place.etat == EtatPlace.ACCEPTEE:
        changer_statut(
            place, "redemander", auteur=auteur, motif=motif,
            repondue_le=None, reponse_avant_le=reculer_l_echeance(place.grappe),
        )  # fmt: skip
    _ecrire(Genre.PROPOSITION_MODIFIEE, place, lue, changements)


def _annoncer(place: Place, lue: Grappe, changements: list[Changement]) -> None:
    """What takes nothing back from their yes, or comes once the grappe is constituted."""
    _ecrire(Genre.GRAPPE_CHANGEE, place, lue, changements)
    promesses.promettre(place, lue)


def _ecrire(genre: Genre, place: Place, lue: Grappe, changements: list[Changement]) -> None:
    """Once for each card, and once more for the same one after each answer."""
    avant, fiche = promesses.lue(place), propositions.fiche(place, lue)
    courriels.ecrire_aux_contacts(
        genre,
        place.candidature,
        occasion=f"place-{place.pk}-{place.transitions.count()}-{fiche.empreinte}",
        grappe=lue,
        contexte={
            "place": place,
            "fiche": fiche,
            "changements": changements,
            "s_agrandit": avant is not None and fiche.organismes > avant.organismes,
        },
    )


def reculer_l_echeance(grappe: Grappe) -> datetime.date | None:
    """The day by which whoever is told now answers; the grappe shows the latest.

    At the first announcement it is that of staff, if it is to come. Afterwards nobody gets fewer
    days than the règlement gives.
    """
    jour, reglement = timezone.localdate(), grappe.campagne.reglement
    choisie = grappe.reponse_avant_le
    if choisie and choisie <= jour:
        choisie = None
    deja = grappe.places.exclude(annoncee_le=None).exists()
    if reglement and (deja or choisie is None):
        due = jour + datetime.timedelta(days=reglement.delai_reponse)
        choisie = max(due, choisie) if choisie else due
    if choisie and choisie != grappe.reponse_avant_le:
        grappe.reponse_avant_le = choisie
        grappe.save(update_fields=["reponse_avant_le"])
    return choisie
