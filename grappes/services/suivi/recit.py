"""The words and shapes of what a candidate is told: a situation, the one thing to do."""

import datetime
from dataclasses import dataclass

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
        libelle=libelle or statut.libelle_candidat,
        present=present,
        suite=suite,
        acteur=acteur or str(statut.attend.label),
        action=action,
    )
