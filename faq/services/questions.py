"""From a question asked to an answer: ask, answer, publish."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from faq import ports
from faq.chemins import SLUGS_RESERVES
from faq.models import Question, QuestionPosee, Rubrique

# Against floods: what one address may ask, and what everybody may ask, in one hour.
PAR_COURRIEL, PAR_HEURE = 5, 120


class TropDeQuestions(Exception):
    """Too many questions in one hour; its text is a French sentence for the asker."""


class DejaRepondue(Exception):
    """Someone answered first; its text is a French sentence for the staff."""


def poser(*, texte: str, courriel: str, nom: str = "", origine: str = "") -> QuestionPosee:
    """Keep a question. The same one sent twice within the hour is kept once.

    Raises TropDeQuestions.
    """
    recentes = QuestionPosee.objects.filter(posee_le__gte=timezone.now() - timedelta(hours=1))
    siennes = recentes.filter(courriel__iexact=courriel)
    if double := siennes.filter(texte=texte).first():
        return double
    if siennes.count() >= PAR_COURRIEL or recentes.count() >= PAR_HEURE:
        raise TropDeQuestions(
            "Beaucoup de questions nous arrivent en ce moment : "
            "la vôtre n’est pas partie, envoyez-la de nouveau dans une heure."
        )
    return QuestionPosee.objects.create(texte=texte, courriel=courriel, nom=nom, origine=origine)


def repondre(posee: QuestionPosee, *, reponse: str, par: Any) -> None:
    """Keep the answer and hand it to the mail, both or none; an answer leaves once.

    Raises DejaRepondue, ValueError on an empty answer, and ports.PortAbsent.
    """
    if not reponse.strip():
        raise ValueError("Écrivez la réponse avant de l’envoyer.")
    with transaction.atomic():
        gagnee = (
            QuestionPosee.objects.sans_reponse()
            .filter(pk=posee.pk)
            .update(reponse=reponse, repondue_le=timezone.now(), repondue_par=par)
        )
        posee.refresh_from_db()
        if not gagnee:
            raise DejaRepondue(f"{posee.repondue_par} a déjà répondu à « {posee} ».")
        ports.ecrire_au_demandeur(posee)


def preparer_publication(posee: QuestionPosee, *, rubrique: Rubrique) -> Question:
    """Make a draft entry from a question asked; once made, the same one is given back."""
    if posee.question:
        return posee.question
    with transaction.atomic():
        existante = Question.objects.filter(question__iexact=posee.texte[:300]).first()
        posee.question = existante or Question.objects.create(
            slug=_slug_libre(posee.texte),
            rubrique=rubrique,
            question=posee.texte[:300],
            reponse=posee.reponse,
        )
        posee.save(update_fields=["question"])
    return posee.question


def _slug_libre(texte: str) -> str:
    racine = slugify(texte)[:60].strip("-") or "question"
    slug, numero = racine, 1
    while slug in SLUGS_RESERVES or Question.objects.filter(slug=slug).exists():
        numero += 1
        slug = f"{racine}-{numero}"
    return slug
