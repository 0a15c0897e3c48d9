"""The plain steps of the intake form: each shows one candidature and writes it by `save`."""

from typing import Any

from crispy_forms.layout import HTML, Column, Field, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from grappes.forms.champs import CHOISIR, EntierField, TelephoneField, aide, reponse
from grappes.models import Campagne, Candidature, Contact, Dui
from grappes.services.dossiers import contacts, organismes, souhaits

MODIFIEE = "modifiee_le"


class ContactForm(forms.ModelForm):
    """Step 1: who fills the form."""

    telephone = TelephoneField(
        label="Téléphone",
        required=False,
        help_text="Facultatif. Le Collectif vous appelle plus vite qu’il ne vous écrit.",
    )

    class Meta:
        model = Contact
        fields = ["prenom", "nom", "fonction", "courriel", "telephone"]
        help_texts = {
            "courriel": "Vous y recevrez votre reçu et le lien pour revenir à votre dossier."
        }
        widgets = {
            "prenom": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "nom": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "courriel": forms.EmailInput(
                attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
            ),
        }

    def __init__(
        self, data: Any = None, *, candidature: Candidature | None = None, **kwargs: Any
    ) -> None:
        self.candidature = candidature
        kwargs.setdefault("instance", candidature.titulaire if candidature else None)
        super().__init__(data, **kwargs)
        self.fields["fonction"].choices = [CHOISIR, *Contact.Fonction.choices]
        self.helper = aide(
            Row(Column("prenom", css_class="col-md-6"), Column("nom", css_class="col-md-6")),
            "fonction",
            "courriel",
            "telephone",
        )

    def save(self) -> Contact:
        return contacts.enregistrer_contact(
            self.candidature, Contact.Role.TITULAIRE, **self.cleaned_data
        )


