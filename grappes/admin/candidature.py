"""Candidatures: the officer's list, and the page where one is examined."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html

from grappes.admin import candidature_lots as lots
from grappes.admin import filtres
from grappes.admin.acces import pour_modifier
from grappes.admin.actes import agir
from grappes.admin.candidature_actes import ACTES, page_examen, saisir
from grappes.admin.exports import action_export, exporter_liste
from grappes.forms.champs import cle_postee
from grappes.francais import telephone
from grappes.models import Candidature, Remarque, StatutCandidature
from grappes.services.collectif import listes
from grappes.services.dossiers import examen


@admin.register(Candidature)
class CandidatureAdmin(admin.ModelAdmin):
    list_display = ["dossier", "statut", "esms", "attend_depuis", "contact"]
    list_filter = [
        ("campagne", admin.RelatedOnlyFieldListFilter),
        filtres.AttenteFilter,
        filtres.DoutesFilter,
        filtres.DoublonFilter,
        filtres.AVerifierFilter,
        ("statut", filtres.StatutFilter),
        filtres.DepartementFilter,
        filtres.SecteurFilter,
        filtres.DuiFilter,
        filtres.ProjetFilter,
        ("portage", filtres.PortageFilter),
        filtres.TailleFilter,
        "origine",
    ]
    search_fields = ["numero"]  # `get_search_results` searches far more
    search_help_text = "Organisme, commune, FINESS, SIREN, numéro de reçu ou contact."
    ordering = ["-deposee_le", "-creee_le"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = [
        lots.examiner_lot,
        lots.admettre_lot,
        lots.ecarter_lot,
        lots.placer_lot,
        action_export("organismes"),
        action_export("etablissements"),
    ]
    change_list_template = "admin/grappes/candidature/change_list.html"

    def has_add_permission(self, request):
        return False  # a file is typed in the intake form, on the phone too

    def has_delete_permission(self, request, obj=None):
        return False  # a file is withdrawn, never wiped out

    def has_placer_permission(self, request):
        return request.user.has_perm("grappes.change_grappe")

    def get_queryset(self, request):
        return listes.candidatures().prefetch_related("contacts")

    def get_search_results(self, request, queryset, search_term):
        return listes.chercher(queryset, search_term), False

    def changelist_view(self, request, extra_context=None):
        reponse = super().changelist_view(request, extra_context)
        liste = getattr(reponse, "context_data", {}).get("cl")
        if liste:
            reponse.context_data["onglets"] = self._onglets(request, liste)
        return reponse

    def response_action(self, request, queryset):
        """A tick that this list never drew is a bad request, not a crash."""
        if not all(map(cle_postee, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("Cette sélection n’est pas lisible.")
        return super().response_action(request, queryset)

    def _onglets(self, request, liste):
        """Each status with its count under the other filters: one query."""
        sans_statut = liste.get_queryset(request, exclude_parameters=["statut__exact"])
        nombres = dict(sans_statut.order_by().values_list("statut").annotate(Count("pk")))
        courant = liste.params.get("statut__exact")
        onglets = [
            {
                "libelle": statut.label,
                "nombre": nombres[statut.value],
                "lien": liste.get_query_string({"statut__exact": statut.value}),
                "courant": courant == statut.value,
            }
            for statut in StatutCandidature
            if nombres.get(statut.value)
        ]
        tous = {
            "libelle": "Toutes",
            "nombre": sum(nombres.values()),
            "lien": liste.get_query_string(remove=["statut__exact"]),
            "courant": courant is None,
        }
        return [tous, *onglets]

    @admin.display(description="candidature", ordering="organisme__recherche")
    def dossier(self, candidature):
        return format_html(
            '{}<span class="precision">{}</span>',
            candidature.organisme or "Organisme à préciser",
            candidature.numero or f"Brouillon {candidature.pk}",
        )

    @admin.display(description="ESMS", ordering="eligibles")
    def esms(self, candidature):
        autres = [
            f"{nombre} {mot}{'s' if mot == 'exclu' and nombre > 1 else ''}"
            for nombre, mot in ((candidature.douteux, "douteux"), (candidature.exclus, "exclu"))
            if nombre
        ]
        return format_html(
            '{} éligible{}<span class="precision">{}</span>',
            candidature.eligibles,
            "s" if candidature.eligibles > 1 else "",
            ", ".join(autres),
        )

    @admin.display(description="depuis", ordering="depuis")
    def attend_depuis(self, candidature):
        return formats.date_format(timezone.localtime(candidature.depuis), "SHORT_DATE_FORMAT")

    @admin.display(description="contact")
    def contact(self, candidature):
        titulaire = candidature.titulaire
        if titulaire is None:
            return "–"
        return format_html(
            '{}<span class="precision">{}</span>',
            titulaire,
            telephone(titulaire.telephone) or titulaire.courriel,
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        candidature = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, candidature):
            raise PermissionDenied
        if candidature is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._examen(request, candidature)

    def _examen(self, request, candidature, **formulaires) -> HttpResponse:
        peut_modifier = self.has_change_permission(request)
        contexte = {
            **self.admin_site.each_context(request),
            **page_examen(candidature, formulaires if peut_modifier else None),
            "opts": self.opts,
            "peut_modifier": peut_modifier,
        }
        return TemplateResponse(request, "admin/grappes/candidature/examen.html", contexte)

    def get_urls(self):
        vue = self.admin_site.admin_view
        cle = "<int:object_id>"
        propres = [
            (f"{cle}/actes/<slug:nom>/", self.acte_view, "acte"),
            (f"{cle}/saisie/<slug:nom>/", self.saisie_view, "saisie"),
            (f"{cle}/remarques/<int:remarque>/", self.remarque_view, "remarque"),
            ("export/<slug:table>.<slug:extension>", self.export_view, "export"),
        ]
        return [
            path(chemin, vue(methode), name=f"grappes_candidature_{nom}")
            for chemin, methode, nom in propres
        ] + super().get_urls()

    @pour_modifier
    def acte_view(self, request, candidature, nom):
        return agir(request, candidature, nom, ACTES, self._adresse(candidature))

    @pour_modifier
    def saisie_view(self, request, candidature, nom):
        """A note, a remark or a decision typed on the page; refused, it stays typed there."""
        if request.method != "POST":
            return redirect(self._adresse(candidature))
        refuse = saisir(request, candidature, nom)
        if refuse is None:
            return HttpResponseRedirect(f"{self._adresse(candidature)}#{nom}")
        return self._examen(request, candidature, **{nom: refuse})

    @pour_modifier
    def remarque_view(self, request, candidature, remarque):
        if request.method == "POST":
            examen.lever(get_object_or_404(Remarque, pk=remarque, candidature=candidature))
        return HttpResponseRedirect(f"{self._adresse(candidature)}#remarque")

    def export_view(self, request, table, extension):
        return exporter_liste(self, request, table, extension)

    def _adresse(self, candidature) -> str:
        return reverse("admin:grappes_candidature_change", args=[candidature.pk])
