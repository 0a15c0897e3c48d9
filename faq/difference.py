"""What changed between two texts, word by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

MOTS = re.compile(r"\w+|\s+|[^\w\s]")
LIGNES = re.compile(r"[^\n]*\n|[^\n]+")
# What has not changed is shown this far around a change, in characters.
ALENTOUR = 160
# The comparison takes quadratic time: longer texts are compared line by line.
MOTS_MAX = 6_000


class Genre(Enum):
    EGAL = "egal"
    RETIRE = "retire"
    AJOUTE = "ajoute"


@dataclass(frozen=True)
class Morceau:
    genre: Genre
    texte: str

    @property
    def est_ajoute(self) -> bool:
        return self.genre == Genre.AJOUTE

    @property
    def est_retire(self) -> bool:
        return self.genre == Genre.RETIRE


def comparer(avant: str, apres: str) -> list[Morceau]:
    """The pieces of both texts in reading order: what was taken off before what replaced it."""
    anciens, nouveaux = MOTS.findall(avant), MOTS.findall(apres)
    if max(len(anciens), len(nouveaux)) > MOTS_MAX:
        anciens, nouveaux = LIGNES.findall(avant), LIGNES.findall(apres)
    morceaux: list[Morceau] = []
    # Spaces anchor nothing: a sentence written anew reads as one change, not as one a word.
    paires = SequenceMatcher(str.isspace, anciens, nouveaux, autojunk=False)
    for _, debut, fin, arrivee, sortie in paires.get_opcodes():
        retire, ajoute = "".join(anciens[debut:fin]), "".join(nouveaux[arrivee:sortie])
        if retire == ajoute:
            egal = _abreger(retire, apres_un_autre=debut > 0, avant_un_autre=fin < len(anciens))
            morceaux.append(Morceau(Genre.EGAL, egal))
            continue
        morceaux += [
            Morceau(genre, texte)
            for genre, texte in ((Genre.RETIRE, retire), (Genre.AJOUTE, ajoute))
            if texte
        ]
    return morceaux


def _abreger(texte: str, *, apres_un_autre: bool, avant_un_autre: bool) -> str:
    """An unchanged text without its middle, or without the end that no change follows."""
    if len(texte) <= 3 * ALENTOUR:
        return texte
    tete = texte[:ALENTOUR].rpartition(" ")[0] + " " if apres_un_autre else ""
    queue = " " + texte[-ALENTOUR:].partition(" ")[2] if avant_un_autre else ""
    return f"{tete}[…]{queue}"
