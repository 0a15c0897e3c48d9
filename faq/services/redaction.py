"""Writing answers: the one door through which their content changes, and their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet

from faq.dates import moment
from faq.difference import Genre, Morceau, comparer
from faq.models import Question, Revision, Vote
from faq.services.variables import inconnues

# A field of Revision, and that of Question which it keeps.
CONTENU = {
    "intitule": "question",
    "reponse": "reponse",
    "formulations": "formulations",
    "source": "source",
    "source_url": "source_url",
    "rubrique": "rubrique",
}
LIGNES = ("reponse", "formulations")
# How many reasons of a useless answer are shown beside a revision.
REPROCHES = 20


class RevisionDepassee(Exception):
    """Someone wrote meanwhile; its text is a French sentence for the staff."""


@dataclass(frozen=True)
class Refus:
    """A question that may not be published, and the French sentences that say why."""

    question: Question
    phrase: str


@dataclass(frozen=True)
class Difference:
    """What a revision changed in one field."""

    libelle: str
    morceaux: list[Morceau]


@transaction.atomic
def enregistrer(question: Question, *, auteur: Any, motif: str = "") -> Revision:
    """Save a question, new or not; a change of its content becomes a revision.

    Returns the revision that readers now see. `auteur` is None when the application writes.
    """
    for champ in LIGNES:
        # A browser sends a text back with other line ends: that is not a change.
        setattr(question, champ, "\n".join(getattr(question, champ).splitlines()))
    # Saved first: this holds the row, so that the numbers of two writers follow each other.
    question.save()
    return _reviser(question, auteur, motif)


@transaction.atomic
def publier(cles: Iterable[int], *, auteur: Any) -> tuple[list[Question], list[Refus]]:
    """Publish these questions: those that are, and those that may not be, as they were.

    A draft made from a question asked holds what the asker and the mail said: it is checked here.
    """
    publiees, refusees = [], []
    for question in Question.objects.select_for_update().filter(pk__in=cles).order_by("pk"):
        question.etat = Question.Etat.PUBLIEE
        try:
            verifier(question)
        except ValidationError as erreur:
            refusees.append(Refus(question, " ".join(erreur.messages)))
        else:
            enregistrer(question, auteur=auteur)
            publiees.append(question)
    return publiees, refusees


def verifier(question: Question) -> None:
    """What the model and the facts reproach to a question. Raises ValidationError."""
    question.full_clean()
    if fautes := inconnues(question.reponse):
        raise ValidationError(fautes)


@transaction.atomic
def revision_courante(question: Question) -> Revision:
    """The revision that readers see; made now when the text was written past the door."""
    tenue = Question.objects.select_for_update().select_related("rubrique").get(pk=question.pk)
    return _reviser(tenue, None, "")


def _reviser(question: Question, auteur: Any, motif: str) -> Revision:
    """The last revision, or a new one when the content is no longer its own."""
    derniere = question.revisions.select_related("rubrique").first()
    contenu = _contenu(question)
    if derniere and all(getattr(derniere, champ) == lu for champ, lu in contenu.items()):
        return derniere
    return Revision.objects.create(
        question=question,
        numero=derniere.numero + 1 if derniere else 1,
        auteur=auteur,
        motif=motif,
        **contenu,
    )


@transaction.atomic
def restaurer(revision: Revision, *, auteur: Any) -> Revision:
    """Write the content of an old revision anew, as a new one.

    Raises ValidationError when it may not stand today: another question has these words, a fact
    that it names is gone.
    """
    question = Question.objects.select_for_update().get(pk=revision.question_id)
    for champ, nom in CONTENU.items():
        # Its rubrique may be gone: the question stays in the present one.
        if (ancien := getattr(revision, champ)) is not None:
            setattr(question, nom, ancien)
    verifier(question)
    return enregistrer(question, auteur=auteur, motif=f"Retour à la révision {revision.numero}.")


def confirmer(question: Question, lue: int) -> None:
    """Check that the revision a member of staff started from is still the last.

    Raises RevisionDepassee, which says who wrote meanwhile, and when.
    """
    derniere = question.revisions.select_related("auteur").first()
    if derniere and derniere.numero != lue:
        raise RevisionDepassee(
            f"{signature(derniere)} a écrit la révision {derniere.numero} "
            f"le {moment(derniere.le)}, pendant que vous modifiiez cette réponse. Votre texte est "
            "gardé ci-dessous : lisez la sienne dans les révisions, puis enregistrez de nouveau."
        )


def historique(question: Question) -> QuerySet[Revision]:
    """The revisions of a question, the last first, with their votes and the last `reproches`."""
    reproches = Vote.objects.filter(utile=False).exclude(raison="")[:REPROCHES]
    return (
        question.revisions.select_related("auteur", "rubrique")
        .annotate(
            utiles=Count("votes", filter=Q(votes__utile=True)),
            inutiles=Count("votes", filter=Q(votes__utile=False)),
        )
        # The order of the model is lost where votes are counted.
        .order_by("-numero")
        .prefetch_related(Prefetch("votes", reproches, to_attr="reproches"))
    )


def avec_differences(revisions: list[Revision]) -> list[tuple[Revision, list[Difference]]]:
    """Revisions in a row, the last first, each with what it changed in the one before it."""
    if not revisions:
        return []
    plus_ancienne = revisions[-1]
    avant = (
        Revision.objects.filter(question=plus_ancienne.question_id, numero__lt=plus_ancienne.numero)
        .select_related("rubrique")
        .first()
    )
    precedentes = [*revisions[1:], avant]
    return [
        (revision, differences(revision, precedente))
        for revision, precedente in zip(revisions, precedentes, strict=True)
    ]


def differences(revision: Revision, precedente: Revision | None) -> list[Difference]:
    """What this revision changed, field by field; all that it says when it is the first."""
    lues = []
    for champ in Revision._meta.concrete_fields:
        if champ.name in CONTENU and (morceaux := _comparer(revision, precedente, champ.name)):
            lues.append(Difference(str(champ.verbose_name), morceaux))
    return lues


def _comparer(revision: Revision, precedente: Revision | None, champ: str) -> list[Morceau]:
    apres = _texte(getattr(revision, champ))
    if precedente is None:
        return [Morceau(Genre.EGAL, apres)] if apres else []
    avant = _texte(getattr(precedente, champ))
    return comparer(avant, apres) if avant != apres else []


def signature(revision: Revision) -> str:
    """Who wrote it, for the staff."""
    return str(revision.auteur) if revision.auteur else "L’application"


def _contenu(question: Question) -> dict[str, Any]:
    return {champ: getattr(question, nom) for champ, nom in CONTENU.items()}


def _texte(valeur: Any) -> str:
    return "" if valeur is None else str(valeur)
