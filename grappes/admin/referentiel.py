"""Reference data: territories, sectors, categories, software, and the register's copy."""

from django.contrib import admin

from grappes.finess.repli import replier
from grappes.models import (
    Categorie,
    Departement,
    Dui,
    Etablissement,
    OrganismeGestionnaire,
    Region,
    Secteur,
)


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ["nom", "code"]
    search_fields = ["nom", "code"]


@admin.register(Departement)
class DepartementAdmin(admin.ModelAdmin):
    list_display = ["nom", "code", "code_finess", "region"]
    list_filter = ["region"]
    list_select_related = ["region"]
    search_fields = ["nom", "code"]


@admin.register(Secteur)
class SecteurAdmin(admin.ModelAdmin):
    list_display = ["nom", "code", "ordre"]


@admin.register(Categorie)
class CategorieAdmin(admin.ModelAdmin):
    list_display = ["code", "libelle", "secteur", "l312_1", "reference"]
    list_display_links = ["code", "libelle"]
    list_filter = ["l312_1", "secteur"]
    list_select_related = ["secteur"]
    search_fields = ["code", "libelle", "libelle_court"]


@admin.register(Dui)
class DuiAdmin(admin.ModelAdmin):
    list_display = ["nom", "editeur", "actif"]
    list_filter = ["actif"]
    search_fields = ["nom", "editeur"]


class RegistreAdmin(admin.ModelAdmin):
    """What the FINESS import writes: staff may correct it, the next import has the last word."""

    show_full_result_count = False
    list_per_page = 50
    search_help_text = "Nom, commune ou numéro FINESS."

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        for mot in search_term.split():
            numero = {f"{self.cle}__startswith": mot.upper()}
            queryset = queryset.filter(recherche__contains=replier(mot)) | queryset.filter(**numero)
        return queryset, False

    def save_model(self, request, obj, form, change):
        obj.recherche = replier(f"{obj.raison_sociale} {obj.commune}")[:400]
        super().save_model(request, obj, form, change)


@admin.register(OrganismeGestionnaire)
class OrganismeAdmin(RegistreAdmin):
    cle = "finess_juridique"
    list_display = [
        "raison_sociale",
        "finess_juridique",
        "siren",
        "commune",
        "departement",
        "a_verifier",
        "ferme_le",
    ]
    list_filter = ["a_verifier", ("ferme_le", admin.EmptyFieldListFilter), "departement"]
    list_select_related = ["departement"]
    search_fields = ["recherche"]
    readonly_fields = ["mis_a_jour_le"]


@admin.register(Etablissement)
class EtablissementAdmin(RegistreAdmin):
    cle = "finess_geographique"
    list_display = [
        "raison_sociale",
        "finess_geographique",
        "categorie",
        "commune",
        "organisme",
        "ferme_le",
    ]
    list_filter = [("ferme_le", admin.EmptyFieldListFilter), "departement"]
    list_select_related = ["categorie", "organisme"]
    search_fields = ["recherche"]
    readonly_fields = ["organisme", "mis_a_jour_le"]

    def has_add_permission(self, request):
        return False
