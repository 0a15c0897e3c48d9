"""Answers age: who reviews them, when, and why."""

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


def marquer_relues(questions: QuerySet[Question], *, prochaine: date | None) -> int:
    """These were read again today; their reasons to be are settled. Returns how many."""
    return questions.update(
        relue_le=timezone.localdate(), a_relire_le=prochaine, motif_relecture=""
    )


@transaction.atomic
def faire_relire_dependantes(motif: str) -> int:
    """The rules changed: what depends on them is due, with the reason. Returns how many.

    Reasons add up until the review; the same one is kept once. The planned date stays, so that
    an answer which nobody edited still follows the text shipped with the application.
    """
    dependantes = list(
        Question.objects.exclude(etat=Question.Etat.ARCHIVEE)
        .filter(depend_de_l_instruction=True)
        .select_for_update()
    )
    for question in dependantes:
        motifs = question.motif_relecture.splitlines()
        if motif not in motifs:
            motifs.append(motif)
        question.motif_relecture = "\n".join(motifs)
    Question.objects.bulk_update(dependantes, ["motif_relecture"])
    return len(dependantes)
