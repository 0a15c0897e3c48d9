"""The addresses that published answers send their readers to, and how they were found."""

from datetime import datetime

from django.db import models

from faq.models.contenu import Question


class LienQuerySet(models.QuerySet["Lien"]):
    def dus(self, moment: datetime) -> "LienQuerySet":
        """Those whose turn has come, the longest waiting first."""
        return self.filter(a_verifier_le__lte=moment).order_by("a_verifier_le", "pk")

    def morts(self) -> "LienQuerySet":
        return self.filter(etat=Lien.Etat.MORT)


class Lien(models.Model):
    class Etat(models.TextChoices):
        NOUVEAU = "nouveau", "Pas encore vérifié"
        BON = "bon", "Répond"
        SUSPECT = "suspect", "Ne répond pas, à confirmer"
        MORT = "mort", "Mort"
        NON_VERIFIABLE = "non_verifiable", "Non vérifiable"

    adresse = models.URLField("adresse", max_length=1_000, unique=True)
    questions = models.ManyToManyField(Question, related_name="liens", verbose_name="questions")
    etat = models.CharField("état", max_length=14, choices=Etat, default=Etat.NOUVEAU)
    constat = models.CharField("constat", max_length=200, blank=True)
    code = models.PositiveSmallIntegerField("code HTTP", null=True, blank=True)
    depuis = models.DateTimeField("depuis le", auto_now_add=True)
    verifie_le = models.DateTimeField("vérifié le", null=True, blank=True)
    # Two failures on different days make a dead link: the day of the first one.
    premier_echec_le = models.DateField("premier échec le", null=True, blank=True)
    a_verifier_le = models.DateTimeField("à vérifier le", db_index=True)

    objects = LienQuerySet.as_manager()

    class Meta:
        verbose_name = "lien"
        ordering = ("adresse",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    etat__in=("nouveau", "bon", "suspect", "mort", "non_verifiable")
                ),
                name="faq_lien_etat_connu",
                violation_error_message="Cet état n’existe pas.",
            )
        ]

    def __str__(self) -> str:
        return self.adresse
