"""Step 2: an organisme that the register does not know."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from grappes.forms.champs import FinessField, aide
from grappes.models import OrganismeGestionnaire
from grappes.services.dossiers import organismes


class OrganismeInconnuForm(forms.Form):
    """Name and town are owed, unless the FINESS number turns out to be known."""

    finess = FinessField(
        label="Numéro FINESS",
        required=False,
        help_text="Facultatif. 9 caractères : celui de l’organisme ou d’un établissement.",
    )
    nom = forms.CharField(label="Nom de l’organisme", max_length=255, required=False)
    commune = forms.CharField(label="Ville du siège", max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nom"].widget.attrs["autocomplete"] = "organization"
        self.fields["commune"].widget.attrs["autocomplete"] = "address-level2"
        self.connu: OrganismeGestionnaire | None = None
        self.helper = aide("finess", "nom", "commune")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if numero := donnees.get("finess"):
            self.connu = organismes.gestionnaire_du_finess(numero.valeur)
        if self.connu and self.connu.ferme_le:
            raise ValidationError(
                f"« {self.connu} » est fermé depuis le {self.connu.ferme_le:%d/%m/%Y} dans le "
                "référentiel : cherchez l’organisme qui lui succède, ou appelez le Collectif."
            )
        if not self.connu:
            self._exiger(donnees, "nom", "Indiquez le nom de votre organisme.")
            self._exiger(donnees, "commune", "Indiquez la ville du siège.")
        return donnees

    def _exiger(self, donnees: dict[str, Any], champ: str, phrase: str) -> None:
        if not donnees.get(champ) and champ not in self.errors:
            self.add_error(champ, phrase)
