"""Official lists that staff import: what was funded already, which software was ordered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grappes.models.ligne import EtablissementDeclare
from grappes.models.territoire import Dui


class ListeQuerySet(models.QuerySet["ListeOfficielle"]):
    def actives(self) -> "ListeQuerySet":
        """Those that count: confirmed, and not withdrawn since."""
        return self.filter(confirmee_le__isnull=False, retiree_le=None)


class ListeOfficielle(models.Model):
    """One imported file. It counts from its confirmation until it is withdrawn, if ever."""

    class Genre(models.TextChoices):
        FINANCES = "finances", "ESMS déjà financés par ESMS Numérique"
        SONS = "sons", "Commandes SONS"

    genre = models.CharField("contenu", max_length=12, choices=Genre)
    nom = models.CharField(
        "nom de la liste",
        max_length=80,
        help_text="Les candidats concernés le liront, par exemple « Lauréats 2021-2024 ».",
    )
    source = models.CharField(
        "origine",
        max_length=80,
        help_text="Qui vous a remis la liste : l’ARS, la CNSA, l’ANS…",
    )
    date = models.DateField("date de la liste", help_text="Celle que porte le document.")
    fichier = models.CharField("fichier", max_length=255, editable=False)
    importee_le = models.DateTimeField("importée le", auto_now_add=True)
    importee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="importée par",
        editable=False,
    )
    confirmee_le = models.DateTimeField("confirmée le", null=True, editable=False)
    retiree_le = models.DateTimeField("retirée le", null=True, editable=False)
    retiree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="retirée par",
        null=True,
        editable=False,
    )
    retrait_motif = models.TextField("motif du retrait", blank=True, editable=False)

    objects = ListeQuerySet.as_manager()

    class Meta:
        verbose_name = "liste officielle"
        verbose_name_plural = "listes officielles"
        ordering = ["-importee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(retiree_le=None)
                | (Q(confirmee_le__isnull=False, retiree_par__isnull=False) & ~Q(retrait_motif="")),
                name="liste_retrait_signe",
                violation_error_message="Le retrait d’une liste porte son auteur et son motif.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.source}, {self.date:%d/%m/%Y})"

    @property
    def compte(self) -> bool:
        return self.confirmee_le is not None and self.retiree_le is None

    @property
    def etat(self) -> str:
        if self.confirmee_le is None:
            return "À confirmer"
        return "Retirée" if self.retiree_le else "En vigueur"


class LigneListe(models.Model):
    """One line of an official list, whether it counts, and what was said of it at the import."""

    class Etat(models.TextChoices):
        IMPORTEE = "importee", "Importée"
        DEJA_CONNUE = "deja_connue", "Déjà connue"
        INCONNUE = "inconnue", "FINESS absent du référentiel"
        IGNOREE = "ignoree", "Ignorée"

    liste = models.ForeignKey(
        ListeOfficielle, models.CASCADE, related_name="lignes", verbose_name="liste"
    )
    ligne = models.PositiveIntegerField("ligne du fichier")
    # Empty on ignored lines only.
    finess = models.CharField("FINESS géographique", max_length=9, blank=True)
    etat = models.CharField("sort", max_length=12, choices=Etat)
    avis = models.CharField("remarque", max_length=255, blank=True)
    nom = models.CharField("établissement", max_length=255, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    projet = models.CharField("projet", max_length=255, blank=True)
    porteur = models.CharField("porteur", max_length=255, blank=True)
    logiciel = models.CharField("logiciel", max_length=120, blank=True)
    # The software of our nomenclature, when the one that is written was recognised.
    dui = models.ForeignKey(
        Dui,
        models.SET_NULL,
        related_name="+",
        verbose_name="logiciel reconnu",
        null=True,
        blank=True,
    )
    vague = models.CharField(
        "vague", max_length=8, choices=EtablissementDeclare.Sons.choices, blank=True
    )
    date = models.DateField("date", null=True, blank=True)

    class Meta:
        verbose_name = "ligne de liste"
        verbose_name_plural = "lignes de liste"
        ordering = ["liste", "ligne"]
        indexes = [models.Index(fields=["finess"], name="ligne_liste_par_finess")]
        constraints = [
            models.UniqueConstraint(fields=["liste", "ligne"], name="ligne_liste_unique"),
            models.CheckConstraint(
                condition=Q(etat="ignoree") | ~Q(finess=""),
                name="ligne_liste_comptee_a_un_finess",
                violation_error_message="Une ligne qui compte porte un numéro FINESS.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.liste}, ligne {self.ligne}"
