"""The locks, and their one order: a grappe first, then candidatures.

Several grappes are held at once, in the order of their keys; whoever needs a new number holds the
campagne before them (`atelier.deplacements.prochain_numero`).

Two acts that took them in opposite orders would wait for each other, and PostgreSQL would kill
one. SQLite ignores these locks, and needs none: its write transactions exclude each other.
`no_key` lets others write rows that only refer to what is held: a mail, a note.
"""

from collections.abc import Iterable

from grappes.erreurs import TransitionConcurrente
from grappes.models import Candidature, Grappe, Place


def verrouiller(grappe: Grappe) -> Grappe:
    """Hold the grappe for this transaction: answers and decisions on it come one after the other.

    Returns it as it is now.
    """
    return Grappe.objects.select_for_update(no_key=True).get(pk=grappe.pk)


def verrouiller_candidature(candidature: Candidature) -> Candidature:
    """Hold the candidature for this transaction; returns it as it is now."""
    return Candidature.objects.select_for_update(no_key=True).get(pk=candidature.pk)


def verrouiller_avec_sa_grappe(candidature: Candidature) -> Place | None:
    """Hold the candidature after the grappe where it has a place; return that place.

    Raises `TransitionConcurrente` when it was given another place meanwhile.
    """
    vue = candidature.places.vivantes().select_related("grappe").first()
    if vue:
        verrouiller(vue.grappe)
    verrouiller_candidature(candidature)
    place = candidature.places.vivantes().select_related("grappe").first()
    if place and place != vue:
        raise TransitionConcurrente(
            f"{candidature} vient de recevoir une place dans « {place.grappe} » : "
            "rechargez la page."
        )
    return place


def verrouiller_grappes(cles: Iterable[int]) -> dict[int, Grappe]:
    """Hold several grappes, in the order of their keys; those that exist, as they are now."""
    tenues = Grappe.objects.select_for_update(no_key=True).filter(pk__in=set(cles))
    return {grappe.pk: grappe for grappe in tenues.order_by("pk")}


def verrouiller_candidatures(cles: Iterable[int]) -> dict[int, Candidature]:
    """Hold several candidatures after their grappes, in the order of their keys."""
    tenues = (
        Candidature.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=set(cles))
        .select_related("organisme", "campagne")
    )
    return {candidature.pk: candidature for candidature in tenues.order_by("pk")}
