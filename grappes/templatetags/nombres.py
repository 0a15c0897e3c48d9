"""Numbers as they are said in French."""

from django import template

register = template.Library()


@register.filter
def pluriel(nombre: int, marque: str = "s") -> str:
    """The mark of the plural from two on: « 0 grappe », « 1 grappe », « 2 grappes »."""
    return marque if abs(nombre) >= 2 else ""
