"""What the staff send to import a FAQ: its files, which come back signed when they confirm."""

from django import forms
from django.core import signing

from faq.fichiers import archives
from faq.fichiers.front_matter import FichierIllisible

SEL = "faq.import"
LE_PLUS_GROS = 1_500_000


class FichiersForm(forms.Form):
    fichier = forms.FileField(
        label="Archive .zip, ou fichier .md",
        help_text="Celle que produit « Exporter », ou la vôtre, rangée de même. 1,5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".zip,.md"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )

    def clean_fichier(self) -> dict[str, str]:
        """The texts of the files, by path."""
        envoye = self.cleaned_data["fichier"]
        if envoye.size > LE_PLUS_GROS:
            raise forms.ValidationError("Ce fichier est trop gros : 1,5 Mo au plus.")
        try:
            return archives.lire_octets(envoye.name, envoye.read())
        except FichierIllisible as erreur:
            raise forms.ValidationError([str(defaut) for defaut in erreur.defauts]) from erreur


def signer(textes: dict[str, str]) -> str:
    """The texts as they were shown, in one word that nobody can alter."""
    return signing.dumps(textes, salt=SEL, compress=True)


def lire_signes(signes: str) -> dict[str, str]:
    """Raises signing.BadSignature."""
    return signing.loads(signes, salt=SEL)
