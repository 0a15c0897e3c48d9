"""A fictitious register: real towns, invented organismes and establishments, valid numbers.

`generer` draws it from a seed, `ecrire_extraits` writes it in the layout of the official extracts,
so that the demo and the tests load it through the real importer. No name and no number is that of
a real organisation: the third digit of every FINESS number is 9, every SIREN starts with 999, and
the telephone numbers belong to the range that ARCEP keeps for fiction.
"""

from grappes.finess.fictif.ecriture import ecrire_exactement, ecrire_extraits
from grappes.finess.fictif.registre import (
    EtablissementFictif,
    OrganismeFictif,
    RegistreFictif,
    generer,
)

__all__ = [
    "EtablissementFictif",
    "OrganismeFictif",
    "RegistreFictif",
    "ecrire_exactement",
    "ecrire_extraits",
    "generer",
]
