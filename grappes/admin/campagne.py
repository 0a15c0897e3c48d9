"""Campagnes and the versions of their règlement."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from grappes.admin import atelier_adresses, scenario_adresses
from grappes.admin.acces import pour_modifier
from grappes.erreurs import ErreurMetier
from grappes.forms.admin import ADRESSES_HTTPS
from grappes.forms.champs import choix_multiples
from grappes.models import Campagne, Categorie, Reglement, StatutCandidature
from grappes.services.campagnes import effets, reglements


@admin.register(Campagne)
class CampagneAdmin(admin.ModelAdmin):
    list_display = [
        "nom",
        "region",
        "millesime",
        "etat_derive",
        "ouvre_le",
        "ferme_le",
        "deposees",
    ]
    list_select_related = ["region", "instruction"]
    list_filter = ["region"]
    search_fields = ["nom"]
    fields = ["nom", "region", "annee", "ouvre_le", "ferme_le"]
    change_form_template = "admin/grappes/campagne/change_form.html"
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request):
        hors_brouillon = ~Q(candidatures__statut=StatutCandidature.BROUILLON)
        return (
            super()
            .get_queryset(request)
            .prefetch_related("instruction__fenetres", "reglements")
            .annotate(deposees=Count("candidatures", filter=hors_brouillon))
        )

    @admin.display(description="année", ordering="annee")
    def millesime(self, campagne):
        return str(campagne.annee)

    @admin.display(description="état")
    def etat_derive(self, campagne):
        return campagne.etat.label

    @admin.display(description="candidatures", ordering="deposees")
    def deposees(self, campagne):
        return campagne.deposees

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, f"« {obj} » est créée : saisissez maintenant son règlement.")
        return redirect("admin:grappes_campagne_change", obj.pk)

    def get_urls(self):
        nouvelle = path(
            "<int:object_id>/reglement/",
            self.admin_site.admin_view(self.reglement_view),
            name="grappes_campagne_reglement",
        )
        return [
            nouvelle,
            *atelier_adresses.urls(self),
            *scenario_adresses.urls(self),
            *super().get_urls(),
        ]

    @pour_modifier
    def reglement_view(self, request, campagne):
        """« Nouvelle version » copies the last one."""
        if request.method == "POST":
            try:
                copie = reglements.nouvelle_version(campagne)
                messages.success(request, f"Version {copie.version} créée : modifiez-la ici.")
                return redirect("admin:grappes_reglement_change", copie.pk)
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect("admin:grappes_campagne_change", campagne.pk)


@admin.register(Reglement)
class ReglementAdmin(admin.ModelAdmin):
    list_display = ["__str__", "etat", "en_vigueur_le", "seuil_esms", "minimum_og", "texte_source"]
    list_filter = [("campagne", admin.RelatedOnlyFieldListFilter), "etat"]
    list_select_related = ["campagne"]
    readonly_fields = ["en_vigueur_le", "etat"]
    formfield_overrides = ADRESSES_HTTPS
    change_form_template = "admin/grappes/reglement/change_form.html"
    show_facets = admin.ShowFacets.NEVER
    fieldsets = [
        (
            "Version",
            {
                "fields": [
                    "campagne",
                    "version",
                    "etat",
                    "en_vigueur_le",
                    "texte_source",
                    "url_source",
                ]
            },
        ),
        (
            "Taille d’une grappe",
            {
                "fields": [
                    "seuil_esms",
                    "seuil_reduit",
                    "departements_reduits",
                    "minimum_og",
                    "plafond_esms",
                    "petit_og_moins_de",
                ]
            },
        ),
        ("Voies", {"fields": ["seuil_national", "national_si_multiregional"]}),
        ("Projet", {"fields": ["dui_unique", "part_mixte_max"]}),
        (
            "Éligibilité d’un ESMS",
            {
                "fields": [
                    "exclut_financement_anterieur",
                    "exclut_sons_autre_logiciel",
                    "exclut_acquisition_sous_contrat",
                    "categories",
                ]
            },
        ),
        ("Proposition", {"fields": ["delai_reponse", "quorum_divulgation"]}),
    ]

    def has_change_permission(self, request, obj=None):
        """A version in force is read-only: files were judged by it."""
        if obj is not None and obj.en_vigueur_le:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.en_vigueur_le:
            return False
        return super().has_delete_permission(request, obj)

    def get_changeform_initial_data(self, request):
        """Every category of article L.312-1 is ticked: one takes off, rather than finds, a few."""
        categories = Categorie.objects.filter(l312_1=True)
        return {"categories": categories, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = choix_multiples()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_urls(self):
        vue = self.admin_site.admin_view
        propres = [
            ("effets", self.effets_view),
            ("vigueur", self.vigueur_view),
        ]
        return [
            path(f"<int:object_id>/{nom}/", vue(methode), name=f"grappes_reglement_{nom}")
            for nom, methode in propres
        ] + super().get_urls()

    def effets_view(self, request, object_id):
        """What this version would change, before it is put in force."""
        reglement = get_object_or_404(Reglement.objects.select_related("campagne"), pk=object_id)
        if not self.has_view_permission(request, reglement):
            raise PermissionDenied
        if reglement.en_vigueur_le:
            messages.info(request, "Cette version est déjà en vigueur : ses effets sont là.")
            return redirect("admin:grappes_reglement_change", reglement.pk)
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"Effets du règlement v{reglement.version}",
            "subtitle": str(reglement.campagne),
            "opts": self.opts,
            "original": reglement,
            "actuel": reglement.campagne.reglement,
            "effets": effets.de_la_version(reglement),
            "peut_modifier": self.has_change_permission(request, reglement),
        }
        return TemplateResponse(request, "admin/grappes/reglement/effets.html", contexte)

    @pour_modifier
    def vigueur_view(self, request, reglement):
        if request.method == "POST":
            try:
                nombre = reglements.mettre_en_vigueur(reglement)
                messages.success(
                    request, f"{reglement} est en vigueur ; {nombre} verdict(s) ont changé."
                )
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect(reverse("admin:grappes_reglement_change", args=[reglement.pk]))
