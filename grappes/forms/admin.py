"""What staff type in the admin. A form's fields bear the names that its service expects."""

from django import forms
from django.db import models
from django.utils import timezone

from grappes.models import (
    Candidature,
    Dui,
    EtablissementDeclare,
    Grappe,
    Note,
    Place,
    Remarque,
)
from grappes.models.statuts import GRAPPES_OUVERTES

# Who types an address without its scheme means https; so will Django 6.
ADRESSES_HTTPS = {models.URLField: {"assume_scheme": "https"}}


def _texte(lignes: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": lignes, "cols": 60})


def _motif(lecteur: str, *, required: bool = True) -> forms.CharField:
    """A reason that is mailed as it is typed: it must name nobody to who has not consented."""
    return forms.CharField(
        label="Motif",
        help_text=f"Ce motif est envoyé {lecteur} : ne nommez aucun autre organisme.",
        widget=_texte(),
        required=required,
    )


class MotifForm(forms.Form):
    motif = _motif("au candidat")


class MotifFacultatifForm(forms.Form):
    motif = _motif("au candidat", required=False)


class ExceptionForm(forms.Form):
    """Why a promise is broken; nobody is owed a reason for a place that nothing holds."""

    motif = forms.CharField(
        label="Motif de l’exception",
        help_text="Il reste au Collectif. À indiquer si le membre est informé, si sa place est "
        "épinglée ou si la grappe est gelée.",
        widget=_texte(),
        required=False,
    )


class MotifMembresForm(forms.Form):
    motif = _motif("aux membres")


class RemarquesForm(forms.Form):
    remarques = forms.CharField(
        label="Ce qu’il faut compléter",
        help_text="Une remarque par ligne ; elles s’ajoutent aux remarques déjà ouvertes.",
        widget=_texte(5),
        required=False,
    )

    def clean_remarques(self) -> list[str]:
        return self.cleaned_data["remarques"].splitlines()


class RefusForm(forms.Form):
    motif_refus = forms.ChoiceField(label="Raison du refus", choices=Place.MotifRefus)
    precision = forms.CharField(label="Précision", widget=_texte(), required=False)


class TransmissionForm(forms.Form):
    le = forms.DateField(
        label="Dossier transmis le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    numero_dossier = forms.CharField(label="Numéro du dossier (PAI numérique)", max_length=60)


class DecisionForm(forms.Form):
    """One decision for all the ticked lines of a candidature."""

    lignes = forms.ModelMultipleChoiceField(
        queryset=EtablissementDeclare.objects.none(),
        error_messages={"required": "Cochez au moins un établissement."},
    )
    verdict = forms.ChoiceField(
        label="Verdict",
        choices=[("", "Choisir…"), *EtablissementDeclare.Verdict.choices],
        required=False,
    )
    motif = forms.CharField(
        label="Motif de la décision",
        help_text="Envoyé au candidat si l’établissement est exclu : ne nommez aucun autre "
        "organisme.",
        widget=_texte(2),
        required=False,
    )
    # The button that gives the lines back to the rules: nothing else is owed then.
    rendre = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, candidature: Candidature, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lignes"].queryset = candidature.lignes.select_related("candidature__campagne")

    def clean(self) -> dict[str, object]:
        donnees = super().clean()
        if not donnees.get("rendre"):
            if not donnees.get("verdict"):
                self.add_error("verdict", "Choisissez un verdict.")
            if not donnees.get("motif"):
                self.add_error("motif", "Indiquez le motif de votre décision.")
        return donnees


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["genre", "texte"]
        widgets = {"texte": _texte()}


class RemarqueForm(forms.ModelForm):
    class Meta:
        model = Remarque
        fields = ["ligne", "texte"]
        widgets = {"texte": _texte(2)}

    def __init__(self, *args, candidature: Candidature, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ligne"].queryset = candidature.lignes.filter(retenue=True)
        self.fields["ligne"].empty_label = "Tout le dossier"


class GrappeCibleForm(forms.Form):
    grappe = forms.ModelChoiceField(
        label="Grappe",
        queryset=Grappe.objects.filter(statut__in=GRAPPES_OUVERTES).select_related("campagne"),
    )


class NouveauxMembresForm(forms.Form):
    """Any submitted candidature: the service tells apart those that left the vivier meanwhile."""

    candidatures = forms.ModelMultipleChoiceField(
        queryset=Candidature.objects.deposees().select_related("organisme"),
        error_messages={"required": "Cochez au moins une candidature."},
    )


class LogicielForm(forms.Form):
    """The software of a proposed grappe; `vu` is the one that the page showed."""

    dui = forms.ModelChoiceField(label="Nouveau logiciel", queryset=Dui.objects.all())
    vu = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Place.Role)
