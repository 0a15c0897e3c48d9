"""« Utile ? »: one vote a visitor and version of an answer."""

import hashlib
from datetime import timedelta

from django.utils import timezone

from faq.models import Question, Vote

PAR_HEURE = 60


def voter(question: Question, *, visiteur: str, utile: bool, raison: str = "") -> bool:
    """Keep a vote; voting again changes it. False when a flood hits this question: not kept."""
    cle = {"question": question, "version": version(question), "visiteur": visiteur}
    recents = question.votes.filter(vote_le__gte=timezone.now() - timedelta(hours=1))
    if not Vote.objects.filter(**cle).exists() and recents.count() >= PAR_HEURE:
        return False
    Vote.objects.update_or_create(**cle, defaults={"utile": utile, "raison": raison})
    return True


def version(question: Question) -> str:
    """A stamp of what was read: an edited answer may be voted on anew."""
    lu = f"{question.question}\n{question.reponse}"
    return hashlib.sha256(lu.encode()).hexdigest()[:16]
