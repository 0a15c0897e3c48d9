"""Dates as French says them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def jour(quand: date) -> str:
    """« 1er décembre 2026 », so that no reader wonders which number is the month."""
    texte = date_format(quand, "j F Y")
    return f"1er{texte[1:]}" if quand.day == 1 else texte


def moment(quand: datetime) -> str:
    """« 1er décembre 2026 à 09:00 », in Paris."""
    ici = timezone.localtime(quand)
    return f"{jour(ici)} à {date_format(ici, 'H:i')}"
