"""What readers think of an answer."""

from django.db import models

from faq.models.contenu import Question


class Vote(models.Model):
    """« Utile ? »: one a visitor and version of the answer. `visiteur` is a random key of theirs:
    nothing tells who they are."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="votes", verbose_name="question"
    )
    version = models.CharField("version", max_length=16)
    visiteur = models.CharField("visiteur", max_length=32)
    utile = models.BooleanField("utile")
    raison = models.CharField("raison", max_length=500, blank=True)
    vote_le = models.DateTimeField("voté le", auto_now=True)

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("-vote_le",)
        constraints = [
            models.UniqueConstraint(
                fields=("question", "version", "visiteur"), name="faq_vote_unique"
            )
        ]
        # The flood guard counts the recent votes on one question.
        indexes = [models.Index(fields=["question", "vote_le"], name="faq_vote_par_question")]

    def __str__(self) -> str:
        return f"{'utile' if self.utile else 'pas utile'} : {self.question}"
