"""What readers look for, counted by the day: no visitor, no address, no time."""

from django.conf import settings
from django.db import models


class RechercheNoteeQuerySet(models.QuerySet["RechercheNotee"]):
    def a_traiter(self) -> "RechercheNoteeQuerySet":
        """Without what staff ignore, nor what they had handled when it was looked for."""
        classements = RechercheClassee.objects.filter(requete=models.OuterRef("requete")).filter(
            models.Q(decision=RechercheClassee.Decision.IGNOREE)
            | models.Q(jour__gte=models.OuterRef("jour"))
        )
        return self.filter(~models.Exists(classements))


class RechercheNotee(models.Model):
    """How many times one search was made on one day (in Paris), and how often it led nowhere."""

    requete = models.CharField("recherche", max_length=120)
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("nombre", default=0)
    sans_resultat = models.PositiveIntegerField("sans résultat", default=0)
    inutiles = models.PositiveIntegerField("réponse jugée inutile", default=0)

    objects = RechercheNoteeQuerySet.as_manager()

    class Meta:
        verbose_name = "recherche"
        ordering = ("-jour", "requete")
        constraints = [
            models.UniqueConstraint(fields=("requete", "jour"), name="faq_recherche_notee_unique")
        ]
        # Counted by period, and old days are forgotten.
        indexes = [models.Index(fields=["jour"], name="faq_recherche_notee_par_jour")]

    def __str__(self) -> str:
        return self.requete


class MotInconnu(models.Model):
    """A word that the FAQ does not know, and on how many days it was looked for.

    A name, most often: only its keyed fingerprint is kept (`services/inconnus.py`).
    """

    empreinte = models.CharField("empreinte", max_length=64, unique=True)
    jours = models.PositiveSmallIntegerField("jours", default=1)
    dernier_jour = models.DateField("dernier jour", db_index=True)

    class Meta:
        verbose_name = "mot inconnu"
        verbose_name_plural = "mots inconnus"

    def __str__(self) -> str:
        return self.empreinte[:12]


class RechercheClassee(models.Model):
    """Staff are done with a search: for good, or until it comes back after that day."""

    class Decision(models.TextChoices):
        TRAITEE = "traitee", "Traitée"
        IGNOREE = "ignoree", "Ignorée"

    requete = models.CharField("recherche", max_length=120, unique=True)
    decision = models.CharField("décision", max_length=8, choices=Decision)
    jour = models.DateField("jour")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="par",
    )

    class Meta:
        verbose_name = "recherche classée"
        verbose_name_plural = "recherches classées"
        ordering = ("-jour", "requete")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=("traitee", "ignoree")),
                name="faq_recherche_classee_decision_connue",
                violation_error_message="Cette décision n’existe pas.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.requete} : {self.get_decision_display().lower()}"
