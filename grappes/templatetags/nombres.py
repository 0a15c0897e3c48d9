"""Numbers as they are said in French."""

from django import template

from grappes import francais

register = template.Library()


@register.filter
def pluriel(nombre: int, marque: str = "s") -> str:
    """The mark of the plural from two on: « 0 grappe », « 1 grappe », « 2 grappes »."""
    return marque if abs(nombre) >= 2 else ""


@register.filter
def telephone(numero: str) -> str:
    """By pairs of digits, as a French eye reads it."""
    return francais.telephone(numero)
