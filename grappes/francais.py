"""Dates, counts and telephone numbers as French says them."""

import datetime

from django.utils import formats


def jour(date: datetime.date) -> str:
    """« 1er décembre 2026 », so that no reader wonders which number is the month."""
    texte = formats.date_format(date, "j F Y")
    return f"1er{texte[1:]}" if date.day == 1 else texte


def compter(nombre: int, nom: str) -> str:
    """« 1 accord », « 3 accords »; French keeps the singular up to two."""
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"


def telephone(numero: str) -> str:
    """« 03 20 12 34 56 », on one line; an international number is left as it is."""
    if numero.startswith("+"):
        return numero
    return "\u00a0".join(numero[debut : debut + 2] for debut in range(0, len(numero), 2))
