"""What happened to a file: changes of status, notes, remarks, requests to join."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappes.models.candidature import Candidature
from grappes.models.grappe import Grappe, Place
from grappes.models.ligne import EtablissementDeclare
from grappes.models.statuts import Acteur, EtatPlace, StatutCandidature, StatutGrappe


class Transition(models.Model):
    """One row per change of status, written by `workflow` and by nobody else."""

    candidature = models.ForeignKey(
        Candidature, models.CASCADE, related_name="transitions", null=True, editable=False
    )
    grappe = models.ForeignKey(
        Grappe, models.CASCADE, related_name="transitions", null=True, editable=False
    )
    place = models.ForeignKey(
        Place, models.CASCADE, related_name="transitions", null=True, editable=False
    )
    acte = models.CharField("acte", max_length=24)
    de = models.CharField("de", max_length=16)
    vers = models.CharField("vers", max_length=16)
    acteur = models.CharField("acteur", max_length=12, choices=Acteur)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="par",
        null=True,
        blank=True,
    )
    motif = models.TextField("motif", blank=True)
    le = models.DateTimeField("le", db_index=True)

    class Meta:
        verbose_name = "changement de statut"
        verbose_name_plural = "journal des changements de statut"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(candidature__isnull=False, grappe__isnull=True, place__isnull=True)
                | Q(candidature__isnull=True, grappe__isnull=False, place__isnull=True)
                | Q(candidature__isnull=True, grappe__isnull=True, place__isnull=False),
                name="transition_d_un_seul_objet",
                violation_error_message="Un changement de statut concerne un seul objet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.objet} : {self.de} → {self.vers}"

    @property
    def objet(self) -> "Candidature | Grappe | Place":
        objets = (self.candidature, self.grappe, self.place)
        return next(objet for objet in objets if objet is not None)

    def _libelle(self, statut: str) -> str:
        if self.place_id:
            return str(EtatPlace(statut).label)
        return str((StatutCandidature if self.candidature_id else StatutGrappe)(statut).label)

    @property
    def libelle_de(self) -> str:
        return self._libelle(self.de)

    @property
    def libelle_vers(self) -> str:
        return self._libelle(self.vers)

    @property
    def auteur(self) -> str:
        """Who did it, for staff: the labels of `Acteur` speak to the candidate."""
        if self.par:
            return str(self.par)
        if self.acteur == Acteur.CANDIDAT:
            return "le candidat"
        return str(self.get_acteur_display())


class Note(models.Model):
    """What staff write on the timeline of a candidature; the candidate never sees it."""

    class Genre(models.TextChoices):
        NOTE = "note", "Note"
        APPEL = "appel", "Appel téléphonique"
        REUNION = "reunion", "Réunion"

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="notes")
    genre = models.CharField("genre", max_length=8, choices=Genre, default=Genre.NOTE)
    texte = models.TextField("texte")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "note"
        verbose_name_plural = "notes et appels"
        ordering = ["-le"]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} du {self.le:%d/%m/%Y}"


class Remarque(models.Model):
    """What the candidate must complete or correct."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="remarques")
    ligne = models.ForeignKey(
        EtablissementDeclare,
        models.CASCADE,
        related_name="remarques",
        verbose_name="établissement",
        null=True,
        blank=True,
    )
    texte = models.TextField("ce qu’il faut compléter")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par"
    )
    le = models.DateTimeField("le", auto_now_add=True)
    levee_le = models.DateTimeField("levée le", null=True, blank=True)

    class Meta:
        verbose_name = "remarque"
        ordering = ["le"]

    def __str__(self) -> str:
        return self.texte


class DemandeRattachement(models.Model):
    """A second director asks to join the file of their OG."""

    class Decision(models.TextChoices):
        ATTENTE = "attente", "En attente"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="rattachements")
    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=80)
    courriel = models.EmailField("adresse électronique")
    message = models.TextField("message", blank=True)
    demandee_le = models.DateTimeField("demandée le", auto_now_add=True)
    decision = models.CharField(
        "décision", max_length=8, choices=Decision, default=Decision.ATTENTE
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "demande de rattachement"
        verbose_name_plural = "demandes de rattachement"
        ordering = ["-demandee_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "courriel"],
                name="rattachement_unique_par_courriel",
                violation_error_message="Cette adresse a déjà demandé à rejoindre le dossier.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom} → {self.candidature}"


class Divulgation(models.Model):
    """A member's name and contact were opened to another member of its grappe."""

    lectrice = models.ForeignKey(Place, models.CASCADE, related_name="divulgations_recues")
    vue = models.ForeignKey(Place, models.CASCADE, related_name="divulgations_donnees")
    le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "divulgation"
        ordering = ["-le"]
        constraints = [
            models.UniqueConstraint(fields=["lectrice", "vue"], name="divulgation_unique")
        ]

    def __str__(self) -> str:
        return f"{self.vue} → {self.lectrice}"
