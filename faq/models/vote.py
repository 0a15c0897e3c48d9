"""What readers think of an answer."""

from django.db import models

from faq.models.contenu import Question
from faq.models.revision import Revision


class Vote(models.Model):
    """« Utile ? »: one a visitor and revision of the answer. `visiteur` is a random key of theirs:
    nothing tells who they are."""

    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="votes", verbose_name="révision"
    )
    visiteur = models.CharField("visiteur", max_length=32)
    utile = models.BooleanField("utile")
    raison = models.CharField("raison", max_length=500, blank=True)
    vote_le = models.DateTimeField("voté le", auto_now=True)

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ("-vote_le",)
        constraints = [
            models.UniqueConstraint(fields=("revision", "visiteur"), name="faq_vote_unique")
        ]
        # The flood guard counts the recent votes on the revisions of one question.
        indexes = [models.Index(fields=["revision", "vote_le"], name="faq_vote_par_revision")]

    def __str__(self) -> str:
        return f"{'utile' if self.utile else 'pas utile'} : {self.question}"

    @property
    def question(self) -> Question:
        return self.revision.question
