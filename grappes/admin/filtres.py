"""The filters of the lists: the officer's questions, put to `collectif.listes`."""

from django.contrib import admin
from django.db.models import Exists, OuterRef

from grappes.models import (
    Acteur,
    Candidature,
    Departement,
    Dui,
    EtablissementDeclare,
    Secteur,
)
from grappes.services.collectif import listes
from grappes.services.regroupement import departs

Projet = Candidature.Projet


class StatutFilter(admin.ChoicesFieldListFilter):
    """The status in the address; its choices are the tabs above the list."""

    template = "admin/grappes/filtre_en_onglets.html"


class PortageFilter(admin.ChoicesFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "portage"


class ActeurFilter(admin.SimpleListFilter):
    title = "auteur"
    parameter_name = "acteur"

    def lookups(self, request, model_admin):
        return [
            (Acteur.CANDIDAT.value, "Le candidat"),
            (Acteur.COLLECTIF.value, "Le Collectif"),
            (Acteur.PORTEUR.value, "Le porteur"),
            (Acteur.SYSTEME.value, "L’application"),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(acteur=self.value()) if self.value() else queryset


class OuiFilter(admin.SimpleListFilter):
    """A box to tick: everything, or only the rows that `garder` keeps."""

    libelle_oui = "Oui"

    def lookups(self, request, model_admin):
        return [("oui", self.libelle_oui)]

    def queryset(self, request, queryset):
        return self.garder(queryset) if self.value() == "oui" else queryset

    def garder(self, queryset):
        raise NotImplementedError


class DoutesFilter(OuiFilter):
    title = "doutes"
    parameter_name = "doutes"
    libelle_oui = "Avec un ESMS douteux"

    def garder(self, queryset):
        return listes.avec_doutes(queryset)


class DoublonFilter(OuiFilter):
    title = "doublons"
    parameter_name = "doublon"
    libelle_oui = "Même OG ou même ESMS ailleurs"

    def garder(self, queryset):
        return listes.doublons(queryset)


class AVerifierFilter(OuiFilter):
    title = "à vérifier"
    parameter_name = "a_verifier"
    libelle_oui = "FINESS absent du référentiel"

    def garder(self, queryset):
        return listes.a_verifier(queryset)


class AttenteFilter(admin.SimpleListFilter):
    title = "en attente depuis"
    parameter_name = "attente"

    def lookups(self, request, model_admin):
        return [("7", "Plus de 7 jours"), ("15", "Plus de 15 jours"), ("30", "Plus de 30 jours")]

    def queryset(self, request, queryset):
        jours = self.value()
        if jours not in ("7", "15", "30"):
            return queryset
        return listes.en_attente_depuis(queryset, int(jours))


class TailleFilter(admin.SimpleListFilter):
    title = "taille de l’OG"
    parameter_name = "taille"
    TAILLES = {"petite": (1, 4), "moyenne": (5, 14), "grande": (15, 1_000_000)}

    def lookups(self, request, model_admin):
        return [
            ("petite", "1 à 4 ESMS"),
            ("moyenne", "5 à 14 ESMS"),
            ("grande", "15 ESMS et plus"),
        ]

    def queryset(self, request, queryset):
        if bornes := self.TAILLES.get(self.value()):
            return queryset.filter(nombre_esms_national__range=bornes)
        return queryset


class LigneFilter(admin.SimpleListFilter):
    """Keep the candidatures that have a retained line with this property."""

    champ: str

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        lignes = EtablissementDeclare.objects.filter(
            candidature=OuterRef("pk"), retenue=True, **{self.champ: self.value()}
        )
        return queryset.filter(Exists(lignes))


class DepartementFilter(LigneFilter):
    title = "département des ESMS"
    parameter_name = "departement"
    champ = "etablissement__departement"

    def lookups(self, request, model_admin):
        departements = Departement.objects.filter(region__campagnes__isnull=False).distinct()
        return [(departement.pk, str(departement)) for departement in departements]


class SecteurFilter(LigneFilter):
    title = "secteur"
    parameter_name = "secteur"
    champ = "etablissement__categorie__secteur"

    def lookups(self, request, model_admin):
        return [(secteur.pk, secteur.nom) for secteur in Secteur.objects.all()]


class ProjetFilter(LigneFilter):
    title = "projet"
    parameter_name = "projet"
    champ = "type_projet"

    def lookups(self, request, model_admin):
        return [
            (Projet.ACQUISITION.value, "Acquisition, au moins un ESMS"),
            (Projet.MISE_EN_CONFORMITE.value, "Mise en conformité, au moins un ESMS"),
            (Projet.A_DEFINIR.value, "À définir, au moins un ESMS"),
        ]


class DuiFilter(admin.SimpleListFilter):
    title = "DUI accepté"
    parameter_name = "dui"

    def lookups(self, request, model_admin):
        duis = [(str(dui.pk), dui.nom) for dui in Dui.objects.filter(actif=True)]
        return [("grappe", "Celui de la grappe"), *duis]

    def queryset(self, request, queryset):
        if self.value() == "grappe":
            return queryset.filter(dui_de_la_grappe=True)
        if self.value() in dict(self.lookup_choices):
            acceptes = Candidature.dui_acceptes.through.objects.filter(dui=self.value())
            return queryset.filter(pk__in=acceptes.values("candidature"))
        return queryset


class GrappesARevoirFilter(OuiFilter):
    title = "à revoir"
    parameter_name = "a_revoir"
    libelle_oui = "Hors des règles publiées, ou sans porteur"

    def garder(self, queryset):
        return queryset.filter(pk__in=listes.grappes_a_revoir().values("pk"))


class DepartFilter(OuiFilter):
    title = "et maintenant ?"
    parameter_name = "depart"
    libelle_oui = "Un membre est parti"

    def garder(self, queryset):
        return queryset.filter(pk__in=departs.grappes_a_decider().values("pk"))


class ATraiterFilter(OuiFilter):
    title = "à traiter"
    parameter_name = "a_traiter"
    libelle_oui = "En échec ou à vérifier"

    def garder(self, queryset):
        return queryset.filter(pk__in=listes.courriels_a_traiter().values("pk"))
