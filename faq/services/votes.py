"""« Utile ? »: one vote a visitor and revision of an answer."""

from datetime import timedelta

from django.utils import timezone

from faq import ports
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
    """Keep a vote; voting again changes it. Returns whether it is the first of this visitor.

    `numero` is the revision that was on the page, which may no longer be the last; 0 when unknown.
    Raises ports.LimiteAtteinte when a flood hits this question.
    """
    lue = question.revisions.filter(numero=numero).first() or revision_courante(question)
    recents = Vote.objects.filter(
        revision__question=question, vote_le__gte=timezone.now() - timedelta(hours=1)
    )
    sien = Vote.objects.filter(revision=lue, visiteur=visiteur)
    if not sien.exists() and recents.count() >= PAR_HEURE:
        raise ports.LimiteAtteinte(
            "Beaucoup d’avis arrivent en ce moment : le vôtre n’est pas enregistré. "
            "Envoyez-le de nouveau dans une heure."
        )
    _, premier = Vote.objects.update_or_create(
        revision=lue, visiteur=visiteur, defaults={"utile": utile, "raison": raison}
    )
    return premier
