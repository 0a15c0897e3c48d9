"""Dates, counts and telephone numbers as French says them."""

import datetime

from django.utils import formats, timezone

from faq.dates import jour as jour
from faq.dates import moment as moment


def compter(nombre: int, nom: str) -> str:
    """« 1 accord », « 3 accords »; French keeps the singular up to two."""
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"


def telephone(numero: str) -> str:
    """« 03 20 12 34 56 », on one line; an international number is left as it is."""
    if numero.startswith("+"):
        return numero
    return "\u00a0".join(numero[debut : debut + 2] for debut in range(0, len(numero), 2))


def il_y_a(quand: datetime.datetime) -> str:
    """« il y a 12 s », « il y a 5 min », then the day and the hour."""
    secondes = int((timezone.now() - quand).total_seconds())
    if secondes < 60:
        return f"il y a {max(secondes, 0)} s"
    if secondes < 3600:
        return f"il y a {secondes // 60} min"
    return formats.date_format(timezone.localtime(quand), "j F à H:i")
