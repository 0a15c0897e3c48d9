"""What is read: rubriques and their questions."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from faq.chemins import SLUGS_RESERVES
from faq.interdits import interdits


def refuser_slug_reserve(slug: str) -> None:
    if slug in SLUGS_RESERVES:
        raise ValidationError(
            f"« {slug} » est l’adresse d’une autre page de la FAQ : choisissez un autre mot.",
            code="reserve",
        )


class RubriqueQuerySet(models.QuerySet["Rubrique"]):
    def avec_questions(self) -> "RubriqueQuerySet":
        """Those that have something to read; each holds its questions as `publiees`."""
        publiees = models.Prefetch("questions", Question.objects.publiees(), to_attr="publiees")
        return (
            self.filter(questions__etat=Question.Etat.PUBLIEE).distinct().prefetch_related(publiees)
        )


class Rubrique(models.Model):
    slug = models.SlugField("adresse", max_length=80, unique=True)
    titre = models.CharField("titre", max_length=120)
    introduction = models.TextField("introduction", blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    # What `charger_faq` loaded here; it updates the row for as long as the two agree.
    empreinte_chargee = models.CharField(max_length=64, blank=True, editable=False, default="")

    objects = RubriqueQuerySet.as_manager()

    class Meta:
        verbose_name = "rubrique"
        ordering = ("ordre", "titre")

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("faq:rubrique", args=[self.slug])


class QuestionQuerySet(models.QuerySet["Question"]):
    def publiees(self) -> "QuestionQuerySet":
        return self.filter(etat=Question.Etat.PUBLIEE)

    def a_relire(self, jour: date) -> "QuestionQuerySet":
        """Those whose review is due on this day, archived ones left alone."""
        return self.exclude(etat=Question.Etat.ARCHIVEE).filter(a_relire_le__lte=jour)


class Question(models.Model):
    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        PUBLIEE = "publiee", "Publiée"
        ARCHIVEE = "archivee", "Archivée"

    slug = models.SlugField(
        "adresse",
        max_length=80,
        unique=True,
        validators=[refuser_slug_reserve],
        error_messages={"unique": "Une autre question a déjà cette adresse."},
        help_text="La fin de l’adresse de la page, par exemple « support-cartes ».",
    )
    rubrique = models.ForeignKey(
        Rubrique, models.PROTECT, related_name="questions", verbose_name="rubrique"
    )
    question = models.CharField("question", max_length=300)
    reponse = models.TextField(
        "réponse",
        blank=True,
        help_text="En Markdown. Un fait qui change s’écrit {{ nom | texte de repli }}.",
    )
    formulations = models.TextField(
        "autres façons de poser la question",
        blank=True,
        help_text="Une par ligne : la recherche s’en sert, elles ne sont pas affichées.",
    )
    source = models.CharField("source", max_length=200, blank=True)
    source_url = models.URLField("adresse de la source", max_length=500, blank=True)
    relue_le = models.DateField("relue le", null=True, blank=True)
    a_relire_le = models.DateField("à relire le", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    depend_de_l_instruction = models.BooleanField(
        "dépend de l’instruction",
        default=False,
        help_text="À relire dès que l’instruction ou le règlement change.",
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    cree_le = models.DateTimeField("créée le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)
    empreinte_chargee = models.CharField(max_length=64, blank=True, editable=False, default="")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ("rubrique__ordre", "ordre", "question")
        constraints = [
            models.UniqueConstraint(
                Lower("question"),
                name="faq_question_unique",
                violation_error_message="Cette question existe déjà dans la FAQ.",
            ),
            models.CheckConstraint(
                condition=models.Q(etat__in=("brouillon", "publiee", "archivee")),
                name="faq_question_etat_connu",
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat="publiee", reponse=""),
                name="faq_question_publiee_a_une_reponse",
                violation_error_message="Une question publiée a une réponse : écrivez-la d’abord.",
            ),
        ]
        # The search index asks for the last change at every query.
        indexes = [models.Index(fields=["modifie_le"], name="faq_question_modifie_le")]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("faq:question", args=[self.slug])

    @property
    def formulations_liste(self) -> list[str]:
        return [ligne.strip() for ligne in self.formulations.splitlines() if ligne.strip()]

    def clean(self) -> None:
        if refus := interdits(self.reponse):
            raise ValidationError({"reponse": [phrase for _, phrase in refus]})
        if self.relue_le and self.a_relire_le and self.a_relire_le <= self.relue_le:
            raise ValidationError(
                {"a_relire_le": "La prochaine relecture vient après la dernière."}
            )
