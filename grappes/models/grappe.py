"""The group that applies together, and each candidature's place in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappes.models.campagne import Campagne
from grappes.models.candidature import Candidature
from grappes.models.statuts import ETATS_LIBRES, EtatPlace, StatutGrappe
from grappes.models.territoire import Dui


class Grappe(models.Model):
    """OGs that apply together. Its porteur is the live place that holds that role."""

    campagne = models.ForeignKey(
        Campagne, models.PROTECT, related_name="grappes", verbose_name="campagne"
    )
    nom = models.CharField("nom", max_length=120)
    statut = models.CharField(
        "statut",
        max_length=16,
        choices=StatutGrappe,
        default=StatutGrappe.EN_PREPARATION,
        db_index=True,
    )
    dui = models.ForeignKey(
        Dui,
        models.PROTECT,
        related_name="grappes",
        verbose_name="DUI du projet",
        null=True,
        blank=True,
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    # The latest of those of its places.
    reponse_avant_le = models.DateField(
        "réponse attendue au plus tard le",
        null=True,
        blank=True,
        help_text="Jour inclus, pour tous les membres qui doivent encore répondre.",
    )
    exception_motif = models.TextField(
        "exception au règlement",
        blank=True,
        help_text="À remplir pour proposer une grappe qui ne respecte pas encore le règlement.",
    )
    exception_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="exception décidée par",
        null=True,
        blank=True,
    )
    # A frozen grappe is left as it is by moves and by proposals.
    gelee_le = models.DateTimeField("gelée le", null=True, blank=True, editable=False)
    gelee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="gelée par",
        null=True,
        blank=True,
        editable=False,
    )
    transmise_le = models.DateField("dossier transmis le", null=True, blank=True)
    numero_dossier = models.CharField("numéro du dossier déposé", max_length=60, blank=True)

    class Meta:
        verbose_name = "grappe"
        ordering = ["campagne", "nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "nom"],
                name="grappe_nom_unique_par_campagne",
                violation_error_message="Une grappe de cette campagne porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=~Q(statut=StatutGrappe.TRANSMISE)
                | (Q(transmise_le__isnull=False) & ~Q(numero_dossier="")),
                name="grappe_transmise_a_date_et_numero",
                violation_error_message="Une grappe transmise a une date et un numéro de dossier.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def places_vivantes(self) -> list["Place"]:
        """Read from the prefetched places when they are there."""
        return [place for place in self.places.all() if place.est_vivante]

    @property
    def porteur(self) -> "Place | None":
        return next((p for p in self.places_vivantes if p.role == Place.Role.PORTEUR), None)

    @property
    def porteur_suppleant(self) -> "Place | None":
        return next((p for p in self.places_vivantes if p.role == Place.Role.SUPPLEANT), None)


class PlaceQuerySet(models.QuerySet["Place"]):
    def vivantes(self) -> "PlaceQuerySet":
        return self.filter(liberee_le=None)


class Place(models.Model):
    """One candidature's place in a grappe, with what was promised to it."""

    class Role(models.TextChoices):
        MEMBRE = "membre", "Membre"
        PORTEUR = "porteur", "Porteur"
        SUPPLEANT = "suppleant", "Porteur suppléant"

    class MotifRefus(models.TextChoices):
        LOGICIEL = "logiciel", "Le logiciel ne nous convient pas"
        PARTENAIRES = "partenaires", "Nous préférons d’autres partenaires"
        CALENDRIER = "calendrier", "Le calendrier ne nous convient pas"
        SEUL = "seul", "Nous préférons candidater autrement"
        AUTRE = "autre", "Autre raison"

    grappe = models.ForeignKey(Grappe, models.PROTECT, related_name="places", verbose_name="grappe")
    candidature = models.ForeignKey(
        Candidature, models.PROTECT, related_name="places", verbose_name="candidature"
    )
    etat = models.CharField("état", max_length=12, choices=EtatPlace, default=EtatPlace.PREVUE)
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.MEMBRE)
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    annoncee_le = models.DateTimeField("annoncée le", null=True, blank=True)
    repondue_le = models.DateTimeField("réponse reçue le", null=True, blank=True)
    liberee_le = models.DateTimeField("libérée le", null=True, blank=True)
    reponse_avant_le = models.DateField("réponse attendue au plus tard le", null=True, blank=True)
    # What its holder last answered to, or was told: see `regroupement.promesses`.
    promesse = models.JSONField("promesse", null=True, blank=True, editable=False)
    # A pinned place is not moved by a proposal, even before its holder is told.
    epinglee_le = models.DateTimeField("épinglée le", null=True, blank=True, editable=False)
    epinglee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="épinglée par",
        null=True,
        blank=True,
        editable=False,
    )
    motif_refus = models.CharField("raison du refus", max_length=12, choices=MotifRefus, blank=True)
    precision = models.TextField("précision", blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "place"
        ordering = ["grappe", "creee_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature"],
                condition=Q(liberee_le=None),
                name="place_vivante_unique_par_candidature",
                violation_error_message="Cette candidature a déjà une place dans une grappe.",
            ),
            models.UniqueConstraint(
                fields=["grappe", "role"],
                condition=Q(liberee_le=None, role__in=["porteur", "suppleant"]),
                name="place_role_unique_par_grappe",
                violation_error_message="Cette grappe a déjà un porteur ou un suppléant.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=ETATS_LIBRES, liberee_le__isnull=False)
                | (~Q(etat__in=ETATS_LIBRES) & Q(liberee_le__isnull=True)),
                name="place_libre_est_datee",
                violation_error_message="Une place refusée ou libérée porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidature} dans {self.grappe}"

    @property
    def est_vivante(self) -> bool:
        return self.liberee_le is None

    def tient(self, grappe: Grappe) -> bool:
        """Whether its role and the software are those that were promised to its holder."""
        promis = self.promesse or {"role": self.role, "dui": grappe.dui_id}
        return (promis["role"], promis["dui"]) == (self.role, grappe.dui_id)
