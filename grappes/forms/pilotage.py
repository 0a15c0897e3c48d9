"""The filters of the manager's lists: a value that does not exist is refused, never ignored."""

from typing import Any

from django import forms

from grappes.models import (
    Campagne,
    EtablissementDeclare,
    Secteur,
    StatutCandidature,
    StatutGrappe,
)
from grappes.regles.preparation import Besoin
from grappes.services.pilotage.listes import INCONNU, Filtres
from grappes.services.pilotage.territoires import Territoire

OUI_NON = [("", "Tous"), ("oui", "Oui"), ("non", "Non")]


class FiltresForm(forms.Form):
    """What all the lists share: they stay within one campagne and one territory."""

    def __init__(self, *args: Any, campagne: Campagne, territoire: Territoire, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.campagne, self.territoire = campagne, territoire
        self.preparer()
        for champ in self.fields.values():
            champ.required = False
            champ.widget.attrs["class"] = "form-select"

    def preparer(self) -> None:
        """Fill the choices that depend on the territory."""

    def lieux(self) -> None:
        departements = [(d.pk, str(d)) for d in self.territoire.departements(self.campagne)]
        secteurs = [(s.pk, s.nom) for s in Secteur.objects.all()]
        for nom, choix in (("departement", departements), ("secteur", secteurs)):
            self.fields[nom].choices = [("", "Tous"), *choix, (INCONNU, "À vérifier")]

    @property
    def actifs(self) -> bool:
        """Whether something narrows the list."""
        return self.is_valid() and any(self.cleaned_data.values())


class FiltresLignesForm(FiltresForm):
    """For the candidatures and for the declared ESMS."""

    statut = forms.ChoiceField(
        label="Statut",
        choices=[("", "Tous"), *(c for c in StatutCandidature.choices if c[0] != "brouillon")],
    )
    departement = forms.ChoiceField(label="Département")
    secteur = forms.ChoiceField(label="Secteur")
    verdict = forms.ChoiceField(
        label="Verdict de l’ESMS", choices=[("", "Tous"), *EtablissementDeclare.Verdict.choices]
    )
    place = forms.ChoiceField(label="Place acceptée", choices=OUI_NON)
    grappe = forms.ModelChoiceField(None, label="Grappe", empty_label="Toutes")

    def preparer(self) -> None:
        self.lieux()
        self.fields["grappe"].queryset = self.territoire.grappes(self.campagne)

    def filtres(self) -> Filtres:
        return Filtres(**self.cleaned_data)


class FiltresReferentielForm(FiltresForm):
    """For the ESMS of the register."""

    departement = forms.ChoiceField(label="Département")
    secteur = forms.ChoiceField(label="Secteur")
    declare = forms.ChoiceField(label="Déclaré dans une candidature", choices=OUI_NON)

    def preparer(self) -> None:
        self.lieux()

    def filtres(self) -> Filtres:
        return Filtres(**self.cleaned_data)


class FiltresGrappesForm(FiltresForm):
    statut = forms.ChoiceField(
        label="État",
        choices=[("", "Tous"), *(c for c in StatutGrappe.choices if c[0] != "dissoute")],
    )
    prete = forms.ChoiceField(
        label="Prête", choices=[("", "Toutes"), ("oui", "Oui"), ("non", "Pas encore")]
    )
    besoin = forms.ChoiceField(
        label="Ce qui manque", choices=[("", "Peu importe"), *Besoin.choices]
    )
