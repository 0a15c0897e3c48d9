"""A long piece of work as a row: asked for, then led by the worker of the long queue."""

from django.conf import settings
from django.db import models


class Job(models.Model):
    class Genre(models.TextChoices):
        PUBLICATION = "publication", "Publication de l’instruction"
        REGROUPEMENT = "regroupement", "Proposition de grappes"

    class Etat(models.TextChoices):
        DEMANDE = "demande", "Demandé"
        EN_COURS = "en_cours", "En cours"
        TERMINE = "termine", "Terminé"
        EN_ECHEC = "en_echec", "En échec"
        ANNULE = "annule", "Annulé"

    genre = models.CharField("genre", max_length=16, choices=Genre)
    # One living job per subject: a second click finds the first.
    cle = models.CharField("clé", max_length=100, unique=True)
    objet_id = models.PositiveBigIntegerField("objet")
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.DEMANDE)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    demande_le = models.DateTimeField("demandé le", auto_now_add=True)
    # A worker renews it while it lives; an old one may be taken over.
    bail_le = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    faits = models.PositiveIntegerField("faits", default=0)
    total = models.PositiveIntegerField("total", default=0)
    phase = models.CharField("phase", max_length=80, blank=True)
    # The worker looks at it while it works, and stops within a second.
    arret_demande_le = models.DateTimeField("arrêt demandé le", null=True, blank=True)
    compte_rendu = models.TextField("compte rendu", blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-demande_le"]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} ({self.get_etat_display().lower()})"
