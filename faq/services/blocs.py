"""Answers to embed in other pages: those of one page are read together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from faq import ports
from faq.models import Question
from faq.texte import completer, en_html


@dataclass(frozen=True)
class Bloc:
    """A published question and its answer as safe HTML, its marks filled."""

    question: Question
    html: SafeString


def lire(
    slugs: Iterable[str], faits: Callable[[], Mapping[str, str]] = ports.valeurs
) -> dict[str, Bloc]:
    """The blocks of these questions by slug, in this order; one query for the whole page.

    `faits` reads the text of each variable: those of all readers, unless the page knows better.
    A question that staff have archived is left out.
    """
    voulus = list(dict.fromkeys(slugs))
    publiees = Question.objects.publiees().in_bulk(voulus, field_name="slug") if voulus else {}
    valeurs = faits() if publiees else {}
    return {
        slug: Bloc(publiees[slug], en_html(completer(publiees[slug].reponse, valeurs)))
        for slug in voulus
        if slug in publiees
    }
