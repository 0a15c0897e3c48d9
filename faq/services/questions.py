"""From a question asked to an answer: ask, answer, prepare an entry."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from faq import ports
from faq.chemins import SLUGS_RESERVES
from faq.dates import moment
from faq.doublons import deja_posee
from faq.models import Question, QuestionPosee, Rubrique
from faq.services import redaction

# Against floods: what may be asked in one hour by one address, from one origin, by all the others.
PAR_COURRIEL, PAR_ORIGINE, PAR_HEURE = 5, 10, 120


class DejaRepondue(Exception):
    """Someone took this question first; its text is a French sentence for the staff."""


class EntreeDejaPrete(Exception):
    """This question has its `entree` already; its text is a French sentence for the staff."""

    def __init__(self, entree: Question) -> None:
        super().__init__(f"Cette question a déjà son entrée, « {entree} » : la voici.")
        self.entree = entree


def devancement(posee: QuestionPosee) -> str:
    """Who took this question first, told to whoever comes second."""
    if posee.repondue_le is None:
        return (
            f"« {posee} » attend déjà « {posee.question} », en préparation : "
            "publiez cette entrée plutôt qu’une seconde."
        )
    qui = posee.repondue_par or "Une personne du Collectif"
    return f"{qui} a déjà répondu à « {posee} » le {moment(posee.repondue_le)} : rien n’est parti."


def poser(*, texte: str, courriel: str, nom: str = "", origine: str = "") -> QuestionPosee:
    """Keep a question. The same one sent twice within the hour is kept once.

    Raises ports.LimiteAtteinte.
    """
    recentes = QuestionPosee.objects.filter(
        posee_le__gte=timezone.now() - timedelta(hours=1), origine=origine
    )
    if double := recentes.filter(texte=texte, courriel__iexact=courriel).first():
        return double
    if _trop(recentes, courriel, origine):
        raise ports.LimiteAtteinte(
            "Beaucoup de questions nous arrivent en ce moment : "
            "la vôtre n’est pas partie, envoyez-la de nouveau dans une heure."
        )
    return QuestionPosee.objects.create(texte=texte, courriel=courriel, nom=nom, origine=origine)


def _trop(recentes: QuerySet[QuestionPosee], courriel: str, origine: str) -> bool:
    """Who asks from an origin is known there: however many others ask, they are not turned away."""
    if origine:
        return recentes.count() >= PAR_ORIGINE
    siennes = recentes.filter(courriel__iexact=courriel)
    return siennes.count() >= PAR_COURRIEL or recentes.count() >= PAR_HEURE


def repondre(posee: QuestionPosee, *, reponse: str, par: Any) -> None:
    """Keep the answer and hand it to the mail, both or none; an answer leaves once.

    Raises DejaRepondue, ValueError on an empty answer, and ports.PortAbsent.
    """
    with transaction.atomic():
        if not garder_la_reponse(posee, reponse=reponse, par=par):
            raise DejaRepondue(devancement(posee))
        ports.ecrire_au_demandeur(posee)


def garder_la_reponse(
    posee: QuestionPosee, *, reponse: str, par: Any, entree: Question | None = None
) -> bool:
    """Write the answer of a question that has none; False when somebody answered first.

    `entree` is the entry of the FAQ that gives it. Raises ValueError on an empty answer.
    """
    if not reponse.strip():
        raise ValueError("Écrivez la réponse avant de l’envoyer.")
    champs: dict[str, Any] = {"reponse": reponse, "repondue_le": timezone.now()}
    if entree:
        champs["question"] = entree
    attendue = QuestionPosee.objects.sans_reponse().filter(pk=posee.pk)
    gagnee = attendue.update(**champs, repondue_par=par)
    posee.refresh_from_db()
    return bool(gagnee)


@transaction.atomic
def preparer_publication(posee: QuestionPosee, *, rubrique: Rubrique, auteur: Any) -> Question:
    """Make a draft entry from a question asked, or from the entry that asks the same.

    Of two colleagues at once, the second waits. Raises EntreeDejaPrete when it has its entry.
    """
    # Entries born of questions are made one at a time: two questions may have the same words.
    Rubrique.objects.select_for_update().get(pk=rubrique.pk)
    tenue = QuestionPosee.objects.select_for_update().get(pk=posee.pk)
    if tenue.question:
        raise EntreeDejaPrete(tenue.question)
    tenue.question = deja_posee(tenue.texte[:300]) or creer_entree(
        Question(rubrique=rubrique, question=tenue.texte[:300], reponse=tenue.reponse),
        auteur=auteur,
    )
    tenue.save(update_fields=["question"])
    return tenue.question


def creer_entree(entree: Question, *, auteur: Any) -> Question:
    """Save a new entry of the FAQ, at a free address made of its question."""
    entree.slug = _slug_libre(entree.question)
    redaction.enregistrer(entree, auteur=auteur, motif="Née d’une question posée.")
    return entree


def _slug_libre(texte: str) -> str:
    racine = slugify(texte)[:60].strip("-") or "question"
    slug, numero = racine, 1
    while slug in SLUGS_RESERVES or Question.objects.filter(slug=slug).exists():
        numero += 1
        slug = f"{racine}-{numero}"
    return slug
