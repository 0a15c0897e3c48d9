"""Dates as they are said in French, on pages and in mails."""

import datetime

from django import template
from django.utils import formats, timezone

from grappes import francais

register = template.Library()


@register.filter
def jour(date: datetime.date | datetime.datetime | None) -> str:
    """« mardi 3 mars 2027 », « lundi 1er mars 2027 »; in Paris for a moment; empty for none."""
    if not date:
        return ""
    if isinstance(date, datetime.datetime):
        date = timezone.localtime(date)
    return f"{formats.date_format(date, 'l')} {francais.jour(date)}"


@register.filter
def echeance(date: datetime.date | None) -> str:
    """A deadline, its day included: « mardi 3 mars 2027, jusqu’à minuit, heure de Paris »."""
    return f"{jour(date)}, jusqu’à minuit, heure de Paris" if date else ""
