"""What the staff are told while they write a question: that it is there already."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from faq.doublons import deja_posee
from faq.models import Question
from faq.services.variables import inconnues


class SaisieForm(forms.ModelForm):
    """The admin's form of a question; the admin gives it its fields."""

    def clean_question(self) -> str:
        """The same words ask the same thing, whatever their accents, case and punctuation."""
        question = self.cleaned_data["question"]
        if existante := deja_posee(question, sauf=self.instance.pk or 0):
            raise forms.ValidationError(format_html("Existe déjà : {}.", lien(existante)))
        return question

    def clean_reponse(self) -> str:
        """A fact is named as it is registered: nobody finds a typing error behind its fallback."""
        reponse = self.cleaned_data["reponse"]
        if fautes := inconnues(reponse):
            raise forms.ValidationError(fautes)
        return reponse

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        existante = Question.objects.exclude(pk=self.instance.pk or 0).filter(slug=slug).first()
        if existante:
            raise forms.ValidationError(
                format_html("Cette adresse existe déjà : {}.", lien(existante))
            )
        return slug


class EntreeForm(SaisieForm):
    """A new entry born of questions asked: the checks of the admin's form, and no address yet."""

    class Meta:
        model = Question
        fields = ("question", "reponse", "rubrique", "formulations", "etat")


def lien(question: Question) -> SafeString:
    """A question, linked to its page in the admin."""
    adresse = reverse("admin:faq_question_change", args=[question.pk])
    etat = "" if question.etat == Question.Etat.PUBLIEE else f" ({question.get_etat_display()})"
    return format_html('<a href="{}">{}</a>{}', adresse, question, etat.lower())
