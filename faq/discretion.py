"""What a search log, or a published wording, must not keep: what tells who a person is. Pure."""

import re

from faq.search.analysis import fold, keywords

MASQUE = "…"
# A longer search is a text that somebody pasted: nobody will ask it again in the same words.
LONGUEUR = 120
COURRIEL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
# Nine digits and more, however parted: telephone, SIREN, SIRET, FINESS (2A, 2B), RPPS, NIR.
NUMERO = re.compile(
    r"(?<!\w)\+?\d(?:[\s./()-]{0,3}(?:\d|(?<=2)[abAB](?=[\s./-]?\d))){8,}", re.ASCII
)
# A date of birth.
DATE = re.compile(r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)", re.ASCII)
INVISIBLES = re.compile(r"[\s\x00-\x1f\x7f]+")
BORDS = " .,;:!?…«»\"'()"


def masquer(texte: str) -> str:
    """Put « … » in place of addresses of mail, long numbers and whole dates.

    >>> masquer("Rappelez-moi au 06 12 34 56 78")
    'Rappelez-moi au …'
    """
    for motif in (COURRIEL, NUMERO, DATE):
        texte = motif.sub(MASQUE, texte)
    return texte


def a_noter(requete: str) -> str:
    """What the log keeps of a search: folded, on one line, masked; empty when nothing may be kept.

    Not kept: more than 120 characters, or no word left that could be looked for.
    """
    pliee = INVISIBLES.sub(" ", fold(requete[: 2 * LONGUEUR])).strip(BORDS)
    if len(requete.strip()) > LONGUEUR or len(pliee) > LONGUEUR:
        return ""
    gardee = masquer(pliee).strip(BORDS)
    return gardee if keywords(gardee) else ""
