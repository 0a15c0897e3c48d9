"""What the staff are told while they write a question: that it is there already."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from faq.doublons import deja_posee
from faq.models import Question


class SaisieForm(forms.ModelForm):
    """The admin's form of a question; the admin gives it its fields."""

    def clean_question(self) -> str:
        """The same words ask the same thing, whatever their accents, case and punctuation."""
        question = self.cleaned_data["question"]
        if existante := deja_posee(question, sauf=self.instance.pk or 0):
            raise forms.ValidationError(format_html("Existe déjà : {}.", lien(existante)))
        return question

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        existante = Question.objects.exclude(pk=self.instance.pk or 0).filter(slug=slug).first()
        if existante:
            raise forms.ValidationError(
                format_html("Cette adresse existe déjà : {}.", lien(existante))
            )
        return slug


def lien(question: Question) -> SafeString:
    """A question, linked to its page in the admin."""
    adresse = reverse("admin:faq_question_change", args=[question.pk])
    etat = "" if question.etat == Question.Etat.PUBLIEE else f" ({question.get_etat_display()})"
    return format_html('<a href="{}">{}</a>{}', adresse, question, etat.lower())
