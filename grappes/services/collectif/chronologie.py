"""The timeline of a candidature: statuses, notes, remarks, questions, mails, latest first."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from grappes.models import Candidature, Courriel, Transition
from grappes.services.origines import posees


@dataclass(frozen=True)
class Evenement:
    """`genre` is stable: statut, place, note, remarque, question, courriel. The rest is for people.

    `courriel` and `question` are the keys of the row behind it.
    """

    le: datetime.datetime
    genre: str
    titre: str
    texte: str = ""
    auteur: str = ""
    courriel: int | None = None
    question: int | None = None


def chronologie(candidature: Candidature) -> list[Evenement]:
    """All that happened to a file, in a fixed number of queries."""
    evenements = [
        *_changements(candidature),
        *_notes(candidature),
        *_remarques(candidature),
        *_questions(candidature),
        *_courriels(candidature),
    ]
    return sorted(evenements, key=lambda evenement: evenement.le, reverse=True)


def _changements(candidature: Candidature) -> Iterator[Evenement]:
    transitions = Transition.objects.filter(
        Q(candidature=candidature) | Q(place__candidature=candidature)
    ).select_related("par", "place__grappe")
    for transition in transitions:
        titre = f"{transition.libelle_de} → {transition.libelle_vers}"
        if transition.place:
            titre = f"Place dans « {transition.place.grappe} » : {titre}"
        genre = "place" if transition.place else "statut"
        yield Evenement(transition.le, genre, titre, _motif(transition), transition.auteur)


def _motif(transition: Transition) -> str:
    """The reason that was written; of a refusal, the reason that was chosen comes first."""
    if transition.place and transition.acte == "refuser" and transition.place.motif_refus:
        choisie = transition.place.get_motif_refus_display()
        return f"{choisie} : {transition.motif}" if transition.motif else choisie
    return transition.motif


def _notes(candidature: Candidature) -> Iterator[Evenement]:
    for note in candidature.notes.select_related("par"):
        yield Evenement(note.le, "note", note.get_genre_display(), note.texte, str(note.par))


def _remarques(candidature: Candidature) -> Iterator[Evenement]:
    for remarque in candidature.remarques.select_related("par", "ligne"):
        sujet = f"Remarque sur {remarque.ligne.nom}" if remarque.ligne else "Remarque"
        yield Evenement(remarque.le, "remarque", sujet, remarque.texte, str(remarque.par))
        if remarque.levee_le:
            yield Evenement(remarque.levee_le, "remarque", f"{sujet} : levée", remarque.texte)


def _questions(candidature: Candidature) -> Iterator[Evenement]:
    for posee in posees(candidature):
        yield Evenement(
            le=posee.posee_le,
            genre="question",
            titre="Question posée",
            texte=posee.texte,
            auteur=posee.nom or posee.courriel,
            question=posee.pk,
        )
        if posee.repondue_le:
            publiee = ", publiée dans la FAQ" if posee.entree_publiee else ""
            yield Evenement(
                le=posee.repondue_le,
                genre="question",
                titre=f"Réponse à une question{publiee}",
                texte=posee.reponse,
                auteur=str(posee.repondue_par or ""),
                question=posee.pk,
            )


def _courriels(candidature: Candidature) -> Iterator[Evenement]:
    for courriel in candidature.courriels.defer("texte", "html"):
        etat = courriel.get_etat_display().lower()
        yield Evenement(
            le=_moment(courriel),
            genre="courriel",
            titre=f"Courriel {etat} : {courriel.objet}",
            texte=f"À {courriel.destinataire}",
            courriel=courriel.pk,
        )


def _moment(courriel: Courriel) -> datetime.datetime:
    """When it left; for one that waits, when it was written, so that the future stays below."""
    return courriel.envoye_le or courriel.cree_le
