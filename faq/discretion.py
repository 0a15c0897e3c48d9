"""What a search log, or a published wording, must not keep: what tells who a person is. Pure."""

import re
from collections.abc import Collection

from faq.search.analysis import fold, keywords, words

MASQUE = "…"
# A longer search is a text that somebody pasted: nobody will ask it again in the same words.
LONGUEUR = 120
COURRIEL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
# Nine digits and more, however parted: telephone, SIREN, SIRET, FINESS (2A, 2B), RPPS, NIR.
NUMERO = re.compile(
    r"(?<!\w)\+?\d(?:[\s./()-]{0,3}(?:\d|(?<=2)[abAB](?=[\s./-]?\d))){8,}", re.ASCII
)
# A date of birth, in figures or with the name of its month.
DATE = re.compile(r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)", re.ASCII)
MOIS = (
    r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
)
DATE_EN_LETTRES = re.compile(rf"(?<!\d)\d{{1,2}}(?:er)?\s+(?:{MOIS})\b(?:\s+\d{{4}})?", re.I)
MASQUES = re.compile(rf"{MASQUE}(?:[\s,;'-]*{MASQUE})+")
INVISIBLES = re.compile(r"[\s\x00-\x1f\x7f]+")
BORDS = " .,;:!?…«»\"'()"


def masquer(texte: str) -> str:
    """Put « … » in place of addresses of mail, long numbers and whole dates.

    >>> masquer("Rappelez-moi au 06 12 34 56 78")
    'Rappelez-moi au …'
    """
    for motif in (COURRIEL, NUMERO, DATE, DATE_EN_LETTRES):
        texte = motif.sub(MASQUE, texte)
    return texte


def taire(texte: str, mots: Collection[str]) -> str:
    """Put « … » in place of these words, given folded; several in a row make one.

    >>> taire("dossier de ginette durand", {"ginette", "durand"})
    'dossier de …'
    """
    for mot in reversed(words(texte)):
        if mot.surface in mots:
            texte = texte[: mot.start] + MASQUE + texte[mot.end :]
    return MASQUES.sub(MASQUE, texte)


def a_noter(requete: str) -> str:
    """What the log keeps of a search: folded, on one line, masked; empty when nothing may be kept.

    Not kept: more than 120 characters, or no word left that could be looked for.
    """
    pliee = INVISIBLES.sub(" ", fold(requete[: 2 * LONGUEUR])).strip(BORDS)
    if len(requete.strip()) > LONGUEUR or len(pliee) > LONGUEUR:
        return ""
    gardee = masquer(pliee).strip(BORDS)
    return gardee if keywords(gardee) else ""
