"""Fields and widgets shared by the forms; they mend what people type on a phone."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from grappes.finess.numero import Numero, NumeroInvalide, lire_finess
from grappes.validators import lire_telephone

CHOISIR = ("", "Choisir…")
ESPACES = re.compile(r"[\s\u00a0\u202f]")


class TelephoneField(forms.CharField):
    """A telephone number, kept as ten digits."""

    widget = forms.TextInput(
        attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": 30}
    )

    def clean(self, value: Any) -> str:
        saisie = super().clean(value)
        return lire_telephone(saisie) if saisie else ""


class FinessField(forms.CharField):
    """A FINESS number; gives a `Numero`, whose notice says what was mended, or None."""

    widget = forms.TextInput(
        attrs={"inputmode": "text", "autocomplete": "off", "spellcheck": "false", "maxlength": 40}
    )

    def clean(self, value: Any) -> Numero | None:
        saisie = super().clean(value)
        if not saisie:
            return None
        try:
            return lire_finess(saisie)
        except NumeroInvalide as erreur:
            raise ValidationError(str(erreur)) from erreur


class EntierField(forms.IntegerField):
    """A whole number as people write it: « 1 200 »."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 9})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **kwargs,
            error_messages={"invalid": "Écrivez un nombre entier, en chiffres, par exemple 42."},
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = ESPACES.sub("", value)
        return super().to_python(value)


def aide(*champs: Any) -> FormHelper:
    """A crispy helper for a form that its template wraps, with its tokens and buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*champs)
    return helper


def reponse(champ: str) -> HTML:
    """The answer of the FAQ that stands beside a field, where the page has one in `reponses`."""
    return HTML(f'{{% include "faq/_bloc.html" with bloc=reponses.{champ} %}}')


def brut(formulaire: forms.BaseForm) -> dict[str, list[str]]:
    """What was typed in a bound form, field by field, as JSON can keep it."""
    return {
        nom: [sans_nul(valeur) for valeur in formulaire.data.getlist(formulaire.add_prefix(nom))]
        for nom in formulaire.fields
        if formulaire.add_prefix(nom) in formulaire.data
    }


def sans_nul(valeur: str) -> str:
    """PostgreSQL keeps no NUL character in JSON, and nobody types one."""
    return valeur.replace("\0", "")


def cle_postee(valeur: str) -> int | None:
    """The key of a row that a page posts back; None for what no page of ours could have written.

    Longer ones fit in no column, and Python refuses to read thousands of digits.
    """
    return int(valeur) if valeur.isdecimal() and len(valeur) <= 18 else None


def relire(garde: dict[str, list[str]], prefixe: str = "") -> MultiValueDict:
    """The data of a form that is bound again to what was kept."""
    return MultiValueDict(
        {f"{prefixe}-{nom}" if prefixe else nom: valeurs for nom, valeurs in garde.items()}
    )


def choix_multiples() -> forms.CheckboxSelectMultiple:
    """Boxes to tick, where the admin's two-list selector fails accessibility checks."""
    return forms.CheckboxSelectMultiple(attrs={"class": "cases"})


def valeur_montree(champ: forms.BoundField) -> Any:
    """What the page showed in this field: its hidden initial, None when it makes no sense."""
    try:
        return champ.field.to_python(champ.form.data.get(champ.html_initial_name))
    except ValidationError:
        return None
