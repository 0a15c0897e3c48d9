"""What changed between two texts, word by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

MOTS = re.compile(r"\w+|\s+|[^\w\s]")
LIGNES = re.compile(r"[^\n]*\n|[^\n]+")
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
    morceaux = []
    # Spaces anchor nothing: a sentence written anew reads as one change, not as one a word.
    paires = SequenceMatcher(str.isspace, anciens, nouveaux, autojunk=False)
    for _, debut, fin, arrivee, sortie in paires.get_opcodes():
        retire, ajoute = "".join(anciens[debut:fin]), "".join(nouveaux[arrivee:sortie])
        if retire == ajoute:
            morceaux.append(Morceau(Genre.EGAL, retire))
            continue
        morceaux += [
            Morceau(genre, texte)
            for genre, texte in ((Genre.RETIRE, retire), (Genre.AJOUTE, ajoute))
            if texte
        ]
    return morceaux
