"""The words and shapes of what a candidate is told: a situation, the one thing to do."""

import datetime
import re
from dataclasses import dataclass

from django.utils import formats

from grappes.models import (
    Campagne,
    Candidature,
    EtatCampagne,
    Place,
    StatutCandidature,
    Transition,
)


@dataclass(frozen=True)
class Action:
    """The one thing that the candidate has to do; `page` is the name of a route."""

    libelle: str
    page: str
    etape: str = ""
    avant_le: datetime.date | None = None


@dataclass(frozen=True)
class Situation:
    """A status in the candidate's words: `present` now, `suite` next, `acteur` whose turn it is."""

    libelle: str
    present: str
    suite: str
    acteur: str
    action: Action | None = None


@dataclass(frozen=True)
class Dossier:
    """What the texts are made of."""

    candidature: Candidature
    campagne: Campagne
    etat: EtatCampagne
    place: Place | None
    derniere: Transition | None


def jour(date: datetime.date) -> str:
    """« 1er décembre 2026 », so that no reader wonders which number is the month."""
    texte = formats.date_format(date, "j F Y")
    return f"1er{texte[1:]}" if date.day == 1 else texte


def raconter(
    statut: StatutCandidature,
    present: str,
    suite: str,
    *,
    libelle: str = "",
    acteur: str = "",
    action: Action | None = None,
) -> Situation:
    """A situation whose label and actor are the status's own unless told otherwise."""
    return Situation(
        libelle=typographier(libelle or statut.libelle_candidat),
        present=typographier(present),
        suite=typographier(suite),
        acteur=acteur or str(statut.attend.label),
        action=action,
    )


def typographier(texte: str) -> str:
    """No line may start with « : » or end with « « »: French spaces that do not break."""
    return re.sub(r"« ", "«\u00a0", re.sub(r" ([:;?!»€%])", "\u00a0\\1", texte))


def compter(nombre: int, nom: str) -> str:
    """« 1 accord », « 3 accords »; French keeps the singular up to two."""
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"
