"""« Utile ? »: one vote a visitor and revision of an answer."""

from datetime import timedelta

from django.utils import timezone

from faq.models import Question, Vote
from faq.services.redaction import revision_courante

PAR_HEURE = 60


def voter(
    question: Question,
    *,
    visiteur: str,
    utile: bool,
    raison: str = "",
    numero: int = 0,
) -> bool:
    """Keep a vote; voting again changes it. False when a flood hits this question: not kept.

    `numero` is the revision that was on the page, which may no longer be the last; 0 when unknown.
    """
    lue = question.revisions.filter(numero=numero).first() or revision_courante(question)
    recents = Vote.objects.filter(
        revision__question=question, vote_le__gte=timezone.now() - timedelta(hours=1)
    )
    sien = Vote.objects.filter(revision=lue, visiteur=visiteur)
    if not sien.exists() and recents.count() >= PAR_HEURE:
        return False
    Vote.objects.update_or_create(
        revision=lue, visiteur=visiteur, defaults={"utile": utile, "raison": raison}
    )
    return True
