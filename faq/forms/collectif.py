"""What the Collectif types to answer groups of questions, and to teach the search."""

from collections.abc import Iterable

from django import forms

from faq.forms.saisie import EntreeForm
from faq.models import Question, RechercheClassee, Rubrique
from faq.search import Match
from faq.services.groupes import Groupe


class ChoixEntree(forms.ModelChoiceField):
    """A published question of the FAQ, by its address; the nearest ones are offered first."""

    def __init__(self, **kwargs):
        super().__init__(Question.objects.publiees(), to_field_name="slug", **kwargs)

    def proposer(self, proches: Iterable[Match]) -> None:
        premieres = [(m.document.key, m.document.title) for m in proches]
        cles = {cle for cle, _ in premieres}
        autres = [(q.slug, q.question) for q in self.queryset if q.slug not in cles]
        self.choices = [
            ("", "Choisir une question…"),
            ("Les plus proches", premieres),
            ("Toutes les autres", autres),
        ]


class FormulationForm(forms.Form):
    requete = forms.CharField(max_length=120, widget=forms.HiddenInput)
    entree = ChoixEntree(
        label="C’est une autre façon de demander",
        error_messages={
            "required": "Choisissez la question que cette recherche posait.",
            "invalid_choice": "Cette question n’est plus publiée : choisissez-en une autre.",
        },
    )


class ClassementForm(forms.Form):
    requete = forms.CharField(max_length=120)
    decision = forms.ChoiceField(choices=RechercheClassee.Decision)


class GroupeForm(forms.Form):
    """One answer to several questions. `acte` says which of the other fields count."""

    COURRIEL, ENTREE, PUBLIER, BROUILLON = "courriel", "entree", "publier", "brouillon"
    ACTES = [(acte, acte) for acte in (COURRIEL, ENTREE, PUBLIER, BROUILLON)]

    acte = forms.ChoiceField(choices=ACTES, widget=forms.HiddenInput)
    posees = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Cochez au moins une question.",
            "invalid_choice": "Une de ces questions n’est plus dans ce groupe : rechargez la page.",
        },
    )
    entree = ChoixEntree(label="Question de la FAQ", required=False)
    reponse = forms.CharField(
        label="Réponse",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Par courriel seulement, elle part telle quelle. Publiée, elle s’écrit en "
        "Markdown, et le courriel la porte en texte simple.",
    )
    question = forms.CharField(label="Question publiée", required=False, max_length=300)
    rubrique = forms.ModelChoiceField(
        Rubrique.objects.all(), label="Rubrique", required=False, empty_label="Choisir…"
    )
    formulations = forms.CharField(
        label="Autres façons de la poser",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne, d’après les questions reçues. Retirez tout ce qui dit qui "
        "demande : nom, établissement, ville. La recherche s’en sert, elles ne s’affichent pas.",
    )

    nouvelle: Question | None = None

    def __init__(self, groupe: Groupe, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.siennes = {demande.posee.pk: demande.posee for demande in groupe.demandes}
        self.fields["posees"].choices = [(cle, str(posee)) for cle, posee in self.siennes.items()]
        self.fields["entree"].proposer(groupe.proches)

    def clean_posees(self):
        return [self.siennes[cle] for cle in self.cleaned_data["posees"]]

    def clean(self):
        saisie = super().clean()
        acte = saisie.get("acte")
        if acte == self.COURRIEL and not saisie["reponse"].strip():
            self.add_error("reponse", "Écrivez la réponse avant de l’envoyer.")
        if acte == self.ENTREE and not saisie.get("entree"):
            self.add_error("entree", "Choisissez la question de la FAQ qui répond.")
        if acte in (self.PUBLIER, self.BROUILLON):
            self._preparer(saisie, publiee=acte == self.PUBLIER)
        return saisie

    def _preparer(self, saisie, *, publiee):
        """Build the new entry as the admin's form would; its reproaches stand beside the fields."""
        if not saisie.get("rubrique"):
            self.add_error("rubrique", "Choisissez la rubrique où elle se lira.")
            return
        etat = Question.Etat.PUBLIEE if publiee else Question.Etat.BROUILLON
        entree = EntreeForm({**saisie, "etat": etat})
        for nom, erreurs in entree.errors.as_data().items():
            # What is said of the whole entry is that it lacks an answer.
            self.add_error(nom if nom in self.fields else "reponse", erreurs)
        self.nouvelle = entree.instance
