"""Markdown files with a head of `key: value` and lists, between two lines of dashes. Pure.

A value is the rest of its line, whatever it holds: French writes « : » everywhere, so YAML would
ask for quotes everywhere. What such a line cannot carry (outer spaces, line ends) is written as a
JSON string between double quotes. Reading what was written gives the same texts back.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

MARGE = "---"


@dataclass(frozen=True)
class Defaut:
    """What is wrong, and where: a file, a line counted from 1, a French sentence."""

    fichier: str
    ligne: int
    phrase: str

    def __str__(self) -> str:
        return f"{self.fichier}, ligne {self.ligne} : {self.phrase}"


class FichierIllisible(Exception):
    """Files that cannot be read; its text has one French sentence a line, for every defect."""

    def __init__(self, defauts: Iterable[Defaut]) -> None:
        self.defauts = list(defauts)
        super().__init__("\n".join(map(str, self.defauts)))


@dataclass
class Fiche:
    """One file: the fields and lists of its head, its body, and the line where each one begins."""

    champs: dict[str, str] = field(default_factory=dict)
    listes: dict[str, list[str]] = field(default_factory=dict)
    corps: str = ""
    lignes: dict[str, int] = field(default_factory=dict)
    ligne_du_corps: int = 1


def lire(
    fichier: str, texte: str, *, cles: Collection[str], listes: Collection[str] = ()
) -> tuple[Fiche, list[Defaut]]:
    """Read a text whose head knows these keys and these lists; all its defects, not the first."""
    fiche = Fiche()
    lignes = fins_de_ligne(texte).split("\n")
    if lignes[0].rstrip() != MARGE or MARGE not in map(str.rstrip, lignes[1:]):
        return fiche, [Defaut(fichier, 1, "l’en-tête entre deux « --- » manque.")]
    fin = next(n for n, ligne in enumerate(lignes) if n and ligne.rstrip() == MARGE)
    fiche.ligne_du_corps, fiche.corps = _corps(lignes, fin + 1)
    tete = _Tete(fiche, cles, listes)
    for numero, ligne in enumerate(lignes[1:fin], start=2):
        if ligne.strip() and (phrase := tete.lire(numero, ligne.strip())):
            tete.defauts.append(Defaut(fichier, numero, phrase))
    return fiche, tete.defauts


def ecrire(champs: Mapping[str, str], listes: Mapping[str, Iterable[str]], corps: str = "") -> str:
    """The file of these fields, in their order; empty lists are left out.

    The body must be one that `porte_par_le_corps`.
    """
    lignes = [MARGE, *(f"{cle}: {coder(valeur)}".rstrip() for cle, valeur in champs.items())]
    for cle, elements in listes.items():
        codes = [f"- {coder(element)}" for element in elements]
        lignes += [f"{cle}:", *codes] if codes else []
    return "\n".join([*lignes, MARGE, *([corps] if corps else []), ""])


def porte_par_le_corps(texte: str) -> bool:
    """Whether a text comes back the same from the body of a file, whose ends are trimmed."""
    return texte == texte.strip()


def coder(valeur: str) -> str:
    """A value on one line: as it is, or as a JSON string where that would not come back."""
    tel_quel = valeur == valeur.strip() and "\n" not in valeur and not valeur.startswith('"')
    return valeur if tel_quel else json.dumps(valeur, ensure_ascii=False)


def decoder(valeur: str) -> str:
    """The value behind what `coder` wrote, or what a person typed."""
    if valeur.startswith('"') and valeur.endswith('"'):
        try:
            return str(json.loads(valeur))
        except ValueError:
            return valeur
    return valeur


def fins_de_ligne(texte: str) -> str:
    """A file whose first line ends as on Windows ends all its lines so; else « \\r » is text."""
    return texte.replace("\r\n", "\n") if texte.partition("\n")[0].endswith("\r") else texte


@dataclass
class _Tete:
    """The head of one file while it is read, line after line."""

    fiche: Fiche
    cles: Collection[str]
    listes: Collection[str]
    courante: str = ""
    defauts: list[Defaut] = field(default_factory=list)

    def lire(self, numero: int, ligne: str) -> str:
        """Take one line; a French sentence when it is not understood, else nothing."""
        if ligne == "-" or ligne.startswith("- "):
            return self._element(ligne[1:].strip())
        cle, deux_points, valeur = (morceau.strip() for morceau in ligne.partition(":"))
        self.courante = ""
        if not deux_points:
            return f"« {ligne} » n’est pas compris : écrivez « clé : valeur »."
        if cle not in self.cles and cle not in self.listes:
            connues = ", ".join([*self.cles, *self.listes])
            return f"« {ligne} » n’est pas compris ; les clés connues sont {connues}."
        if cle in self.fiche.lignes:
            return f"« {cle} » est déjà donnée à la ligne {self.fiche.lignes[cle]}."
        self.fiche.lignes[cle] = numero
        if cle in self.cles:
            self.fiche.champs[cle] = decoder(valeur)
            return ""
        self.courante = cle
        self.fiche.listes[cle] = []
        return f"après « {cle} : », mettez un élément par ligne, après « - »." if valeur else ""

    def _element(self, valeur: str) -> str:
        if not self.courante:
            return f"« - {valeur} » n’appartient à aucune liste."
        self.fiche.listes[self.courante].append(decoder(valeur))
        return ""


def _corps(lignes: list[str], debut: int) -> tuple[int, str]:
    """The trimmed body, and the line where its text begins."""
    while debut < len(lignes) - 1 and not lignes[debut].strip():
        debut += 1
    return debut + 1, "\n".join(lignes[debut:]).strip()
