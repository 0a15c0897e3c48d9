"""What is read: rubriques and their questions."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from faq.chemins import SLUGS_RESERVES
from faq.interdits import interdits

# How staff arrange the questions.
ORDRE = ("rubrique__ordre", "ordre", "question")


def refuser_slug_reserve(slug: str) -> None:
    if slug in SLUGS_RESERVES:
        raise ValidationError(
            f"« {slug} » est l’adresse d’une autre page de la FAQ : choisissez un autre mot.",
            code="reserve",
        )


class RubriqueQuerySet(models.QuerySet["Rubrique"]):
    def avec_questions(self) -> "RubriqueQuerySet":
        """Those that have something to read; each holds its questions as `publiees`, to be linked:
        without their answers."""
        publiees = Question.objects.publiees()
        liens = publiees.only("rubrique_id", "slug", "question")
        lues = models.Prefetch("questions", liens, to_attr="publiees")
        return self.filter(questions__in=publiees).distinct().prefetch_related(lues)


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


def lisible() -> models.Q:
    """The questions that may be read now. Time alone can add to them, never take away."""
    venue = models.Q(publiee_a_partir_de=None) | models.Q(publiee_a_partir_de__lte=timezone.now())
    return models.Q(etat=Question.Etat.PUBLIEE) & venue


class QuestionQuerySet(models.QuerySet["Question"]):
    def publiees(self) -> "QuestionQuerySet":
        """Those that anyone may read now: published, and their moment has come."""
        return self.filter(lisible())

    def programmees(self) -> "QuestionQuerySet":
        """Published, but their moment is still to come."""
        return self.filter(etat=Question.Etat.PUBLIEE, publiee_a_partir_de__gt=timezone.now())

    def avec_revision(self) -> "QuestionQuerySet":
        """Each with the number of its last revision and, from the second on, its moment."""
        return self.annotate(
            derniere_revision=models.Max("revisions__numero"),
            revisee_le=models.Max("revisions__le", filter=models.Q(revisions__numero__gt=1)),
            # The order of the model is lost where revisions are counted.
        ).order_by(*ORDRE)

    def a_relire(self, jour: date) -> "QuestionQuerySet":
        """Those to review on this day: their date has come, or a rule they depend on changed.

        Archived ones are left alone.
        """
        due = models.Q(a_relire_le__lte=jour) | ~models.Q(motif_relecture="")
        return self.exclude(etat=Question.Etat.ARCHIVEE).filter(due)


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
        help_text="La fin de l’adresse de la page, par exemple « support-cartes ». Publiée, elle "
        "ne change plus : des courriels et des favoris y mènent.",
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
    publiee_a_partir_de = models.DateTimeField(
        "publiée à partir de",
        null=True,
        blank=True,
        help_text="Heure de Paris. Vide : dès que l’état est « Publiée ».",
    )
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True, "is_active": True},
        related_name="+",
        verbose_name="responsable",
        help_text="La personne du Collectif qui relit cette réponse.",
    )
    depend_de_l_instruction = models.BooleanField(
        "dépend de l’instruction ou du règlement",
        default=False,
        help_text="À relire dès que l’un des deux change.",
    )
    # What changed since the last review, a sentence a line: any makes it due.
    motif_relecture = models.TextField("pourquoi la relire", blank=True, editable=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    cree_le = models.DateTimeField("créée le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)
    empreinte_chargee = models.CharField(max_length=64, blank=True, editable=False, default="")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ORDRE
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
    def est_programmee(self) -> bool:
        venue = self.publiee_a_partir_de
        return self.etat == self.Etat.PUBLIEE and venue is not None and venue > timezone.now()

    @property
    def est_lisible(self) -> bool:
        return self.etat == self.Etat.PUBLIEE and not self.est_programmee

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
