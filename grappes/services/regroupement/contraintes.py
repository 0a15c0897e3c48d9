"""What staff forbid to themselves and to proposals: pins, frozen grappes, pairs kept apart."""

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Candidature, Grappe, PaireInterdite, Place, User
from grappes.models.statuts import GRAPPES_OUVERTES
from grappes.services.verrous import verrouiller


@transaction.atomic
def epingler(place: Place, *, par: User) -> None:
    """Hold a place: no proposal moves it, and staff only with a reason."""
    _reviser(place, epinglee_le=timezone.now(), epinglee_par=par)


@transaction.atomic
def desepingler(place: Place) -> None:
    _reviser(place, epinglee_le=None, epinglee_par=None)


def _reviser(place: Place, **champs: object) -> None:
    grappe = verrouiller(place.grappe)
    if grappe.statut not in GRAPPES_OUVERTES:
        raise ErreurMetier(f"« {grappe} » ne change plus : son dossier est parti.")
    if not Place.objects.vivantes().filter(pk=place.pk).update(**champs):
        raise ErreurMetier(f"{place.candidature.organisme} n’est plus dans « {grappe} ».")


@transaction.atomic
def geler(grappe: Grappe, *, par: User) -> None:
    """Leave the grappe as it is: no proposal touches it, and staff only with a reason."""
    _figer(grappe, gelee_le=timezone.now(), gelee_par=par)


@transaction.atomic
def degeler(grappe: Grappe) -> None:
    _figer(grappe, gelee_le=None, gelee_par=None)


def _figer(grappe: Grappe, **champs: object) -> None:
    grappe = verrouiller(grappe)
    if grappe.statut not in GRAPPES_OUVERTES:
        raise ErreurMetier(f"« {grappe} » ne change plus : elle est déjà figée par son statut.")
    Grappe.objects.filter(pk=grappe.pk).update(**champs)


@transaction.atomic
def interdire(une: Candidature, autre: Candidature, *, motif: str, par: User) -> PaireInterdite:
    """Keep two candidatures apart, for a reason that no candidate reads."""
    if une.pk == autre.pk:
        raise ErreurMetier("Choisissez deux candidatures différentes.")
    if une.campagne_id != autre.campagne_id:
        raise ErreurMetier("Ces deux candidatures ne sont pas de la même campagne.")
    if not motif.strip():
        raise ErreurMetier("Indiquez pourquoi : ce motif reste au Collectif.")
    premiere, seconde = sorted((une, autre), key=lambda candidature: candidature.pk)
    paire, nouvelle = PaireInterdite.objects.get_or_create(
        premiere=premiere,
        seconde=seconde,
        defaults={"campagne_id": une.campagne_id, "motif": motif.strip(), "par": par},
    )
    if not nouvelle:
        raise ErreurMetier(f"{paire.par} a déjà interdit cette paire : {paire.motif}")
    return paire


def autoriser(paire: PaireInterdite) -> None:
    """Let the two meet again."""
    paire.delete()
