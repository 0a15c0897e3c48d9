"""The settings of a grappe: its name, its deadline and, until it is proposed, its software."""

from collections.abc import Mapping

from django.db import transaction

from grappes.erreurs import TransitionConcurrente
from grappes.models import Grappe, StatutGrappe, User
from grappes.services.verrous import verrouiller

# What members were told, or what let the grappe be proposed to them: no mere setting any more.
PROMIS = ("dui", "exception_motif")


def promis(grappe: Grappe) -> tuple[str, ...]:
    """The settings that the proposal has fixed."""
    return () if grappe.statut == StatutGrappe.EN_PREPARATION else PROMIS


@transaction.atomic
def regler(
    grappe: Grappe, champs: Mapping[str, object], vus: Mapping[str, object], *, par: User
) -> None:
    """Write the settings that differ from those that the page showed (`vus`), and no other.

    Raises `TransitionConcurrente` when the grappe is no longer as the page showed it: the page
    would put back what a colleague has changed.
    """
    grappe = verrouiller(grappe)
    if any(_lu(getattr(grappe, nom)) != _lu(valeur) for nom, valeur in vus.items()):
        raise TransitionConcurrente(
            f"« {grappe} » a changé depuis que vous avez ouvert cette page : relisez ses réglages, "
            "puis recommencez. Rien n’a été enregistré."
        )
    changes = [nom for nom, valeur in champs.items() if valeur != vus[nom]]
    for nom in changes:
        setattr(grappe, nom, champs[nom])
    if "exception_motif" in changes:
        grappe.exception_par = par if grappe.exception_motif.strip() else None
        changes.append("exception_par")
    grappe.save(update_fields=changes)


def _lu(valeur: object) -> object:
    """A text as it reads: browsers end its lines in their own way."""
    return valeur.splitlines() if isinstance(valeur, str) else valeur
