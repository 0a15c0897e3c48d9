"""The search index of this process: built from the database, again when the content changes."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from faq import ports
from faq.models import Question, Synonyme
from faq.models.contenu import lisible
from faq.search import CLOSE, EQUIVALENT, Document, Extract, Group, Match, SearchIndex
from faq.texte import completer, en_texte

FORCES = {
    Synonyme.Proximite.MEME_SENS: EQUIVALENT,
    Synonyme.Proximite.SENS_VOISIN: CLOSE,
}
# Seen from this score on: the paraphrases of a shipped question score 1.3 in the middle, the
# questions of other subjects 0.5.
SEMBLABLE = 1.3


@dataclass(frozen=True)
class Version:
    """A cheap stamp of all that the index reads: it differs when any process changed it, and when
    the moment of a scheduled question comes, which nobody writes."""

    questions: tuple[Any, int, int]
    synonymes: tuple[Any, int]
    valeurs: tuple[tuple[str, str], ...]


def chercher(requete: str, limite: int = 10) -> list[Match]:
    """The published answers to these words, best first; none when the FAQ does not know."""
    return index().search(requete, limite)


def proches(question: Question, limite: int = 3) -> list[str]:
    """The slugs of the published questions nearest to this one."""
    return [match.document.key for match in index().related(question.slug, limite)]


def semblables(question: Question) -> list[Question]:
    """The published questions that this one may say again in other words, the nearest first."""
    trouves = [match for match in chercher(question.question, 4) if match.score >= SEMBLABLE]
    slugs = [match.document.key for match in trouves if match.document.key != question.slug]
    par_slug = Question.objects.in_bulk(slugs, field_name="slug")
    return [par_slug[slug] for slug in slugs]


def index() -> SearchIndex:
    """The index of the present content. A shared version costs two small queries."""
    return _construire(_version())


def _version() -> Version:
    dernier, nombre = Max("modifie_le"), Count("pk")
    questions = Question.objects.aggregate(
        dernier=dernier, nombre=nombre, lisibles=Count("pk", filter=lisible())
    )
    synonymes = Synonyme.objects.aggregate(dernier=dernier, nombre=nombre)
    return Version(
        questions=(questions["dernier"], questions["nombre"], questions["lisibles"]),
        synonymes=(synonymes["dernier"], synonymes["nombre"]),
        valeurs=tuple(sorted(ports.valeurs().items())),
    )


# Two: while a change spreads, readers of a fresh and of a stale connection do not rebuild in turns.
@lru_cache(maxsize=2)
def _construire(version: Version) -> SearchIndex:
    valeurs = dict(version.valeurs)
    return SearchIndex(
        [document(question, valeurs) for question in Question.objects.publiees()],
        [Group(s.phrases, FORCES[Synonyme.Proximite(s.proximite)]) for s in Synonyme.objects.all()],
    )


def document(question: Question, valeurs: dict[str, str]) -> Document:
    return Document(
        key=question.slug,
        title=question.question,
        text=en_texte(completer(question.reponse, valeurs)),
        wordings=tuple(question.formulations_liste),
    )


def surligner(extrait: Extract) -> SafeString:
    """The extract as HTML, with the found words marked."""
    morceaux, fin = [], 0
    for debut, arrivee in extrait.marks:
        morceaux.append(escape(extrait.text[fin:debut]))
        morceaux.append(format_html("<mark>{}</mark>", extrait.text[debut:arrivee]))
        fin = arrivee
    morceaux.append(escape(extrait.text[fin:]))
    return SafeString("".join(morceaux))
