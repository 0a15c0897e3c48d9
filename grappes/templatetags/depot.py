"""The error summary of a page with several forms."""

from dataclasses import dataclass

from django import template
from django.forms import BaseForm

register = template.Library()


@dataclass(frozen=True)
class Erreur:
    """One error: the field's label, the sentence, the id to go to ("" for the whole form)."""

    champ: str
    phrase: str
    ancre: str


@register.simple_tag
def erreurs(formulaires: list[BaseForm]) -> list[Erreur]:
    """Every error of these forms, in the order of the page."""
    return [
        erreur
        for formulaire in formulaires or []
        for nom, phrases in formulaire.errors.items()
        for erreur in _du_champ(formulaire, nom, phrases)
    ]


def _du_champ(formulaire: BaseForm, nom: str, phrases: list[str]) -> list[Erreur]:
    if nom not in formulaire.fields:
        return [Erreur("", phrase, "") for phrase in phrases]
    champ = formulaire[nom]
    # A group of choices has no id of its own: its first choice has.
    ancre = champ.id_for_label or f"{champ.auto_id}_0"
    # The label of a box is a sentence of its own.
    case = champ.widget_type == "checkbox"
    libelle = "" if case else champ.label.removesuffix("*").strip()
    if objet := getattr(formulaire, "objet", ""):
        libelle = f"{objet}, {libelle.lower()}".removesuffix(", ")
    return [Erreur(libelle, phrase, ancre) for phrase in phrases]
