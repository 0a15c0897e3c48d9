"""The filters of the manager's lists: a value that does not exist is refused, never ignored."""

from django import forms

from grappes.models import Campagne, Secteur, StatutCandidature, StatutGrappe
from grappes.services.pilotage.territoires import Territoire


class FiltresForm(forms.Form):
    """Filters of the candidatures and of the ESMS; they all narrow together."""

    statut = forms.ChoiceField(label="Statut", required=False)
    departement = forms.ModelChoiceField(None, label="Département", required=False)
    secteur = forms.ModelChoiceField(Secteur.objects.all(), label="Secteur", required=False)

    def __init__(self, *args, campagne: Campagne, territoire: Territoire, **kwargs):
        super().__init__(*args, **kwargs)
        statuts = [c for c in StatutCandidature.choices if c[0] != StatutCandidature.BROUILLON]
        self.fields["statut"].choices = [("", "Tous"), *statuts]
        self.fields["departement"].queryset = territoire.departements(campagne)
        for nom in ("departement", "secteur"):
            self.fields[nom].empty_label = "Tous"
        for champ in self.fields.values():
            champ.widget.attrs["class"] = "form-select"


class FiltresGrappesForm(forms.Form):
    statut = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *StatutGrappe.choices]
    )
    prete = forms.ChoiceField(
        label="Prêtes", required=False, choices=[("", "Toutes"), ("oui", "Oui"), ("non", "Non")]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.widget.attrs["class"] = "form-select"
