"""Reference data that staff may edit: territories, sectors, categories, software."""

from django.db import models


class Region(models.Model):
    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    nom = models.CharField("nom", max_length=80)

    class Meta:
        verbose_name = "région"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    code = models.CharField("code", max_length=3, primary_key=True, help_text="01, 2A, 971…")
    nom = models.CharField("nom", max_length=80)
    code_finess = models.CharField(
        "code dans les extractions FINESS",
        max_length=3,
        unique=True,
        help_text="Identique au code, sauf outre-mer : 9A pour la Guadeloupe…",
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="departements", verbose_name="région", null=True
    )

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class Secteur(models.Model):
    """One of the eight groups of categories that the programme reasons with."""

    code = models.SlugField("code", primary_key=True)
    nom = models.CharField("nom", max_length=80)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "secteur"
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class Categorie(models.Model):
    """A FINESS category of establishment, and where it stands under article L.312-1 CASF."""

    code = models.CharField("code FINESS", max_length=4, primary_key=True)
    libelle = models.CharField("libellé", max_length=200)
    libelle_court = models.CharField("libellé court", max_length=80, blank=True)
    secteur = models.ForeignKey(
        Secteur,
        models.PROTECT,
        related_name="categories",
        verbose_name="secteur",
        null=True,
        blank=True,
    )
    # None: the Collectif has not settled it yet, so a line of this category is doubtful.
    l312_1 = models.BooleanField("relève de l’article L. 312-1", null=True, default=None)
    reference = models.CharField("alinéa de l’article L. 312-1", max_length=40, blank=True)

    class Meta:
        verbose_name = "catégorie d’établissement"
        verbose_name_plural = "catégories d’établissements"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} – {self.libelle_court or self.libelle}"


class Dui(models.Model):
    """A software for the *dossier usager informatisé*."""

    nom = models.CharField("nom du logiciel", max_length=80, unique=True)
    editeur = models.CharField("éditeur", max_length=80, blank=True)
    actif = models.BooleanField("proposé dans le formulaire", default=True)

    class Meta:
        verbose_name = "logiciel DUI"
        verbose_name_plural = "logiciels DUI"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom
