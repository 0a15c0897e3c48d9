"""The workshop where staff form grappes: scenarios, gestes that can be undone, constraints."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from grappes.models.campagne import Campagne
from grappes.models.candidature import Candidature
from grappes.models.grappe import Grappe, Place
from grappes.models.territoire import Dui


class Scenario(models.Model):
    """What the optimiser proposes for a wish of the staff: looked at, amended, then applied.

    Nobody is promised anything by a scenario, and today's grappes do not know of it.
    """

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="scenarios", verbose_name="campagne"
    )
    nom = models.CharField("nom", max_length=120)
    cree_le = models.DateTimeField("demandé le", auto_now_add=True)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    rayon_km = models.PositiveSmallIntegerField(
        "distance maximale au porteur (km)",
        null=True,
        blank=True,
        help_text="Vide : aucune limite de distance.",
    )
    marge_esms = models.PositiveSmallIntegerField(
        "marge souhaitée au-dessus du minimum (ESMS)",
        default=3,
        help_text="Une grappe juste au minimum ne survit pas au premier retrait.",
    )
    duree = models.PositiveSmallIntegerField(
        "durée maximale du calcul (secondes)",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    graine = models.PositiveIntegerField("graine", default=0)
    # Empty: all that is free.
    selection = models.ManyToManyField(
        Candidature, blank=True, related_name="+", verbose_name="candidatures concernées"
    )
    # The problem as it was solved, in the optimiser's format: reasons are explained from it.
    enonce = models.JSONField(null=True, editable=False)
    calcule_le = models.DateTimeField("calculé le", null=True, editable=False)
    esms_places = models.PositiveIntegerField("ESMS placés", default=0, editable=False)
    esms_plafond = models.PositiveIntegerField("maximum démontré (ESMS)", null=True, editable=False)

    class Meta:
        verbose_name = "scénario"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return self.nom


class GrappeEnvisagee(models.Model):
    """A grappe of a scenario: a new one, or an existing one as it would become."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="grappes", verbose_name="scénario"
    )
    rang = models.PositiveSmallIntegerField("rang")
    # The grappe that it completes; once applied, the grappe that it became.
    grappe = models.ForeignKey(
        Grappe, models.SET_NULL, related_name="+", verbose_name="grappe", null=True, blank=True
    )
    dui = models.ForeignKey(
        Dui, models.PROTECT, related_name="+", verbose_name="logiciel", null=True, blank=True
    )
    projet = models.CharField(
        "projet", max_length=20, choices=Candidature.Projet, default=Candidature.Projet.A_DEFINIR
    )
    porteur = models.ForeignKey(
        Candidature,
        models.SET_NULL,
        related_name="+",
        verbose_name="porteur pressenti",
        null=True,
        blank=True,
    )
    # What applied it last: taken back, it is to apply again.
    geste = models.ForeignKey(
        "Geste",
        models.SET_NULL,
        related_name="envisagees",
        verbose_name="geste",
        null=True,
        blank=True,
        editable=False,
    )
    appliquee_le = models.DateTimeField("appliquée le", null=True, editable=False)

    class Meta:
        verbose_name = "grappe envisagée"
        verbose_name_plural = "grappes envisagées"
        ordering = ["scenario", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "rang"], name="envisagee_rang_unique")
        ]

    def __str__(self) -> str:
        return str(self.grappe) if self.grappe else f"Nouvelle grappe {self.rang}"


