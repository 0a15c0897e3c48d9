"""What staff ask of a scenario: a wish, those that it concerns, the promises that it may break."""

from typing import Any

from django import forms

from grappes.forms.champs import EntierField
from grappes.models import Campagne, Candidature, Place, Scenario
from grappes.services.enonce.probleme import MARGE
from grappes.services.scenarios.demandes import candidatures_possibles

LARGE = {"class": "vTextField"}


class ScenarioForm(forms.Form):
    """`cleaned_data` are the arguments of `scenarios.demander`, the exceptions apart."""

    nom = forms.CharField(
        label="Nom", max_length=120, required=False, widget=forms.TextInput(attrs=LARGE),
        help_text="Facultatif : « Sans limite de distance », « Nord seul »…",
    )  # fmt: skip
    rayon_km = EntierField(
        label="Distance maximale au porteur (km)", min_value=1, max_value=2000, required=False,
        help_text="Vide : aucune limite.",
    )  # fmt: skip
    marge_esms = EntierField(
        label="Marge au-dessus du minimum (ESMS)", min_value=0, max_value=100, initial=MARGE,
        help_text="Une grappe juste au minimum ne survit pas au premier retrait.",
    )  # fmt: skip
    duree = EntierField(
        label="Durée maximale du calcul (secondes)", min_value=1, max_value=600, initial=30,
        help_text="30 s suffisent à 300 candidatures ; comptez 120 s pour une grande région.",
    )  # fmt: skip
    selection = forms.ModelMultipleChoiceField(
        queryset=Candidature.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Une candidature choisie n’est plus disponible."},
    )

    def __init__(self, campagne: Campagne, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["selection"].queryset = candidatures_possibles(campagne)


class ExceptionsForm(forms.Form):
    """One reason for each promised place; empty: the promise is kept."""

    def __init__(self, places: list[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for place in places:
            self.fields[self.nom(place)] = forms.CharField(
                label=f"Motif pour {place.candidature.organisme}",
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs=LARGE),
            )

    @staticmethod
    def nom(place: Place) -> str:
        return f"motif-{place.pk}"

    @property
    def lignes(self) -> list[tuple[Place, forms.BoundField]]:
        return [(place, self[self.nom(place)]) for place in self.places]

    @property
    def motifs(self) -> dict[int, str]:
        """The exceptions asked for: pk of the place → reason."""
        saisis = {place.pk: self.cleaned_data[self.nom(place)] for place in self.places}
        return {cle: motif for cle, motif in saisis.items() if motif}


class ComparaisonForm(forms.Form):
    """Today's state, or another scenario that is solved."""

    avec = forms.ModelChoiceField(
        label="Comparer avec",
        queryset=Scenario.objects.none(),
        required=False,
        empty_label="Les grappes d’aujourd’hui",
    )

    def __init__(self, scenario: Scenario, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        autres = scenario.campagne.scenarios.exclude(pk=scenario.pk).exclude(calcule_le=None)
        self.fields["avec"].queryset = autres
