"""What people ask, and what they were answered."""

from django.conf import settings
from django.db import models

from faq.models.contenu import Question


class QuestionPoseeQuerySet(models.QuerySet["QuestionPosee"]):
    def sans_reponse(self) -> "QuestionPoseeQuerySet":
        return self.filter(repondue_le=None)


class QuestionPosee(models.Model):
    """One question of one person. `origine` is a key of another app: kept, never interpreted."""

    texte = models.TextField("question", max_length=2_000)
    nom = models.CharField("nom", max_length=120, blank=True)
    courriel = models.EmailField("courriel")
    origine = models.CharField("origine", max_length=80, blank=True, db_index=True)
    posee_le = models.DateTimeField("posée le", auto_now_add=True)
    reponse = models.TextField("réponse", blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="répondue par",
    )
    question = models.ForeignKey(
        Question,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="posees",
        verbose_name="question de la FAQ",
        help_text="La question publiée qui y répond pour tous.",
    )

    objects = QuestionPoseeQuerySet.as_manager()

    class Meta:
        verbose_name = "question posée"
        verbose_name_plural = "questions posées"
        ordering = ("-posee_le",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(repondue_le=None) | ~models.Q(reponse=""),
                name="faq_question_posee_repondue_a_une_reponse",
                violation_error_message="Une question n’est répondue qu’avec une réponse.",
            )
        ]
        # The flood guard counts the recent questions of one address.
        indexes = [models.Index(fields=["courriel", "posee_le"], name="faq_posee_par_courriel")]

    def __str__(self) -> str:
        return self.texte if len(self.texte) <= 80 else f"{self.texte[:79]}…"

    @property
    def entree_publiee(self) -> Question | None:
        """The entry of the FAQ that answers it for all, once people can read it."""
        return self.question if self.question and self.question.est_lisible else None
