"""Step 3: the establishments, a page of them at a time."""

from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q

from grappes.finess.numero import Numero
from grappes.forms.champs import CHOISIR, EntierField, FinessField, aide, brut, relire
from grappes.models import (
    Candidature,
    Dui,
    Etablissement,
    EtablissementDeclare,
    OrganismeGestionnaire,
)

PAR_PAGE = 20
AUCUN, AUTRE = "aucun", "autre"
Choix = list[tuple[str, str]]


def logiciels(candidature: Candidature) -> Choix:
    """The software to choose from, read once for all the lines; one in use stays offered."""
    utilises = Q(lignes__candidature=candidature) | Q(lignes_sons__candidature=candidature)
    duis = Dui.objects.filter(Q(actif=True) | utilises).distinct()
    return [(str(dui.pk), dui.nom) for dui in duis]


def _avec_vide(choix: Choix) -> Choix:
    return [CHOISIR, *(c for c in choix if c[0])]


class ReponsesForm(forms.ModelForm):
    """The answers that establishments often share."""

    logiciel = forms.ChoiceField(label="DUI actuel", required=False)
    logiciel_sons = forms.ChoiceField(label="Logiciel de la commande SONS", required=False)

    class Meta:
        model = EtablissementDeclare
        fields = [
            "dui_autre",
            "dui_etat",
            "type_projet",
            "contrat_signe",
            "commande_sons",
            "financement_anterieur",
        ]

    ORDRE = [
        "type_projet",
        "logiciel",
        "dui_autre",
        "dui_etat",
        "contrat_signe",
        "commande_sons",
        "logiciel_sons",
        "financement_anterieur",
    ]

    def __init__(self, *args: Any, duis: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["logiciel"].choices = [
            CHOISIR,
            (AUCUN, "Aucun (papier, bureautique)"),
            *duis,
            (AUTRE, "Un autre logiciel"),
        ]
        self.fields["logiciel_sons"].choices = [CHOISIR, *duis]
        for nom in ("dui_etat", "type_projet", "contrat_signe", "commande_sons",
                    "financement_anterieur"):  # fmt: skip
            self.fields[nom].choices = _avec_vide(self.fields[nom].choices)
        self.fields["dui_autre"].label = "Nom de cet autre logiciel"
        self.initial |= self._logiciels_de_depart()
        self.order_fields(self.ORDRE)
        self.helper = aide(*self.fields)

    def _logiciels_de_depart(self) -> dict[str, str]:
        ligne = self.instance
        logiciel = str(ligne.dui_id or "")
        if not logiciel:
            logiciel = AUCUN if ligne.sans_dui else AUTRE if ligne.dui_autre else ""
        return {"logiciel": logiciel, "logiciel_sons": str(ligne.sons_dui_id or "")}

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        logiciel, autre = donnees.get("logiciel"), donnees.get("dui_autre")
        if logiciel == AUTRE and not autre and "dui_autre" not in self.errors:
            self.add_error("dui_autre", "Indiquez le nom de ce logiciel.")
        if logiciel and logiciel != AUTRE:
            donnees["dui_autre"] = ""
        return donnees

    def reponses(self) -> dict[str, Any]:
        """The columns that these answers fill."""
        donnees = self.cleaned_data
        logiciel = donnees["logiciel"]
        return {nom: donnees[nom] for nom in ReponsesForm.Meta.fields} | {
            "dui_id": int(logiciel) if logiciel.isdigit() else None,
            "sans_dui": logiciel == AUCUN,
            "sons_dui_id": int(donnees["logiciel_sons"]) if donnees["logiciel_sons"] else None,
        }


class LigneForm(ReponsesForm):
    """One establishment."""

    ligne = forms.CharField(widget=forms.HiddenInput)
    personnes_accompagnees = EntierField(
        label="Personnes accompagnées *",
        required=False,
        min_value=0,
        max_value=100_000,
    )

    class Meta(ReponsesForm.Meta):
        fields = [
            "retenue",
            "personnes_accompagnees",
            *ReponsesForm.Meta.fields,
            "public_anonyme",
        ]
        labels = {
            "retenue": "Cet établissement participe",
            "public_anonyme": "Accueille un public anonyme (CSAPA, CAARUD…)",
            "type_projet": "Type de projet *",
            "financement_anterieur": "Déjà financé par ESMS Numérique",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ligne"] = str(self.instance.pk)
        self.cle, self.objet = str(self.instance.pk), self.instance.nom

    def appliquer(self) -> EtablissementDeclare:
        """Put the answers on the line; the caller writes all lines at once."""
        for nom, valeur in self.reponses().items():
            setattr(self.instance, nom, valeur)
        return self.instance

    @property
    def ouvert(self) -> bool:
        """Whether the card is unfolded: something in it is wrong."""
        return bool(set(self.errors) - {"personnes_accompagnees"}) if self.is_bound else False


class BaseLignes(forms.BaseFormSet):
    """The lines of one page; each posted form names its line, so that none takes another's place.

    What cannot come from our page (a count, a line, a management form that we did not send) is a
    bad request, not a mistake of the person.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        candidature: Candidature,
        lignes: list[EtablissementDeclare],
        page: list[EtablissementDeclare],
        duis: Choix,
    ) -> None:
        self.page, self.duis = page, duis
        self.par_cle = {str(ligne.pk): ligne for ligne in lignes}
        self.garde = candidature.saisie.get("etablissements", {})
        super().__init__(data, prefix="lignes", initial=[{} for _ in page])
        if self.is_bound and not self._recevable():
            raise BadRequest("Ce formulaire n’est pas celui que nous avons envoyé.")

    def _recevable(self) -> bool:
        gestion = self.management_form
        if not gestion.is_valid():
            return False
        return 0 <= gestion.cleaned_data["TOTAL_FORMS"] <= PAR_PAGE

    def get_form_kwargs(self, index: int) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index) | {"duis": self.duis, "empty_permitted": False}
        if self.is_bound:
            cle = self.data.get(f"{self.prefix}-{index}-ligne")
            if cle not in self.par_cle:
                raise BadRequest("Cette ligne n’appartient pas à ce dossier.")
            return kwargs | {"instance": self.par_cle[cle]}
        ligne = self.page[index]
        if garde := self.garde.get(str(ligne.pk)):
            # Typed before, not valid yet: shown again with its errors.
            kwargs["data"] = relire(garde | {"ligne": [str(ligne.pk)]}, self.add_prefix(index))
        return kwargs | {"instance": ligne}

    def valides(self) -> list[LigneForm]:
        return [form for form in self.forms if form.is_valid() and form.has_changed()]

    def bruts(self, sauf_valides: bool) -> dict[str, dict[str, list[str]] | None]:
        """What is to be kept raw, by line; None where nothing is."""
        return {
            form.cle: None
            if not form.has_changed() or (sauf_valides and form.is_valid())
            else brut(form)
            for form in self.forms
        }


LignesFormSet = forms.formset_factory(
    LigneForm, formset=BaseLignes, extra=0, max_num=PAR_PAGE, absolute_max=PAR_PAGE,
    validate_max=True,
)  # fmt: skip


class AjoutForm(forms.Form):
    """One more establishment, by its number."""

    finess = FinessField(
        label="Numéro FINESS de l’établissement",
        required=False,
        help_text="9 caractères, en tête de votre arrêté d’autorisation.",
    )
    nom = forms.CharField(
        label="Nom",
        max_length=255,
        required=False,
        help_text="Seulement si le référentiel ne le connaît pas.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="ajout")
        self.helper = aide("finess", "nom")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        numero, nom = donnees.get("finess"), donnees.get("nom")
        if nom and not numero and "finess" not in self.errors:
            self.add_error("finess", "Indiquez le numéro FINESS de cet établissement.")
        if numero:
            self._reconnaitre(numero, nom or "")
        return donnees

    def _reconnaitre(self, numero: Numero, nom: str) -> None:
        if Etablissement.objects.filter(finess_geographique=numero.valeur).exists():
            return
        organisme = OrganismeGestionnaire.objects.filter(finess_juridique=numero.valeur).first()
        if organisme:
            self.add_error(
                "finess",
                ValidationError(
                    f"{numero} est le numéro d’un organisme, « {organisme} » : "
                    "indiquez celui d’un établissement."
                ),
            )
        elif not nom:
            self.add_error(
                "nom",
                f"Le référentiel ne connaît pas le numéro {numero} : vérifiez-le, ou donnez le "
                "nom de l’établissement, que le Collectif vérifiera.",
            )
