"""The forms of the staff who write and review answers."""

from django import forms
from django.utils import timezone

from faq.forms.saisie import SaisieForm
from faq.services import redaction, relecture


class MotifsLus(forms.CharField):
    """The reasons to review that the page shows, a line each: a review settles these alone."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def clean(self, value):
        return super().clean(value).splitlines()


class QuestionForm(SaisieForm):
    """An answer, and why it changes; `lue` is what the writer started from.

    The admin gives the model and its fields.
    """

    motif = forms.CharField(
        label="Pourquoi ce changement",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Facultatif. Gardé avec la révision, pour vos collègues.",
    )
    relue = forms.BooleanField(
        label="Je l’ai relue aujourd’hui",
        required=False,
        help_text="La réponse est à jour. Sa prochaine relecture se règle ci-dessous.",
    )
    lue = forms.CharField(required=False, widget=forms.HiddenInput)
    motifs_lus = MotifsLus()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["lue"].initial = redaction.lecture(self.instance)
            self.fields["motifs_lus"].initial = self.instance.motif_relecture

    def clean(self):
        saisie = super().clean()
        prochaine = saisie.get("a_relire_le")
        if saisie.get("relue") and prochaine and prochaine <= timezone.localdate():
            self.add_error("a_relire_le", "Choisissez un jour à venir, ou laissez vide.")
        if self.instance.pk and saisie["lue"]:
            self._confirmer(saisie["lue"])
        return saisie

    def _confirmer(self, lue):
        try:
            redaction.confirmer(self.instance, lue)
        except redaction.QuestionChangee as changee:
            self.add_error(None, str(changee))
            # Saved a second time, knowingly, it passes.
            self.data = self.data.copy()
            self.data["lue"] = self.fields["lue"].initial


class RelectureForm(forms.Form):
    """« Relue aujourd’hui », and when to read it again."""

    motifs_lus = MotifsLus()
    prochaine = forms.DateField(
        label="Prochaine relecture",
        initial=relecture.prochaine_relecture,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez le jour de la prochaine relecture."},
    )

    def clean_prochaine(self):
        prochaine = self.cleaned_data["prochaine"]
        if prochaine <= timezone.localdate():
            raise forms.ValidationError("Choisissez un jour à venir.")
        return prochaine
