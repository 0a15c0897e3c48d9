"""The forms of the FAQ: ask a question, say whether an answer helped."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms
from django.urls import reverse

from faq.models import QuestionPosee

ILLISIBLE = "Cet avis n’est pas lisible : choisissez oui ou non."


class TexteLibre(forms.CharField):
    """A text of several lines. A browser counts one character for the end of a line, sends two."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class AvisForm(forms.Form):
    """« Utile ? », and why not."""

    utile = forms.ChoiceField(
        choices=[("oui", "Oui"), ("non", "Non")],
        error_messages={"required": ILLISIBLE, "invalid_choice": ILLISIBLE},
    )
    raison = TexteLibre(
        required=False,
        max_length=500,
        error_messages={"max_length": "Restez sous 500 caractères : votre avis n’est pas parti."},
    )
    # The number of the revision that was on the page.
    revision = forms.IntegerField(required=False, min_value=1)
    # The search that led here; whatever it is, it never refuses a vote.
    q = forms.CharField(required=False)


# What the FAQ answers to the text of a field that has the attributes below.
ZONE_SUGGESTIONS = HTML('{% include "faq/_zone_suggestions.html" %}')


def attributs_suggestions() -> dict[str, str]:
    """Attributes of a field `texte`: while one types, ZONE_SUGGESTIONS shows what is answered."""
    return {
        # A POST, because a long question does not fit in an address.
        "hx-post": reverse("faq:poser"),
        "hx-params": "texte,csrfmiddlewaretoken",
        "hx-trigger": "input changed delay:400ms",
        "hx-target": "#suggestions",
        "hx-sync": "this:replace",
    }


class PoserForm(forms.ModelForm):
    # A trap for robots: people never see it, whoever fills it is thanked and forgotten.
    site_web = forms.CharField(required=False, label="Ne remplissez pas ce champ")

    class Meta:
        model = QuestionPosee
        fields = ("texte", "nom", "courriel")
        field_classes = {"texte": TexteLibre}
        labels = {
            "texte": "Votre question",
            "nom": "Votre nom",
            "courriel": "Votre adresse électronique",
        }
        help_texts = {
            "texte": "N’indiquez ni nom ni donnée de santé d’une personne accompagnée.",
            "courriel": "La réponse vous y sera envoyée ; elle ne sert à rien d’autre.",
        }
        widgets = {"texte": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "texte": {"required": "Écrivez votre question."},
            "courriel": {"required": "Indiquez l’adresse où vous répondre."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["texte"].widget.attrs.update(attributs_suggestions())
        self.fields["courriel"].widget.attrs["autocomplete"] = "email"
        self.fields["nom"].widget.attrs["autocomplete"] = "name"
        self.helper = FormHelper()
        self.helper.form_id = "poser"
        # Our own sentences beside the fields, rather than the browser's.
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "texte",
            ZONE_SUGGESTIONS,
            "courriel",
            "nom",
            Div(Field("site_web", tabindex="-1", autocomplete="off"), css_class="piege"),
            Submit("envoyer", "Envoyer ma question"),
        )
