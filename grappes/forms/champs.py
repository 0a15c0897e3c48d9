"""Widgets of the admin that a keyboard and a screen reader can use."""

from django import forms


def choix_multiples() -> forms.CheckboxSelectMultiple:
    """Boxes to tick, where Django's two-list selector fails accessibility checks."""
    return forms.CheckboxSelectMultiple(attrs={"class": "cases"})
