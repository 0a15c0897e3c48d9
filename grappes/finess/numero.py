"""FINESS and SIREN numbers: what people type, checked and mended.

A FINESS number has 9 characters; the first two name the département (2A and 2B for Corsica).
An OG (entité juridique) and an ESMS (établissement) share the same form: only the register
tells them apart. A SIREN has the same length and the same check, so it may pass for one.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret

FORME = re.compile(r"(?!00)(?:[0-9]{2}|2[AB])[0-9]{7}")
# Spreadsheets and mails slip these between the digits, and an apostrophe in front.
ORNEMENTS = re.compile(r"[\s.,'’_\-/\u200b-\u200f\u2010-\u2015\ufeff]+")
# What a digit, as an ASCII byte, adds to Luhn's sum: itself, or the digits of its double.
SIMPLE = bytes.maketrans(b"0123456789", bytes(range(10)))
DOUBLE = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))


class NumeroInvalide(ValueError):
    """The number cannot be read; the message is a French sentence that says the mend."""


@dataclass(frozen=True)
class Numero:
    """A valid number in its canonical form, with a French notice if it was mended on the way."""

    valeur: str
    avis: str = ""

    def __str__(self) -> str:
        return self.valeur


def cle_valide(numero: str) -> bool:
    """Tell whether the form and the check digit of a canonical FINESS number are right.

    The check is Luhn's over the nine characters, Corsica's 2A read as 21 and 2B as 22: the only
    convention that every number of the 2021 open data satisfies (59,924 of 59,924).
    """
    if not FORME.fullmatch(numero):
        return False
    return luhn(numero.replace("A", "1").replace("B", "2"))


def luhn(chiffres: str) -> bool:
    """Tell whether a string of ASCII digits satisfies Luhn's check."""
    octets = chiffres.encode("ascii")
    somme = sum(octets[-1::-2].translate(SIMPLE)) + sum(octets[-2::-2].translate(DOUBLE))
    return somme % 10 == 0


def cle(debut: str) -> str:
    """Return the check digit that completes the first eight characters of a FINESS number.

    Raise `ValueError` on what begins no number.
    """
    for chiffre in "0123456789":
        if cle_valide(debut + chiffre):
            return chiffre
    raise ValueError(f"{debut!r} is not the beginning of a FINESS number")


def lire_finess(saisie: str) -> Numero:
    """Read a FINESS number as people type it; raise `NumeroInvalide` with a sentence."""
    numero = _depouiller(saisie)
    if not numero:
        raise NumeroInvalide("Indiquez le numéro FINESS : 9 caractères, par exemple 010780054.")
    if len(numero) == 8 and numero.isdigit():
        return _rendre_le_zero(numero)
    if len(numero) == 14 and numero.isdigit():
        raise NumeroInvalide(
            "Ce numéro de 14 chiffres est un SIRET ; indiquez le numéro FINESS, qui en compte 9."
        )
    if len(numero) != 9:
        raise NumeroInvalide(
            f"Un numéro FINESS compte 9 caractères, celui-ci en compte {len(numero)} : "
            "recopiez-le en entier, zéro initial compris."
        )
    if not FORME.fullmatch(numero):
        raise NumeroInvalide(
            "Un numéro FINESS est fait de 9 chiffres ; seuls ceux de Corse portent une lettre, "
            "2A ou 2B au début. Vérifiez qu’un O n’a pas remplacé un zéro."
        )
    if not cle_valide(numero):
        raise NumeroInvalide(
            f"Le numéro FINESS {numero} n’existe pas : un chiffre est faux, ou deux chiffres "
            "sont inversés. Recopiez-le depuis votre arrêté d’autorisation."
        )
    return Numero(numero)


def lire_siren(saisie: str) -> Numero:
    """Read a SIREN number (9 digits); raise `NumeroInvalide` with a sentence."""
    numero = _depouiller(saisie)
    if len(numero) == 14 and siret.is_valid(numero):
        return Numero(numero[:9], "Ce numéro est un SIRET : nous en avons gardé le SIREN.")
    try:
        if not numero.strip("0"):
            raise ValidationError
        return Numero(siren.validate(numero))
    except ValidationError:
        raise NumeroInvalide(
            "Ce numéro SIREN n’est pas valide : il compte 9 chiffres, "
            "les premiers du SIRET. Recopiez-le depuis un avis de situation SIRENE."
        ) from None


def _depouiller(saisie: str) -> str:
    """Upper case, full-width digits made plain, ornaments removed."""
    return ORNEMENTS.sub("", unicodedata.normalize("NFKC", saisie)).upper()


def _rendre_le_zero(numero: str) -> Numero:
    """Give back the leading zero that a spreadsheet took (the check still tells a wrong number)."""
    complet = numero.zfill(9)
    if not cle_valide(complet):
        raise NumeroInvalide(
            "Un numéro FINESS compte 9 caractères, celui-ci en compte 8 et le zéro initial n’y "
            "suffit pas : recopiez-le en entier."
        )
    return Numero(complet, f"Le zéro initial, perdu par un tableur, a été rétabli : {complet}.")
