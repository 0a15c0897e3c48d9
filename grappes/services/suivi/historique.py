"""What happened to a file, in the candidate's words: changes, answers, requests, mails."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import Truncator

from grappes.models import (
    Acteur,
    Candidature,
    Courriel,
    StatutCandidature,
    Transition,
)
from grappes.services.origines import posees

# Every act of the workflow that a candidate may read of.
PHRASES = {
    "deposer": "Candidature déposée",
    "examiner": "Étude commencée par le Collectif",
    "demander_complements": "Compléments demandés par le Collectif",
    "completer": "Compléments envoyés",
    "admettre": "Dossier éligible",
    "ecarter": "Dossier non éligible",
    "proposer": "Une grappe vous est proposée",
    "engager": "Grappe constituée",
    "remettre_au_vivier": "Recherche d’une autre grappe",
    "inviter": "Instruction publiée : votre grappe est invitée à déposer",
    "transmettre": "Dossier de la grappe transmis",
    "retenir": "Projet retenu",
    "ne_pas_retenir": "Projet non retenu",
    "retirer": "Candidature retirée",
    "rouvrir": "Étude reprise",
    "accepter": "Proposition acceptée",
    "discuter": "Échange demandé avec le Collectif",
    "refuser": "Proposition refusée",
}
REPONSES = ("accepter", "discuter", "refuser")
ENVOYES = (Courriel.Etat.ENVOYE, Courriel.Etat.REMIS)
PERDUS = (Courriel.Etat.EN_ECHEC, Courriel.Etat.REJETE)
# An access link is a key, not news.
TUS = (Courriel.Genre.LIEN_ACCES,)
# How much of a question or an answer the history repeats.
EXTRAIT = 300


@dataclass(frozen=True)
class Evenement:
    """One line of the history; `entree` is the page of the FAQ where an answer can be read.

    `genre` is statut, remarque, question, reponse, courriel or courriel_perdu.
    """

    le: datetime.datetime
    genre: str
    titre: str
    detail: str = ""
    entree: str = ""

    @property
    def jour(self) -> datetime.date:
        """The day in Paris."""
        return timezone.localdate(self.le)


def raconter(candidature: Candidature) -> list[Evenement]:
    """The whole history, the latest first."""
    evenements = [
        *_changements(candidature),
        *_remarques(candidature),
        *_questions(candidature),
        *_courriels(candidature),
    ]
    return sorted(evenements, key=lambda evenement: evenement.le, reverse=True)


def _changements(candidature: Candidature) -> list[Evenement]:
    siennes = Transition.objects.filter(candidature=candidature)
    reponses = Transition.objects.filter(place__candidature=candidature, acte__in=REPONSES)
    return [Evenement(t.le, "statut", PHRASES[t.acte], _motif(t)) for t in (siennes | reponses)]


def _motif(transition: Transition) -> str:
    """A reason is shown to whom it was written for; those of staff may name other members."""
    consequence = transition.acte == "remettre_au_vivier"
    du_candidat = transition.acteur == Acteur.CANDIDAT and not consequence
    return transition.motif if du_candidat or transition.acte == "ecarter" else ""


def _remarques(candidature: Candidature) -> list[Evenement]:
    """The requests that were sent: open ones only while the candidate is asked to answer."""
    remarques = candidature.remarques.select_related("ligne")
    if candidature.statut != StatutCandidature.A_COMPLETER:
        remarques = remarques.exclude(levee_le=None)
    return [
        Evenement(
            r.le,
            "remarque",
            f"À compléter{f', {r.ligne.nom}' if r.ligne else ''}",
            r.texte,
        )
        for r in remarques
    ]


def _questions(candidature: Candidature) -> Iterator[Evenement]:
    """What was asked and answered; a long text stands whole in the questions of the page."""
    for posee in posees(candidature):
        qui = f"Question de {posee.nom}" if posee.nom else "Votre question"
        yield Evenement(posee.posee_le, "question", qui, _court(posee.texte))
        if posee.repondue_le:
            entree = posee.entree_publiee
            yield Evenement(
                le=posee.repondue_le,
                genre="reponse",
                titre="Réponse du Collectif",
                detail=_court(posee.reponse),
                entree=entree.get_absolute_url() if entree else "",
            )


def _court(texte: str) -> str:
    return Truncator(texte).chars(EXTRAIT)


def _courriels(candidature: Candidature) -> list[Evenement]:
    """One line per mail, even when two contacts received it."""
    courriels = candidature.courriels.exclude(genre__in=TUS).order_by("prevu_le", "pk")
    groupes: dict[tuple[str, str, str], list[Courriel]] = {}
    for courriel in courriels.filter(etat__in=ENVOYES + PERDUS):
        genre = "courriel" if courriel.etat in ENVOYES else "courriel_perdu"
        occasion = courriel.cle.rsplit(":", 1)[-1]
        groupes.setdefault((genre, courriel.genre, occasion), []).append(courriel)
    return [
        Evenement(
            le=groupe[0].envoye_le or groupe[0].prevu_le,
            genre=genre,
            titre=groupe[0].objet,
            detail=", ".join(courriel.destinataire for courriel in groupe),
        )
        for (genre, _, _), groupe in groupes.items()
    ]
