"""The settings of a grappe: its name, its deadline and, until it is proposed, its software."""

from collections.abc import Mapping

from django.db import transaction

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Dui, Grappe, StatutGrappe, User
from grappes.models.statuts import ETATS_ATTENDUS
from grappes.services.regroupement import consultations
from grappes.services.verrous import verrouiller
from grappes.workflow import Auteur

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
    if "reponse_avant_le" in changes:
        attendues = grappe.places.vivantes().filter(etat__in=ETATS_ATTENDUS)
        attendues.update(reponse_avant_le=grappe.reponse_avant_le)


@transaction.atomic
def changer_le_logiciel(grappe: Grappe, dui: Dui, *, vu: int | None, auteur: Auteur) -> int:
    """Change the software of a proposed grappe; return how many members are asked again.

    `vu` is the key of the one that the page showed.
    """
    grappe = verrouiller(grappe)
    if grappe.statut != StatutGrappe.PROPOSEE:
        raise ErreurMetier(
            f"« {grappe} » n’est pas une proposition en cours : son logiciel ne change pas ainsi."
        )
    if grappe.dui_id != vu:
        raise TransitionConcurrente(f"Un collègue a changé depuis le logiciel de « {grappe} ».")
    if grappe.dui_id == dui.pk:
        raise ErreurMetier(f"{dui} est déjà le logiciel de « {grappe} ».")
    grappe.dui = dui
    grappe.save(update_fields=["dui"])
    return consultations.prevenir(grappe, auteur=auteur, motif=f"Le logiciel devient {dui}.")


def _lu(valeur: object) -> object:
    """A text as it reads: browsers end its lines in their own way."""
    return valeur.splitlines() if isinstance(valeur, str) else valeur
