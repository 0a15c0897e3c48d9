"""How the rows of the FAQ stand in files: one table for both ways, and the writing.

A new field joins the files by its name in `GENRES`; `lecture.py` reads by the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from faq.fichiers import archives, front_matter, synonymes
from faq.models import Question, Rubrique, Synonyme


@dataclass(frozen=True)
class Genre:
    """One kind of file: its folder, its model, the fields of its head, its list and its body."""

    dossier: str
    modele: type[Rubrique | Question]
    champs: tuple[str, ...]
    obligatoires: tuple[str, ...]
    corps: str
    liste: str = ""
    # What a file that says nothing means, where it is not the default of the model.
    sans_le_dire: Mapping[str, str] = field(default_factory=dict)


GENRES = (
    Genre(
        archives.RUBRIQUES, Rubrique, ("titre", "ordre"), ("titre",), "introduction"
    ),
    Genre(
        archives.QUESTIONS,
        Question,
        (
            "rubrique", "ordre", "question", "etat", "publiee_a_partir_de", "source", "source_url",
            "depend_de_l_instruction", "relue_le", "a_relire_le",
        ),
        ("rubrique", "question"),
        "reponse",
        "formulations",
        {"etat": Question.Etat.PUBLIEE},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Ligne:
    """A row as a file tells it. A question names its rubrique by its slug."""

    modele: type[Rubrique | Question | Synonyme]
    cle: dict[str, str]
    champs: dict[str, Any]
    fichier: str
    # Where each field stands in its file.
    numeros: Mapping[str, int] = field(default_factory=dict)

    @property
    def nom(self) -> str:
        """What names this row on a screen and in a form: `questions/support-cartes.md`."""
        return self.fichier if "slug" in self.cle else f"{self.fichier} : {self.cle['terme']}"

    @property
    def titre(self) -> str:
        return str(self.champs.get("question") or self.champs.get("titre") or self.cle["terme"])


def ecrire_tout() -> dict[str, str]:
    """The whole FAQ, drafts and archives included, as the texts of its files by path."""
    ecrits = {
        f"{genre.dossier}/{ligne.slug}.md": ecrire(ligne, genre)
        for genre in GENRES
        for ligne in genre.modele._default_manager.all()
    }
    groupes = [(s.terme, s.phrases[1:], s.proximite) for s in Synonyme.objects.all()]
    return ecrits | {archives.SYNONYMES: synonymes.ecrire(sorted(groupes))}


def ecrire(ligne: Rubrique | Question, genre: Genre) -> str:
    champs = {
        nom: _en_texte(getattr(ligne, nom))
        for nom in genre.champs
        if getattr(ligne, nom) not in ("", None, genre.sans_le_dire.get(nom))
    }
    # One kind of line end in our files, whatever browser or system wrote the text.
    corps = "\n".join(getattr(ligne, genre.corps).splitlines())
    if not front_matter.porte_par_le_corps(corps):
        champs[genre.corps], corps = corps, ""
    listes = {genre.liste: ligne.formulations_liste} if isinstance(ligne, Question) else {}
    return front_matter.ecrire(champs, listes, corps)


def _en_texte(valeur: Any) -> str:
    if isinstance(valeur, datetime):
        return timezone.localtime(valeur).isoformat(sep=" ")
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return str(valeur.slug if isinstance(valeur, Rubrique) else valeur)
