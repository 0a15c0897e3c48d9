"""The versions of a campagne's rules: copied, then put in force for every file at once."""

from django.db import transaction
from django.utils import timezone

from faq.services.relecture import faire_relire_dependantes
from grappes.erreurs import ErreurMetier
from grappes.francais import jour
from grappes.models import Campagne, Reglement
from grappes.services.dossiers.jugements import rejuger_vivantes, tenir_les_regles


@transaction.atomic
def nouvelle_version(campagne: Campagne) -> Reglement:
    """Copy the last version into a new one, not yet in force."""
    derniere = campagne.reglements.order_by("-version").first()
    if derniere is None:
        raise ErreurMetier("Cette campagne n’a pas encore de règlement : saisissez le premier.")
    if derniere.en_vigueur_le is None:
        raise ErreurMetier(
            f"La version {derniere.version} n’est pas encore en vigueur : modifiez-la."
        )
    categories = list(derniere.categories.all())
    departements = list(derniere.departements_reduits.all())
    copie = Reglement.objects.get(pk=derniere.pk)
    copie.pk, copie.version = None, derniere.version + 1
    copie.etat, copie.en_vigueur_le = Reglement.Etat.PROVISOIRE, None
    copie._state.adding = True
    copie.save()
    copie.categories.set(categories)
    copie.departements_reduits.set(departements)
    return copie


@transaction.atomic
def mettre_en_vigueur(reglement: Reglement) -> int:
    """Put a version in force and judge every line again; return how many verdicts changed.

    The answers of the FAQ that depend on the rules are due for review.
    """
    tenir_les_regles(reglement.campagne)
    pris = Reglement.objects.filter(pk=reglement.pk, en_vigueur_le=None).update(
        en_vigueur_le=timezone.now()
    )
    if not pris:
        raise ErreurMetier("Cette version est déjà en vigueur.")
    reglement.refresh_from_db()
    faire_relire_dependantes(
        f"Le règlement v{reglement.version} de « {reglement.campagne} » est entré en vigueur "
        f"le {jour(timezone.localdate())}."
    )
    return rejuger_vivantes(reglement.campagne)