class MembreEnvisage(models.Model):
    """A candidature in a grappe of a scenario, and why there."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="membres", verbose_name="scénario"
    )
    envisagee = models.ForeignKey(
        GrappeEnvisagee, models.CASCADE, related_name="membres", verbose_name="grappe envisagée"
    )
    candidature = models.ForeignKey(
        Candidature, models.CASCADE, related_name="+", verbose_name="candidature"
    )
    raison = models.CharField("raison", max_length=255, blank=True)

    class Meta:
        verbose_name = "membre envisagé"
        verbose_name_plural = "membres envisagés"
        ordering = ["envisagee", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "candidature"],
                name="envisage_une_fois_par_scenario",
                violation_error_message="Cette candidature est déjà placée dans ce scénario.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidature} dans {self.envisagee}"


class Geste(models.Model):
    """One act of staff in the workshop, with all that it moved: what « Annuler » takes back."""

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="gestes", verbose_name="campagne"
    )
    libelle = models.CharField("geste", max_length=255)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le", auto_now_add=True)
    annule_le = models.DateTimeField("annulé le", null=True, editable=False)
    # The refusals and forbidden pairs that staff knowingly brought together.
    malgre = models.TextField("malgré", blank=True, editable=False)
    # Taken back, those that are still empty are dissolved.
    creees = models.ManyToManyField(
        Grappe, blank=True, related_name="+", verbose_name="grappes créées", editable=False
    )
    scenario = models.ForeignKey(
        Scenario,
        models.SET_NULL,
        related_name="gestes",
        verbose_name="scénario appliqué",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "geste"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["campagne", "-id"], name="geste_par_campagne")]

    def __str__(self) -> str:
        return self.libelle


class Mouvement(models.Model):
    """One candidature moved by a geste, from a grappe to another; none is the vivier."""

    geste = models.ForeignKey(Geste, models.CASCADE, related_name="mouvements")
    candidature = models.ForeignKey(
        Candidature, models.CASCADE, related_name="mouvements", verbose_name="candidature"
    )
    de = models.ForeignKey(
        Grappe, models.CASCADE, related_name="+", verbose_name="depuis", null=True, blank=True
    )
    vers = models.ForeignKey(
        Grappe, models.CASCADE, related_name="+", verbose_name="vers", null=True, blank=True
    )

    class Meta:
        verbose_name = "mouvement"
        ordering = ["geste", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["geste", "candidature"], name="mouvement_unique_par_geste"
            ),
            # NULL is different from NULL here: a move inside the vivier is refused by the service.
            models.CheckConstraint(
                condition=Q(de=None) | Q(vers=None) | ~Q(de=F("vers")),
                name="mouvement_change_de_grappe",
                violation_error_message="Ce mouvement ne change rien.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidature} : {self.de or 'vivier'} → {self.vers or 'vivier'}"


class Derogation(models.Model):
    """A promise that staff knowingly break: which place, why, by whom. Kept for ever."""

    place = models.ForeignKey(
        Place, models.PROTECT, related_name="derogations", verbose_name="place"
    )
    # Asked for before a run, or with a move made by hand.
    scenario = models.ForeignKey(
        Scenario,
        models.SET_NULL,
        related_name="derogations",
        verbose_name="scénario",
        null=True,
        blank=True,
    )
    # What used it, or used it last before it was taken back.
    geste = models.ForeignKey(
        Geste,
        models.SET_NULL,
        related_name="derogations",
        verbose_name="geste",
        null=True,
        blank=True,
        editable=False,
    )
    motif = models.TextField("motif")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le", auto_now_add=True)
    utilisee_le = models.DateTimeField("utilisée le", null=True, editable=False)

    class Meta:
        verbose_name = "dérogation"
        ordering = ["-le"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="derogation_motivee",
                violation_error_message="Une dérogation porte son motif.",
            )
        ]

    def __str__(self) -> str:
        return f"Dérogation : {self.place}"


class PaireInterdite(models.Model):
    """Two candidatures that staff keep apart. The reason is private: no candidate reads it."""

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="paires_interdites", verbose_name="campagne"
    )
    premiere = models.ForeignKey(
        Candidature, models.CASCADE, related_name="+", verbose_name="première candidature"
    )
    seconde = models.ForeignKey(
        Candidature, models.CASCADE, related_name="+", verbose_name="seconde candidature"
    )
    motif = models.TextField("motif (réservé au Collectif)")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "paire interdite"
        verbose_name_plural = "paires interdites"
        ordering = ["-le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(premiere__lt=F("seconde")),
                name="paire_ordonnee",
                violation_error_message="Choisissez deux candidatures différentes.",
            ),
            models.UniqueConstraint(
                fields=["premiere", "seconde"],
                name="paire_unique",
                violation_error_message="Cette paire est déjà interdite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premiere} / {self.seconde}"
