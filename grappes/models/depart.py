"""What members leave behind them, and what contradicts itself: both wait for staff to decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappes.models.campagne import Campagne
from grappes.models.grappe import Place


class Depart(models.Model):
    """A member that had been told left a grappe: « et maintenant ? », until staff decide.

    Written with the act that frees the place. The place keeps the role, the date and the reason.
    """

    class Decision(models.TextChoices):
        GARDER = "garder", "Grappe gardée"
        REMPLACER = "remplacer", "Membre remplacé"
        FUSIONNER = "fusionner", "Grappe fusionnée"
        DISSOUDRE = "dissoudre", "Grappe dissoute"

    place = models.OneToOneField(
        Place, models.CASCADE, related_name="depart", verbose_name="place", editable=False
    )
    decision = models.CharField("décision", max_length=10, choices=Decision, blank=True)
    motif = models.TextField("motif", blank=True)
    regle_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="réglé par",
        null=True,
        blank=True,
    )
    regle_le = models.DateTimeField("réglé le", null=True, blank=True)

    class Meta:
        verbose_name = "départ"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(regle_le__isnull=True, decision="")
                | (Q(regle_le__isnull=False) & ~Q(decision="")),
                name="depart_regle_a_date_et_decision",
                violation_error_message="Un départ réglé porte une décision et sa date.",
            )
        ]

    def __str__(self) -> str:
        return f"Départ : {self.place}"


class Arbitrage(models.Model):
    """How staff settled a conflict between candidatures. No candidate reads it.

    It holds for these facts only, whatever they are called: another fact makes another conflict.
    """

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="arbitrages", verbose_name="campagne"
    )
    # SHA-256 of the conflict and of its facts.
    empreinte = models.CharField(
        "empreinte",
        max_length=64,
        unique=True,
        editable=False,
        error_messages={"unique": "Ce conflit est déjà réglé."},
    )
    phrase = models.TextField("conflit")
    motif = models.TextField("décision (réservée au Collectif)")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "conflit réglé"
        verbose_name_plural = "conflits"
        ordering = ["-le"]

    def __str__(self) -> str:
        return self.phrase
