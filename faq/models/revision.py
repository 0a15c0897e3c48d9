"""What an answer said, state after state."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from faq.models.contenu import Question, Rubrique


class Revision(models.Model):
    """One state of what is read and searched of a question. `services.redaction` writes them;
    nobody changes one."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="revisions", verbose_name="question"
    )
    numero = models.PositiveIntegerField("numéro")
    intitule = models.CharField("question", max_length=300)
    reponse = models.TextField("réponse", blank=True)
    formulations = models.TextField("autres façons de poser la question", blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    source_url = models.URLField("adresse de la source", max_length=500, blank=True)
    rubrique = models.ForeignKey(
        Rubrique, models.SET_NULL, null=True, related_name="+", verbose_name="rubrique"
    )
    # Nobody: the application itself, or someone whose account is gone.
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="auteur",
    )
    le = models.DateTimeField("le", default=timezone.now)
    motif = models.CharField("motif", max_length=200, blank=True)

    class Meta:
        verbose_name = "révision"
        ordering = ("-numero",)
        constraints = [
            models.UniqueConstraint(
                fields=("question", "numero"),
                name="faq_revision_numero_unique",
                violation_error_message="Cette révision existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return f"révision {self.numero}"
