"""The file of synonyms: one notion a line, « = » between words of one meaning, « ~ » close ones."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from faq.fichiers.front_matter import Defaut, coder, decoder

EN_TETE = """\
# Le vocabulaire du secteur. Une ligne par notion : le terme, puis ses variantes.
# « = » : même sens.   « ~ » : sens voisin (compte moins).
"""
# The closeness of a group, in the words of the model.
MEME_SENS, SENS_VOISIN = "meme_sens", "sens_voisin"
SIGNES = {"=": MEME_SENS, "~": SENS_VOISIN}
# A piece between two signs; double quotes protect the signs that stand inside.
MORCEAU = re.compile(r'\s*("(?:[^"\\]|\\.)*"(?=\s+[=~](?:\s|$)|\s*$)|.*?)(?:\s+([=~])(?=\s|$)|$)')


@dataclass(frozen=True)
class Groupe:
    """One line of the file."""

    terme: str
    variantes: tuple[str, ...]
    proximite: str
    numero: int


def lire(fichier: str, texte: str) -> tuple[list[Groupe], list[Defaut]]:
    """The groups of a text, and all its defects."""
    groupes: dict[str, Groupe] = {}
    defauts: list[Defaut] = []
    for numero, ligne in enumerate(texte.replace("\r\n", "\n").split("\n"), start=1):
        if not ligne.strip() or ligne.startswith("#"):
            continue
        signes, (terme, *variantes) = _couper(ligne)
        if len(signes) != 1:
            phrase = "séparez le terme de ses variantes par « = », ou par « ~ », sans les mêler."
            defauts.append(Defaut(fichier, numero, phrase))
        elif not terme:
            defauts.append(Defaut(fichier, numero, "le terme manque, au début de la ligne."))
        elif terme in groupes:
            phrase = f"« {terme} » a déjà sa ligne, la {groupes[terme].numero}."
            defauts.append(Defaut(fichier, numero, phrase))
        else:
            connues = tuple(variante for variante in variantes if variante)
            groupes[terme] = Groupe(terme, connues, SIGNES[signes.pop()], numero)
    return list(groupes.values()), defauts


def ecrire(groupes: Iterable[tuple[str, tuple[str, ...], str]]) -> str:
    """The file of these terms, with their variants and closeness."""
    signes = {proximite: signe for signe, proximite in SIGNES.items()}
    lignes = []
    for terme, variantes, proximite in groupes:
        signe = signes[proximite]
        # A term without variant keeps its sign, which tells its closeness.
        lignes.append(f" {signe} ".join(map(_coder, (terme, *variantes))) if variantes
                      else f"{_coder(terme)} {signe}")  # fmt: skip
    return "".join([EN_TETE, *(f"{ligne}\n" for ligne in lignes)])


def _couper(ligne: str) -> tuple[set[str], list[str]]:
    """The signs met, and the pieces between them, out of their quotes."""
    signes, morceaux = set(), []
    for trouve in MORCEAU.finditer(ligne):
        morceaux.append(decoder(trouve[1].strip()))
        if not trouve[2]:
            break
        signes.add(trouve[2])
    return signes, morceaux


def _coder(morceau: str) -> str:
    """A piece as it is, or between double quotes where a sign or a « # » would mislead."""
    trompeur = morceau.startswith("#") or any(signe in morceau for signe in SIGNES)
    return json.dumps(morceau, ensure_ascii=False) if trompeur else coder(morceau)
