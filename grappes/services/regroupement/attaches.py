"""What holds a place where it is: a promise made to its holder, or the wish of staff."""

from enum import IntEnum

from django.utils import timezone

from grappes.francais import jour
from grappes.models import EtatPlace, Grappe, Place
from grappes.models.statuts import CANDIDATURES_ENGAGEES, GRAPPES_DEPOSEES, GRAPPES_OUVERTES


class Force(IntEnum):
    """How strongly a place is held. Above `LIBRE`, only a reasoned exception moves it."""

    LIBRE = 0
    EPINGLEE = 1
    ANNONCEE = 2
    REPONDUE = 3
    ENGAGEE = 4  # by hand only: no scenario moves it
    DEFINITIVE = 5  # nobody moves it


def force(place: Place, grappe: Grappe) -> Force:
    """Reads the place's candidature."""
    if grappe.statut in GRAPPES_DEPOSEES:
        return Force.DEFINITIVE
    if place.candidature.statut in CANDIDATURES_ENGAGEES:
        return Force.ENGAGEE
    if place.etat in (EtatPlace.ACCEPTEE, EtatPlace.A_DISCUTER):
        return Force.REPONDUE
    if place.etat == EtatPlace.ANNONCEE:
        return Force.ANNONCEE
    if place.epinglee_le or grappe.gelee_le:
        return Force.EPINGLEE
    return Force.LIBRE


def fermeture(grappe: Grappe) -> str:
    """Why nobody may join this grappe, as a sentence for staff; empty when it is open."""
    if grappe.statut not in GRAPPES_OUVERTES:
        return f"« {grappe} » n’accueille plus de membre ({grappe.get_statut_display().lower()})."
    return f"« {grappe} » est gelée : dégelez-la d’abord." if grappe.gelee_le else ""


def pourquoi(place: Place, grappe: Grappe) -> str:
    """What holds this place, as a sentence for staff; empty when it is free to move."""
    nom, tenue = place.candidature.organisme, force(place, grappe)
    if tenue == Force.DEFINITIVE:
        return f"{nom} : le dossier de « {grappe} » est transmis."
    if tenue == Force.ENGAGEE:
        return f"{nom} est engagé dans « {grappe} » ({grappe.get_statut_display().lower()})."
    if tenue == Force.REPONDUE:
        verbe = "a accepté" if place.etat == EtatPlace.ACCEPTEE else "demande à discuter de"
        return f"{nom} {verbe} sa place dans « {grappe} »."
    if tenue == Force.ANNONCEE:
        le = f" le {jour(timezone.localdate(place.annoncee_le))}" if place.annoncee_le else ""
        return f"{nom} a été prévenu{le} de sa place dans « {grappe} »."
    if place.epinglee_le:
        return f"{nom} est épinglé dans « {grappe} »."
    return f"« {grappe} » est gelée : {nom} y reste." if grappe.gelee_le else ""