class PriseDeContactForm(ContactForm):
    """The very first page: the campagne, when several are open, and the person."""

    campagne = forms.ModelChoiceField(
        label="Région de vos établissements",
        queryset=Campagne.objects.none(),
        empty_label="Choisissez votre région",
        error_messages={"required": "Choisissez la région de vos établissements."},
    )

    def __init__(self, data: Any = None, *, campagnes: list[Campagne], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        champ = self.fields["campagne"]
        champ.queryset = Campagne.objects.filter(pk__in=[c.pk for c in campagnes])
        champ.label_from_instance = lambda campagne: f"{campagne.region} – {campagne}"
        if len(campagnes) == 1:
            champ.initial, champ.widget = campagnes[0].pk, forms.HiddenInput()
        self.helper.layout.insert(0, "campagne")


class ProjetForm(forms.ModelForm):
    """Step 4: what grouping needs to know."""

    nombre_esms_national = EntierField(
        label="Nombre total d’ESMS gérés *", required=False, min_value=1, max_value=100_000
    )
    dui_acceptes = forms.ModelMultipleChoiceField(
        label="Logiciels que vous accepteriez *",
        queryset=Dui.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Plusieurs réponses possibles : plus vous en acceptez, plus vite nous trouvons "
        "votre grappe. Ses membres choisiront un seul et même logiciel.",
    )
    portage = forms.ChoiceField(
        label="Pourriez-vous porter la grappe ? *",
        choices=Candidature.Portage.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="Le porteur dépose le dossier, reçoit le financement et le reverse aux membres.",
    )

    class Meta:
        model = Candidature
        fields = [
            "nombre_esms_national",
            "dui_de_la_grappe",
            "dui_acceptes",
            "demarrage_souhaite_le",
            "portage",
            "partenaires_precision",
            "refus_precision",
        ]
        labels = {"dui_de_la_grappe": "Nous suivrons le choix de la grappe"}
        help_texts = {
            "demarrage_souhaite_le": "Facultatif. Une date approximative suffit.",
            "partenaires_precision": "Facultatif. Un par ligne : nom et ville, ou numéro FINESS.",
            "refus_precision": "Facultatif et confidentiel : lu par le Collectif seulement. Ni les "
            "organismes cités, ni les membres de votre grappe ne le verront. Un par ligne.",
        }
        widgets = {
            "demarrage_souhaite_le": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "partenaires_precision": forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
            "refus_precision": forms.Textarea(attrs={"rows": 2, "maxlength": 2000}),
        }

    def __init__(self, data: Any = None, *, candidature: Candidature) -> None:
        super().__init__(data, instance=candidature)
        self.fields["dui_acceptes"].queryset = Dui.objects.filter(actif=True)
        self._proposer_le_nombre(candidature)
        self.helper = aide(
            "nombre_esms_national",
            Fieldset(
                "Votre futur logiciel",
                "dui_de_la_grappe",
                Field("dui_acceptes", wrapper_class="choix"),
                reponse("dui_acceptes"),
                "demarrage_souhaite_le",
            ),
            Fieldset(
                "Votre place dans la grappe",
                "portage",
                reponse("portage"),
                "partenaires_precision",
                reponse("partenaires_precision"),
                "refus_precision",
            ),
        )

    def _proposer_le_nombre(self, candidature: Candidature) -> None:
        """Register first: the figure is there, the director corrects it."""
        champ = self.fields["nombre_esms_national"]
        champ.help_text = "Toutes régions confondues, y compris ceux qui ne participent pas."
        if candidature.organisme and (connus := organismes.esms_connus(candidature.organisme)):
            champ.help_text += f" Le référentiel FINESS en compte {connus}."
            if candidature.nombre_esms_national is None:
                self.initial["nombre_esms_national"] = connus

    def clean_demarrage_souhaite_le(self) -> Any:
        date = self.cleaned_data["demarrage_souhaite_le"]
        if date and "demarrage_souhaite_le" in self.changed_data and date < timezone.localdate():
            raise ValidationError("Cette date est passée : indiquez une date à venir.")
        return date

    def save(self) -> Candidature:
        # Only these columns: the status belongs to the workflow.
        colonnes = [nom for nom in self._meta.fields if nom != "dui_acceptes"]
        self.instance.save(update_fields=[*colonnes, MODIFIEE])
        self.instance.dui_acceptes.set(self.cleaned_data["dui_acceptes"])
        # Only what was typed anew: staff may have completed the rest.
        if "partenaires_precision" in self.changed_data:
            souhaits.noter_partenaires(self.instance)
        if "refus_precision" in self.changed_data:
            souhaits.noter_refus(self.instance)
        return self.instance


class BesoinsForm(forms.ModelForm):
    """Step 5: needs, and a second person to write to."""

    besoin_amoa = forms.BooleanField(
        label="Assistance à maîtrise d’ouvrage (AMOA)",
        required=False,
        help_text="Une aide extérieure pour choisir et conduire le projet.",
    )
    besoin_equipement = forms.BooleanField(
        label="Équipement informatique",
        required=False,
        help_text="Postes, réseau, wifi, tablettes.",
    )
    suppleant_prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    suppleant_nom = forms.CharField(label="Nom", max_length=80, required=False)
    suppleant_fonction = forms.ChoiceField(
        label="Fonction", choices=[CHOISIR, *Contact.Fonction.choices], required=False
    )
    suppleant_courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        widget=forms.EmailInput(attrs={"inputmode": "email", "spellcheck": "false"}),
    )
    suppleant_telephone = TelephoneField(label="Téléphone", required=False)

    PERSONNE = ("prenom", "nom", "fonction", "courriel", "telephone")
    INDISPENSABLES = {
        "prenom": "Indiquez le prénom du second contact.",
        "nom": "Indiquez le nom du second contact.",
        "courriel": "Indiquez l’adresse électronique du second contact.",
    }

    class Meta:
        model = Candidature
        fields = ["besoin_amoa", "besoin_equipement", "commentaire"]
        labels = {"commentaire": "Autre chose à nous dire ?"}
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 3, "maxlength": 5000})}

    def __init__(self, data: Any = None, *, candidature: Candidature) -> None:
        super().__init__(data, instance=candidature)
        for nom in self.PERSONNE:
            self.fields[f"suppleant_{nom}"].widget.attrs["autocomplete"] = "off"
            self.initial[f"suppleant_{nom}"] = getattr(candidature.suppleant, nom, "")
        self.helper = aide(
            Fieldset("De quoi avez-vous besoin ?", "besoin_amoa", "besoin_equipement"),
            Fieldset(
                "Un second contact",
                HTML(
                    "<p>Facultatif, mais précieux : le dossier appartient à votre organisme ; "
                    "cette personne pourra l’ouvrir en votre absence.</p>"
                ),
                Row(
                    Column("suppleant_prenom", css_class="col-md-6"),
                    Column("suppleant_nom", css_class="col-md-6"),
                ),
                *(f"suppleant_{nom}" for nom in self.PERSONNE[2:]),
            ),
            "commentaire",
        )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        personne = self._personne(donnees)
        if any(personne.values()):
            for nom, phrase in self.INDISPENSABLES.items():
                if not personne[nom] and f"suppleant_{nom}" not in self.errors:
                    self.add_error(f"suppleant_{nom}", phrase)
        titulaire = self.instance.titulaire
        if titulaire and personne["courriel"].lower() == titulaire.courriel.lower():
            self.add_error(
                "suppleant_courriel",
                "C’est votre adresse : indiquez celle de l’autre personne, ou laissez vide.",
            )
        return donnees

    def _personne(self, donnees: dict[str, Any]) -> dict[str, str]:
        return {nom: donnees.get(f"suppleant_{nom}") or "" for nom in self.PERSONNE}

    def save(self) -> Candidature:
        self.instance.save(update_fields=[*self._meta.fields, MODIFIEE])
        personne = self._personne(self.cleaned_data)
        if personne["courriel"]:
            contacts.enregistrer_contact(self.instance, Contact.Role.SUPPLEANT, **personne)
        else:
            contacts.retirer_suppleant(self.instance)
        return self.instance


class NoticeForm(forms.Form):
    """Step 6: the privacy notice, then the submission."""

    notice = forms.BooleanField(
        label="J’ai pris connaissance de la notice et les informations données sont exactes.",
        error_messages={"required": "Cochez cette case pour déposer votre candidature."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = aide("notice")


class RattachementForm(forms.Form):
    """A word to the titular of the file that one asks to join."""

    message = forms.CharField(
        label="Un mot pour expliquer votre demande",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Facultatif. Il sera lu par le contact du dossier et par le Collectif.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = aide("message")


FORMULAIRES: dict[str, type[forms.ModelForm]] = {
    "contact": ContactForm,
    "projet": ProjetForm,
    "besoins": BesoinsForm,
}
