"""One line of a candidature: an ESMS as its director describes it, and its verdict."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from grappes.models.candidature import Candidature
from grappes.models.territoire import Dui


class EtablissementDeclare(models.Model):
    """What the director declares of one ESMS, and what is decided of it."""

    class EtatDui(models.TextChoices):
        REFERENCE = "reference", "Version référencée Ségur"
        NON_REFERENCE = "non_reference", "Version non référencée Ségur"
        INCONNU = "inconnu", "Je ne sais pas"

    class OuiNon(models.TextChoices):
        NON = "non", "Non"
        OUI = "oui", "Oui"
        INCONNU = "inconnu", "Je ne sais pas"

    class Sons(models.TextChoices):
        NON = "non", "Non"
        VAGUE_1 = "vague_1", "Oui, vague 1"
        VAGUE_2 = "vague_2", "Oui, vague 2"
        INCONNU = "inconnu", "Je ne sais pas"

    class Verdict(models.TextChoices):
        ELIGIBLE = "eligible", "Éligible"
        DOUTEUX = "douteux", "Douteux"
        EXCLU = "exclu", "Exclu"

    TYPES_PROJET = [
        (Candidature.Projet.ACQUISITION.value, Candidature.Projet.ACQUISITION.label),
        (Candidature.Projet.MISE_EN_CONFORMITE.value, Candidature.Projet.MISE_EN_CONFORMITE.label),
        (Candidature.Projet.A_DEFINIR.value, Candidature.Projet.A_DEFINIR.label),
    ]

    candidature = models.ForeignKey(
        Candidature, models.CASCADE, related_name="lignes", verbose_name="candidature"
    )
    etablissement = models.ForeignKey(
        "grappes.Etablissement",
        models.PROTECT,
        related_name="declarations",
        verbose_name="établissement du référentiel",
        null=True,
        blank=True,
    )
    finess = models.CharField("FINESS géographique", max_length=9)
    nom = models.CharField("nom de l’établissement", max_length=255)
    commune = models.CharField("commune", max_length=80, blank=True)
    # Unticked lines keep what was typed, and count for nothing.
    retenue = models.BooleanField("participe", default=True)

    personnes_accompagnees = models.PositiveIntegerField(
        "personnes accompagnées", null=True, blank=True
    )
    dui = models.ForeignKey(
        Dui,
        models.PROTECT,
        related_name="lignes",
        verbose_name="DUI actuel",
        null=True,
        blank=True,
    )
    dui_autre = models.CharField("autre logiciel", max_length=80, blank=True)
    sans_dui = models.BooleanField("aucun DUI aujourd’hui", default=False)
    dui_etat = models.CharField("version du DUI", max_length=16, choices=EtatDui, blank=True)
    type_projet = models.CharField(
        "type de projet", max_length=20, choices=TYPES_PROJET, blank=True
    )
    contrat_signe = models.CharField(
        "contrat déjà signé avec l’éditeur", max_length=8, choices=OuiNon, blank=True
    )
    commande_sons = models.CharField("commande SONS", max_length=8, choices=Sons, blank=True)
    sons_dui = models.ForeignKey(
        Dui,
        models.PROTECT,
        related_name="lignes_sons",
        verbose_name="logiciel de la commande SONS",
        null=True,
        blank=True,
    )
    financement_anterieur = models.CharField(
        "déjà financé par ESMS Numérique", max_length=8, choices=OuiNon, blank=True
    )
    public_anonyme = models.BooleanField("accueille un public anonyme", default=False)

    verdict = models.CharField(
        "verdict", max_length=8, choices=Verdict, default=Verdict.DOUTEUX, db_index=True
    )
    verdict_regle = models.CharField("règle appliquée", max_length=255, blank=True)
    verdict_source = models.CharField("source", max_length=255, blank=True)
    verdict_le = models.DateTimeField("jugé le", null=True, blank=True)
    # Filled when staff decided instead of the rules; then the reason is owed.
    verdict_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="décidé par",
        null=True,
        blank=True,
    )
    verdict_motif = models.TextField("motif de la décision", blank=True)

    class Meta:
        verbose_name = "établissement déclaré"
        verbose_name_plural = "établissements déclarés"
        ordering = ["nom", "finess"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "finess"],
                name="ligne_unique_par_finess",
                violation_error_message="Cet établissement figure déjà dans la candidature.",
            ),
            models.CheckConstraint(
                condition=Q(verdict_par__isnull=True) | ~Q(verdict_motif=""),
                name="ligne_decision_motivee",
                violation_error_message="Une décision du Collectif porte son motif.",
            ),
        ]
        indexes = [models.Index(fields=["finess"], name="ligne_par_finess")]

    def __str__(self) -> str:
        return f"{self.nom} ({self.finess})"

    @property
    def a_commande_sons(self) -> bool:
        return self.commande_sons in (self.Sons.VAGUE_1, self.Sons.VAGUE_2)

    @property
    def raison(self) -> str:
        """Why this verdict, as the candidate may read it: staff's reason, else rule and source."""
        if self.verdict_motif or not self.verdict_source:
            return self.verdict_motif or self.verdict_regle
        return f"{self.verdict_regle} ({self.verdict_source})"

    def clean(self) -> None:
        if self.verdict_par_id and not self.verdict_motif.strip():
            raise ValidationError({"verdict_motif": "Indiquez le motif de votre décision."})
