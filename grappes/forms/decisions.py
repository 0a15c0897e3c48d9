"""What staff decide after a departure or about a conflict. Fields bear their services’ names."""

from django import forms

from grappes.models import Candidature, Grappe
from grappes.models.statuts import GRAPPES_OUVERTES


def _raison(aide: str) -> forms.CharField:
    return forms.CharField(
        label="Raison",
        help_text=aide,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        max_length=2_000,
        required=False,
    )


class GarderForm(forms.Form):
    motif = _raison(
        "Obligatoire si la grappe ne respecte plus les règles. Elle reste au Collectif."
    )


class RemplacerForm(forms.Form):
    candidature = forms.ModelChoiceField(
        queryset=Candidature.objects.deposees().select_related("organisme"),
        error_messages={
            "required": "Choisissez qui prend la place.",
            "invalid_choice": "Cette candidature n’existe plus : rechargez la page.",
        },
    )


class FusionForm(forms.Form):
    dans = forms.ModelChoiceField(
        queryset=Grappe.objects.filter(statut__in=GRAPPES_OUVERTES),
        error_messages={
            "required": "Choisissez la grappe qui accueille les membres.",
            "invalid_choice": "Cette grappe n’accueille plus de membre : rechargez la page.",
        },
    )
    motif = _raison(
        "Obligatoire si le résultat enfreint une règle ou un refus. Elle reste au Collectif."
    )


class ArbitrageForm(forms.Form):
    motif = forms.CharField(
        label="Ce qui est décidé",
        help_text="Réservé au Collectif : aucun candidat ne le lit.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        max_length=2_000,
        error_messages={"required": "Indiquez ce qui est décidé."},
    )
