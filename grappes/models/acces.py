"""What opens without a password: tokens behind the links of mails, and their brakes."""

from django.db import models

from grappes.models.candidature import Candidature, Contact
from grappes.models.grappe import Place


class Jeton(models.Model):
    """A link's secret, kept only as a hash. Each purpose opens one thing and no other."""

    class Usage(models.TextChoices):
        ACCES = "acces", "Ouvrir le dossier"
        CONFIRMATION = "confirmation", "Confirmer l’adresse"
        REPONSE = "reponse", "Répondre à une proposition"
        STOP_RELANCES = "stop_relances", "Ne plus recevoir de relances"

    empreinte = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    usage = models.CharField("usage", max_length=16, choices=Usage)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="jetons")
    # Where the link was sent: a contact who changes address leaves the old links behind.
    adresse = models.EmailField("adresse qui l’a reçu")
    place = models.ForeignKey(Place, models.CASCADE, related_name="jetons", null=True, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)

    class Meta:
        verbose_name = "jeton"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.get_usage_display()} ({self.contact})"

    @property
    def candidature(self) -> Candidature:
        return self.contact.candidature


class RateCounter(models.Model):
    """How many times a key was used in its current window, shared by all processes."""

    key = models.CharField(max_length=200, unique=True)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "compteur de débit"
        verbose_name_plural = "compteurs de débit"

    def __str__(self) -> str:
        return self.key
