"""Fold a text so that the register's capitals and a director's typing meet."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})
SEPARATEURS = re.compile(r"[^0-9a-z]+")
# The register abbreviates these in every address and name.
ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def replier(texte: str) -> str:
    """Return the words in lower case, without accents or punctuation, one space apart.

    "St-Étienne" and "SAINT ETIENNE" both give "saint etienne".
    """
    texte = texte.lower()
    if not texte.isascii():
        decompose = unicodedata.normalize("NFKD", texte.translate(LIGATURES))
        texte = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join([ABREGES.get(mot, mot) for mot in SEPARATEURS.split(texte) if mot])
