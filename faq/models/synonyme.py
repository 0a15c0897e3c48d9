"""The field's vocabulary, that staff enrich: acronyms and words of close meaning."""

from django.core.exceptions import ValidationError
from django.db import models


class Synonyme(models.Model):
    class Proximite(models.TextChoices):
        MEME_SENS = "meme_sens", "Même sens"
        SENS_VOISIN = "sens_voisin", "Sens voisin"

    terme = models.CharField(
        "terme",
        max_length=120,
        error_messages={"unique": "Ce terme a déjà sa ligne : complétez-la."},
        unique=True,
    )
    variantes = models.TextField(
        "variantes",
        blank=True,
        help_text="Une par ligne. Sans variante, le terme n’a plus d’effet sur la recherche.",
    )
    proximite = models.CharField(
        "proximité",
        max_length=12,
        choices=Proximite,
        default=Proximite.MEME_SENS,
        help_text="Un sens voisin compte moins dans le classement des réponses.",
    )
    modifie_le = models.DateTimeField("modifié le", auto_now=True)
    empreinte_chargee = models.CharField(max_length=64, blank=True, editable=False, default="")

    class Meta:
        verbose_name = "synonyme"
        ordering = ("terme",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proximite__in=("meme_sens", "sens_voisin")),
                name="faq_synonyme_proximite_connue",
                violation_error_message="Cette proximité n’existe pas.",
            )
        ]

    def __str__(self) -> str:
        return self.terme

    @property
    def phrases(self) -> tuple[str, ...]:
        return (self.terme, *(v.strip() for v in self.variantes.splitlines() if v.strip()))

    def clean(self) -> None:
        if len(self.variantes) > 5_000:
            raise ValidationError({"variantes": "La liste est trop longue : 5 000 signes au plus."})
