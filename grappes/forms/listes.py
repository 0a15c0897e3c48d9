"""The official lists that staff import and withdraw."""

from django import forms
from django.utils import timezone

from grappes.finess.tableur import OCTETS_MAX
from grappes.models import ListeOfficielle


class ImportForm(forms.ModelForm):
    fichier_choisi = forms.FileField(
        label="Fichier",
        help_text="CSV ou XLSX, 10 Mo au plus. Une colonne « FINESS géographique » suffit ; "
        "sont lus aussi l’année, le projet et le porteur, ou le logiciel, l’éditeur, la vague "
        "et la date.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    class Meta:
        model = ListeOfficielle
        fields = ["genre", "nom", "source", "date"]
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean_date(self):
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError("La date de la liste ne peut pas être à venir.")
        return date

    def clean_fichier_choisi(self):
        fichier = self.cleaned_data["fichier_choisi"]
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo : ne gardez que la liste.")
        return fichier


class RetraitForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi retirer cette liste ?",
        help_text="Conservé avec la liste, pour le Collectif seul.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
    )
