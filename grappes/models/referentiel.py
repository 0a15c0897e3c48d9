"""The local copy of the open FINESS register."""

from django.db import models

from grappes.models.territoire import Categorie, Departement
from grappes.validators import valider_finess, valider_siren


class OrganismeQuerySet(models.QuerySet["OrganismeGestionnaire"]):
    def ouverts(self) -> "OrganismeQuerySet":
        return self.filter(ferme_le=None)


class OrganismeGestionnaire(models.Model):
    """The legal manager (FINESS *entité juridique*)."""

    finess_juridique = models.CharField(
        "FINESS juridique",
        max_length=9,
        unique=True,
        null=True,
        blank=True,
        validators=[valider_finess],
    )
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[valider_siren])
    raison_sociale = models.CharField("raison sociale", max_length=255)
    statut_juridique = models.CharField("statut juridique", max_length=120, blank=True)
    adresse = models.CharField("adresse", max_length=255, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        related_name="organismes",
        verbose_name="département",
        null=True,
        blank=True,
    )
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    a_verifier = models.BooleanField(
        "à vérifier", default=False, help_text="Déclaré par un candidat, absent du référentiel."
    )
    ferme_le = models.DateField("fermé le", null=True, blank=True)
    mis_a_jour_le = models.DateField("mis à jour dans FINESS le", null=True, blank=True)
    # Accents and case folded, name first: sorted and searched alike on both databases.
    recherche = models.CharField(max_length=400, editable=False, db_index=True)

    objects = OrganismeQuerySet.as_manager()

    class Meta:
        verbose_name = "organisme gestionnaire"
        verbose_name_plural = "organismes gestionnaires"
        ordering = ["recherche"]
        indexes = [models.Index(fields=["siren"], name="organisme_par_siren")]

    def __str__(self) -> str:
        return self.raison_sociale or f"Organisme {self.finess_juridique}"


class EtablissementQuerySet(models.QuerySet["Etablissement"]):
    def ouverts(self) -> "EtablissementQuerySet":
        return self.filter(ferme_le=None)

    def medico_sociaux(self) -> "EtablissementQuerySet":
        """Those whose category stands under article L.312-1: hospitals keep the others."""
        return self.filter(categorie__l312_1=True)


class Etablissement(models.Model):
    """One ESMS, one FINESS géographique: the unit that every threshold counts."""

    finess_geographique = models.CharField(
        "FINESS géographique", max_length=9, unique=True, validators=[valider_finess]
    )
    organisme = models.ForeignKey(
        OrganismeGestionnaire,
        models.PROTECT,
        related_name="etablissements",
        verbose_name="organisme gestionnaire",
    )
    raison_sociale = models.CharField("raison sociale", max_length=255)
    categorie = models.ForeignKey(
        Categorie,
        models.PROTECT,
        related_name="etablissements",
        verbose_name="catégorie",
        null=True,
        blank=True,
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)
    adresse = models.CharField("adresse", max_length=255, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    departement = models.ForeignKey(
        Departement,
        models.PROTECT,
        related_name="etablissements",
        verbose_name="département",
        null=True,
        blank=True,
    )
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    latitude = models.FloatField("latitude (WGS 84)", null=True, blank=True)
    longitude = models.FloatField("longitude (WGS 84)", null=True, blank=True)
    ouvert_le = models.DateField("ouvert le", null=True, blank=True)
    ferme_le = models.DateField("fermé le", null=True, blank=True)
    mis_a_jour_le = models.DateField("mis à jour dans FINESS le", null=True, blank=True)
    recherche = models.CharField(max_length=400, editable=False, db_index=True)

    objects = EtablissementQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement"
        ordering = ["recherche"]

    def __str__(self) -> str:
        return f"{self.raison_sociale} ({self.finess_geographique})"
