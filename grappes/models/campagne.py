"""A yearly call: its dates, its rules, its instruction."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from grappes.models.statuts import EtatCampagne
from grappes.models.territoire import Categorie, Departement, Region


class CampagneQuerySet(models.QuerySet["Campagne"]):
    def ouvertes(self, jour: datetime.date | None = None) -> "CampagneQuerySet":
        """Those whose intake is open on that day (Paris). Publishing does not close intake."""
        jour = jour or timezone.localdate()
        return self.filter(ouvre_le__lte=jour, ferme_le__gte=jour)

    def en_course(self) -> list["Campagne"]:
        """Those where a verdict still matters: until their last window of filing closes."""
        campagnes = self.select_related("instruction").prefetch_related("instruction__fenetres")
        return [campagne for campagne in campagnes if campagne.etat != EtatCampagne.DEPOT_CLOS]


class Campagne(models.Model):
    """One yearly call in one region. Its state is derived, never stored."""

    nom = models.CharField("nom", max_length=120)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="campagnes", verbose_name="région"
    )
    annee = models.PositiveSmallIntegerField("année")
    ouvre_le = models.DateField("ouverture du recueil")
    ferme_le = models.DateField(
        "clôture du recueil", help_text="Jour inclus, jusqu’à minuit, heure de Paris."
    )

    objects = CampagneQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-ouvre_le", "region"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ferme_le__gte=F("ouvre_le")),
                name="campagne_ferme_apres_ouverture",
                violation_error_message="La clôture doit suivre l’ouverture.",
            ),
            models.UniqueConstraint(
                fields=["region", "annee"],
                name="campagne_unique_par_region_et_annee",
                violation_error_message="Cette région a déjà une campagne cette année-là.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def clean(self) -> None:
        if not (self.region_id and self.ouvre_le and self.ferme_le):
            return
        voisine = (
            Campagne.objects.exclude(pk=self.pk)
            .filter(region=self.region_id, ouvre_le__lte=self.ferme_le, ferme_le__gte=self.ouvre_le)
            .first()
        )
        if voisine:
            raise ValidationError(
                f"« {voisine} » est ouverte du {voisine.ouvre_le:%d/%m/%Y} au "
                f"{voisine.ferme_le:%d/%m/%Y} : une région n’a qu’une campagne ouverte à la fois."
            )

    @property
    def est_ouverte(self) -> bool:
        return self.ouvre_le <= timezone.localdate() <= self.ferme_le

    @property
    def instruction_publiee(self) -> "Instruction | None":
        instruction = getattr(self, "instruction", None)
        return instruction if instruction and instruction.publication_le else None

    @property
    def etat(self) -> EtatCampagne:
        jour = timezone.localdate()
        if instruction := self.instruction_publiee:
            return instruction.etat_depot(jour)
        if jour < self.ouvre_le:
            return EtatCampagne.A_VENIR
        return EtatCampagne.OUVERTE if jour <= self.ferme_le else EtatCampagne.CLOSE

    @property
    def reglement(self) -> "Reglement | None":
        """The rules in force: the last version that was put in force."""
        return max(
            (r for r in self.reglements.all() if r.en_vigueur_le),
            key=lambda r: (r.en_vigueur_le, r.version),
            default=None,
        )


class Reglement(models.Model):
    """One version of a campagne's rules. No rule value lives anywhere else."""

    class Etat(models.TextChoices):
        PROVISOIRE = "provisoire", "Provisoire"
        PUBLIE = "publie", "Publié"

    campagne = models.ForeignKey(
        Campagne, models.CASCADE, related_name="reglements", verbose_name="campagne"
    )
    version = models.PositiveSmallIntegerField("version")
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.PROVISOIRE)
    en_vigueur_le = models.DateTimeField("en vigueur depuis", null=True, blank=True)
    texte_source = models.CharField("texte de référence", max_length=255)
    url_source = models.URLField("adresse du texte", blank=True)

    seuil_esms = models.PositiveSmallIntegerField("nombre minimal d’ESMS")
    seuil_reduit = models.PositiveSmallIntegerField("nombre minimal réduit", null=True, blank=True)
    departements_reduits = models.ManyToManyField(
        Departement, blank=True, verbose_name="départements au seuil réduit"
    )
    minimum_og = models.PositiveSmallIntegerField("nombre minimal d’OG", null=True, blank=True)
    plafond_esms = models.PositiveSmallIntegerField("nombre maximal d’ESMS", null=True, blank=True)
    seuil_national = models.PositiveSmallIntegerField(
        "voie nationale à partir de (ESMS)", null=True, blank=True
    )
    national_si_multiregional = models.BooleanField(
        "voie nationale réservée aux grappes de plusieurs régions", default=True
    )
    dui_unique = models.BooleanField("un seul DUI par projet", default=True)
    part_mixte_max = models.PositiveSmallIntegerField(
        "part maximale du type de projet minoritaire (%)", null=True, blank=True
    )
    petit_og_moins_de = models.PositiveSmallIntegerField(
        "petit OG : moins de (ESMS)", null=True, blank=True
    )
    categories = models.ManyToManyField(Categorie, blank=True, verbose_name="catégories éligibles")
    exclut_financement_anterieur = models.BooleanField(
        "exclut les ESMS déjà financés", default=True
    )
    exclut_sons_autre_logiciel = models.BooleanField(
        "exclut les ESMS dont la commande SONS vise un autre logiciel", default=True
    )
    exclut_acquisition_sous_contrat = models.BooleanField(
        "exclut l’acquisition d’un logiciel déjà sous contrat", default=True
    )
    delai_reponse = models.PositiveSmallIntegerField(
        "délai de réponse à une proposition (jours)", default=21
    )
    quorum_divulgation = models.PositiveSmallIntegerField(
        "part d’accords qui ouvre les noms entre membres (%)", default=100
    )

    class Meta:
        verbose_name = "règlement"
        ordering = ["campagne", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "version"],
                name="reglement_version_unique",
                violation_error_message="Cette version du règlement existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(seuil_esms__gte=1),
                name="reglement_seuil_positif",
                violation_error_message="Le nombre minimal d’ESMS est au moins de 1.",
            ),
            models.CheckConstraint(
                condition=Q(quorum_divulgation__lte=100)
                & (Q(part_mixte_max=None) | Q(part_mixte_max__lte=50)),
                name="reglement_pourcentages_possibles",
                violation_error_message="Le quorum va jusqu’à 100 %, une part minoritaire à 50 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campagne}, règlement v{self.version} ({self.get_etat_display().lower()})"


class Route(models.TextChoices):
    """Where a grappe files: instructions give each route its own dates."""

    REGIONALE = "regionale", "Régionale"
    MULTIREGIONALE = "multiregionale", "Multi-régionale"
    NATIONALE = "nationale", "Nationale"


class Instruction(models.Model):
    """The national text, and only that. Prepared as a draft, then published in one act."""

    campagne = models.OneToOneField(
        Campagne, models.CASCADE, related_name="instruction", verbose_name="campagne"
    )
    reference = models.CharField("référence", max_length=120)
    signee_le = models.DateField("date du texte")
    url = models.URLField("adresse du texte")
    reglement = models.OneToOneField(
        Reglement, models.PROTECT, related_name="instruction", verbose_name="règlement publié"
    )
    publication_le = models.DateTimeField(
        "publiée dans l’application le", null=True, editable=False
    )

    class Meta:
        verbose_name = "instruction"

    def __str__(self) -> str:
        return self.reference

    def clean(self) -> None:
        if self.reglement_id and self.reglement.campagne_id != self.campagne_id:
            raise ValidationError({"reglement": "Ce règlement est celui d’une autre campagne."})

    def etat_depot(self, jour: datetime.date) -> EtatCampagne:
        fenetres = list(self.fenetres.all())
        if any(f.ouvre_le <= jour <= f.ferme_le for f in fenetres):
            return EtatCampagne.DEPOT_OUVERT
        if fenetres and all(f.ferme_le < jour for f in fenetres):
            return EtatCampagne.DEPOT_CLOS
        return EtatCampagne.INSTRUCTION_PUBLIEE


class FenetreDepot(models.Model):
    """When one route may file."""

    instruction = models.ForeignKey(
        Instruction, models.CASCADE, related_name="fenetres", verbose_name="instruction"
    )
    route = models.CharField("voie", max_length=16, choices=Route)
    ouvre_le = models.DateField("ouverture du dépôt")
    ferme_le = models.DateField("clôture du dépôt", help_text="Jour inclus, jusqu’à minuit.")

    class Meta:
        verbose_name = "fenêtre de dépôt"
        verbose_name_plural = "fenêtres de dépôt"
        ordering = ["ferme_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "route"],
                name="fenetre_unique_par_voie",
                violation_error_message="Cette voie a déjà sa fenêtre de dépôt.",
            ),
            models.CheckConstraint(
                condition=Q(ferme_le__gte=F("ouvre_le")),
                name="fenetre_ferme_apres_ouverture",
                violation_error_message="La clôture du dépôt doit suivre son ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_route_display()} : du {self.ouvre_le:%d/%m/%Y} au {self.ferme_le:%d/%m/%Y}"
        )
