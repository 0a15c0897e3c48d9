"""What the workshop posts: who moves, from where the page showed them, to where, and why."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from grappes.forms.champs import cle_postee, sans_nul
from grappes.models import Candidature, PaireInterdite
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement
from grappes.services.atelier.veille import Regard

VIVIER, NOUVELLE_GRAPPE = "vivier", "nouvelle"
# No page was drawn before: subtracting from the first instants of the calendar overflows.
JAMAIS = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def lire_jetons(jetons: list[str]) -> dict[int, int | None]:
    """« 12:7 » says that the page showed candidature 12 in grappe 7 (0: the vivier)."""
    vus: dict[int, int | None] = {}
    for jeton in jetons:
        candidature, _, grappe = jeton.partition(":")
        if (cle := cle_postee(candidature)) and grappe.isdecimal():
            vus[cle] = cle_postee(grappe) or None
    return vus


class DeplacementForm(forms.Form):
    """A selection and its target; `motif-<pk>` is the reason of an exception."""

    vers = forms.CharField(error_messages={"required": "Choisissez où déplacer la sélection."})
    malgre_conflits = forms.BooleanField(required=False)

    def __init__(self, donnees: MultiValueDict) -> None:
        super().__init__(donnees)
        self.vus = lire_jetons(donnees.getlist("candidatures"))
        self.motifs = {
            cle: sans_nul(motif).strip()
            for cle in self.vus
            if (motif := donnees.get(f"motif-{cle}", ""))
        }

    def clean_vers(self) -> int | None:
        choix = self.cleaned_data["vers"]
        if choix == VIVIER:
            return None
        if choix == NOUVELLE_GRAPPE:
            return NOUVELLE
        if not (cle := cle_postee(choix)):
            raise forms.ValidationError("Choisissez le vivier ou une grappe de la liste.")
        return cle

    def clean(self) -> dict[str, object]:
        if not self.vus:
            raise forms.ValidationError("Cochez au moins une candidature.")
        return super().clean()

    @property
    def deplacements(self) -> list[Deplacement]:
        return [Deplacement(cle, self.cleaned_data["vers"]) for cle in self.vus]

    @property
    def premiere_erreur(self) -> str:
        return next(erreur for erreurs in self.errors.values() for erreur in erreurs)


class PaireForm(forms.ModelForm):
    class Meta:
        model = PaireInterdite
        fields = ["motif"]
        widgets = {"motif": forms.Textarea(attrs={"rows": 3, "cols": 60})}


def lire_regard(donnees: MultiValueDict) -> Regard:
    """What the page that posts this holds; one that says nothing holds no card."""
    dernier = donnees.get("dernier", "")
    jetons = (jeton.partition(":") for jeton in donnees.getlist("empreintes"))
    empreintes = {int(cle): empreinte for cle, _, empreinte in jetons if cle_postee(cle)}
    connues, lignes = (
        {cle for lue in donnees.get(nom, "").split(",") if (cle := cle_postee(lue))}
        for nom in ("connues", "lignes")
    )
    return Regard(
        _moment(donnees.get("depuis", "")),
        cle_postee(dernier) or 0,
        empreintes,
        connues | empreintes.keys(),
        lignes,
    )


def _moment(ecrit: str) -> datetime.datetime:
    """When the page last looked; now, for what no page of ours could have written."""
    maintenant = timezone.now()
    try:
        depuis = datetime.datetime.fromisoformat(ecrit)
    except ValueError:
        return maintenant
    return depuis if timezone.is_aware(depuis) and JAMAIS < depuis < maintenant else maintenant


def deux_candidatures(campagne: object, jetons: list[str]) -> list[Candidature]:
    """The selection of two of a campagne; empty when there are not exactly two."""
    choisies = Candidature.objects.filter(campagne=campagne, pk__in=lire_jetons(jetons))
    lues = list(choisies.select_related("organisme").order_by("pk")[:3])
    return lues if len(lues) == 2 else []
