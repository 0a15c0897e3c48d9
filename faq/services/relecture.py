"""Answers age: who reviews them, when, and why."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from faq.models import Question

# Proposed to whoever has just reviewed an answer.
RYTHME = timedelta(days=182)


def prochaine_relecture() -> date:
    """The date proposed for the next review."""
    return timezone.localdate() + RYTHME


@transaction.atomic
def marquer_relues(
    questions: QuerySet[Question], *, prochaine: date | None, motifs: Collection[str]
) -> int:
    """These were read again today, which settles the `motifs` that the reader has seen.

    A reason come since then stays, and so does the review that it asks for. Returns how many.
    """
    relues = list(_verrouiller(Question.objects.filter(pk__in=[q.pk for q in questions])))
    for question in relues:
        restent = [m for m in question.motif_relecture.splitlines() if m not in motifs]
        question.motif_relecture = "\n".join(restent)
        question.relue_le, question.a_relire_le = timezone.localdate(), prochaine
    Question.objects.bulk_update(relues, ["motif_relecture", "relue_le", "a_relire_le"])
    return len(relues)


def motifs_de(questions: Iterable[Question]) -> list[str]:
    """The reasons to review these questions, each once."""
    lignes = (motif for q in questions for motif in q.motif_relecture.splitlines())
    return list(dict.fromkeys(lignes))


@transaction.atomic
def faire_relire_dependantes(motif: str) -> int:
    """The rules changed: what depends on them is due, with the reason. Returns how many.

    Reasons add up until the review; the same one is kept once. The planned date stays, so that
    an answer which nobody edited still follows the text shipped with the application.
    """
    vivantes = Question.objects.exclude(etat=Question.Etat.ARCHIVEE)
    dependantes = list(_verrouiller(vivantes.filter(depend_de_l_instruction=True)))
    for question in dependantes:
        motifs = question.motif_relecture.splitlines()
        if motif not in motifs:
            motifs.append(motif)
        question.motif_relecture = "\n".join(motifs)
    Question.objects.bulk_update(dependantes, ["motif_relecture"])
    return len(dependantes)


def _verrouiller(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Hold these rows, in one order: two reviews wait for each other, never in a circle."""
    return questions.select_for_update().order_by("pk")
