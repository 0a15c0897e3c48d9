"""Answers in templates: rendered, or embedded beside a field."""

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.safestring import SafeString

from faq import dates
from faq.models import Question
from faq.recherche import surligner
from faq.search import Match
from faq.services.blocs import Bloc, lire
from faq.texte import completer, en_html, typographier

register = template.Library()


@register.filter
def reponse_html(question: Question, valeurs: Mapping[str, str]) -> SafeString:
    """The answer of a question as safe HTML, its marks filled with the facts of the page."""
    return en_html(completer(question.reponse, valeurs))


@register.filter
def typo(texte: str) -> str:
    """French punctuation kept with its word."""
    return typographier(texte)


@register.filter(expects_localtime=True)
def jour(quand: date) -> str:
    """« 1er décembre 2026 »."""
    return dates.jour(quand)


@register.filter
def extrait_html(trouve: Match) -> SafeString:
    """The extract of a search result, its found words marked."""
    return surligner(trouve.extract)


@register.inclusion_tag("faq/_bloc.html")
def faq(slug: str) -> dict[str, Bloc | None]:
    """`{% faq "lecteurs-de-carte" %}`: the answer, folded, beside a form field.

    Nothing shows when staff have archived the question.
    """
    return {"bloc": lire([slug]).get(slug)}
