"""What a candidate types on their own page, or behind a mailed link."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms

from faq.forms.lecteurs import ZONE_SUGGESTIONS, TexteLibre, attributs_suggestions
from grappes.models import Place
from grappes.services.regroupement.propositions import reponses_possibles


class LienForm(forms.Form):
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Celle que vous avez indiquée dans la candidature, ou celle du second contact.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre adresse électronique.",
            "invalid": "Cette adresse n’est pas complète : elle s’écrit comme nom@exemple.fr.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = "lien_demander"
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout("courriel", Submit("envoyer", "Recevoir un lien"))


class ReponseForm(forms.Form):
    """The answer to a proposal: the choices are the acts that the workflow allows now.

    `fiche_vue` is the fingerprint of the card above the form; its template draws today's.
    """

    reponse = forms.ChoiceField(
        label="Votre réponse",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez votre réponse.",
            "invalid_choice": "Cette réponse n’est plus possible : choisissez-en une autre.",
        },
    )
    motif_refus = forms.ChoiceField(
        label="Si vous refusez, pour quelle raison ?",
        choices=[("", "Choisissez une raison"), *Place.MotifRefus.choices],
        required=False,
        help_text="Elle n’est lue que par le Collectif, pour mieux vous proposer ensuite.",
    )
    precision = forms.CharField(
        label="Voulez-vous ajouter quelque chose ? (facultatif)",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
        error_messages={"max_length": "Restez sous 2 000 caractères."},
    )

    fiche_vue = forms.CharField(required=False)

    def __init__(self, place: Place, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reponse"].choices = reponses_possibles(place)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True, "data-reponse": True}
        self.helper.layout = Layout(
            HTML('<input type="hidden" name="fiche_vue" value="{{ fiche.empreinte }}">'),
            "reponse",
            Div("motif_refus", data_si_reponse="refuser"),
            "precision",
            Submit("envoyer", "Envoyer ma réponse"),
        )

    def clean(self):
        donnees = super().clean()
        if donnees.get("reponse") == "refuser" and not donnees.get("motif_refus"):
            self.add_error("motif_refus", "Dites-nous pourquoi vous refusez cette grappe.")
        return donnees


class QuestionForm(forms.Form):
    texte = TexteLibre(
        label="Votre question",
        help_text="N’indiquez ni nom ni donnée de santé d’une personne accompagnée.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2_000,
        error_messages={
            "required": "Écrivez votre question.",
            "max_length": "Restez sous 2 000 caractères.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["texte"].widget.attrs.update(attributs_suggestions())
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "texte",
            ZONE_SUGGESTIONS,
            Submit("envoyer", "Envoyer ma question"),
        )


class RetraitForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi retirez-vous votre candidature ? (facultatif)",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        required=False,
        error_messages={"max_length": "Restez sous 2 000 caractères."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            "motif", Submit("retirer", "Retirer ma candidature", css_class="btn-danger")
        )
