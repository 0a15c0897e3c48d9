"""Fold a text so that the register's capitals and a director's typing meet."""

import re
import unicodedata

# What decomposing leaves whole; typographic marks must part words as their ASCII twins do.
AVANT_REPLI = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"} | dict.fromkeys("’“”«»°–—…·", " ")
)
SEPARATEURS = re.compile(r"[^0-9a-z]+")
# The register abbreviates these in every address and name.
ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def mots(texte: str) -> list[str]:
    """Return the words in lower case, without accents or punctuation.

    "St-Étienne" and "SAINT ETIENNE" both give ["saint", "etienne"].
    """
    texte = texte.lower()
    if not texte.isascii():
        decompose = unicodedata.normalize("NFKD", texte.translate(AVANT_REPLI))
        texte = decompose.encode("ascii", "ignore").decode()
    return [ABREGES.get(mot, mot) for mot in SEPARATEURS.split(texte) if mot]


def replier(texte: str) -> str:
    """Return the folded words, one space apart."""
    return " ".join(mots(texte))
