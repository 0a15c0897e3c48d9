"""Django validators: French sentences over the pure checks."""

import re

from django.core.exceptions import ValidationError

from grappes.finess.numero import NumeroInvalide, lire_finess, lire_siren

# Ten digits in France and overseas, or an international number starting with +.
TELEPHONE = re.compile(r"0[1-9][0-9]{8}|\+[1-9][0-9]{6,13}")


def lire_telephone(saisie: str) -> str:
    """Return a French number as ten digits (or an international one); raise `ValidationError`."""
    numero = re.sub(r"[\s.\-()/\u00a0]", "", saisie)
    numero = re.sub(r"^(\+33|0033)\(?0?\)?", "0", numero)
    if not TELEPHONE.fullmatch(numero):
        raise ValidationError(
            "Ce numéro de téléphone n’est pas valide : écrivez ses dix chiffres, "
            "par exemple 03 20 12 34 56."
        )
    return numero


def valider_telephone(valeur: str) -> None:
    lire_telephone(valeur)


def valider_finess(valeur: str) -> None:
    """Accept only the canonical form; forms mend what is typed first (`lire_finess`)."""
    try:
        numero = lire_finess(valeur)
    except NumeroInvalide as erreur:
        raise ValidationError(str(erreur)) from erreur
    if numero.valeur != valeur:
        raise ValidationError(f"Écrivez ce numéro FINESS ainsi : {numero.valeur}.")


def valider_siren(valeur: str) -> None:
    """Accept only the canonical form of a SIREN."""
    try:
        numero = lire_siren(valeur)
    except NumeroInvalide as erreur:
        raise ValidationError(str(erreur)) from erreur
    if numero.valeur != valeur:
        raise ValidationError(f"Écrivez ce numéro SIREN ainsi : {numero.valeur}.")
