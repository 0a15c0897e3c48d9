"""A member that had been told leaves its grappe: « et maintenant ? » until staff decide."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from grappes.erreurs import TransitionConcurrente
from grappes.francais import moment
from grappes.models import Depart, Grappe, Place, User
from grappes.models.statuts import GRAPPES_INFORMEES
from grappes.services.verrous import verrouiller


def noter(place: Place, grappe: Grappe) -> None:
    """Note that a place was freed; `grappe` is its grappe as it is now, held."""
    if place.annoncee_le and grappe.statut in GRAPPES_INFORMEES:
        Depart.objects.create(place=place)


def a_regler(grappe: Grappe) -> QuerySet[Depart]:
    """What staff have not decided about, the first to leave first."""
    departs = Depart.objects.filter(place__grappe=grappe, regle_le=None)
    return departs.select_related("place__candidature__organisme").order_by("pk")


def grappes_a_decider() -> QuerySet[Grappe]:
    ouverts = Depart.objects.filter(place__grappe=OuterRef("pk"), regle_le=None)
    return Grappe.objects.filter(Exists(ouverts), statut__in=GRAPPES_INFORMEES)


def regler(
    grappe: Grappe,
    decision: Depart.Decision,
    *,
    par: User,
    vus: Collection[int],
    motif: str = "",
) -> None:
    """Settle all the departures of a grappe, if they are those that the page showed.

    Call it in a transaction, before what is decided is done.
    """
    confirmer(grappe, vus)
    a_regler(grappe).order_by().select_related(None).update(
        decision=decision, motif=motif.strip(), regle_par=par, regle_le=timezone.now()
    )


def confirmer(grappe: Grappe, vus: Collection[int]) -> None:
    """Hold the grappe, and refuse what was decided on a past page (`vus`: keys of departures).

    Raises `TransitionConcurrente`, which tells who decided meanwhile, or that another left.
    """
    grappe = verrouiller(grappe)
    if not vus or {depart.pk for depart in a_regler(grappe)} != set(vus):
        raise TransitionConcurrente(_depuis(grappe, vus))


def _depuis(grappe: Grappe, vus: Collection[int]) -> str:
    """Tell the loser of a race what happened since their page was drawn."""
    regle = Depart.objects.filter(place__grappe=grappe).exclude(regle_le=None)
    derniere = regle.filter(pk__in=vus).select_related("regle_par").order_by("-regle_le").first()
    if derniere and derniere.regle_le:
        decision = derniere.get_decision_display().lower()
        le = moment(derniere.regle_le)
        return f"{derniere.regle_par} a déjà décidé le {le} : {decision}. Rechargez la page."
    return f"Les membres de « {grappe} » ont changé depuis : rechargez la page."
