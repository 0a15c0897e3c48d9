"""Grappes: the list with its gauges, and the page where one is formed."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.html import format_html

from grappes.admin import et_maintenant, filtres
from grappes.admin.acces import pour_modifier
from grappes.admin.actes import agir
from grappes.admin.exports import action_export, exporter_liste
from grappes.admin.grappe_actes import (
    ACTES,
    ACTES_PLACE,
    agir_sur_le_lien,
    changer_le_logiciel,
    jauge,
    page_grappe,
)
from grappes.admin.grappe_vivier import ajouter_membres, vivier
from grappes.erreurs import ErreurMetier
from grappes.forms.admin import NouveauxMembresForm, RoleForm
from grappes.forms.champs import valeur_montree
from grappes.models import Candidature, EtatPlace, Grappe, Place, StatutGrappe
from grappes.services.collectif import listes
from grappes.services.regroupement import grappes, places, reglages
from grappes.workflow import Auteur


@admin.register(Grappe)
class GrappeAdmin(admin.ModelAdmin):
    list_display = ["nom", "statut", "taille", "accords", "porteur", "echeance"]
    list_filter = [
        ("campagne", admin.RelatedOnlyFieldListFilter),
        "statut",
        filtres.GrappesARevoirFilter,
        filtres.DepartFilter,
        ("dui", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["nom"]  # `get_search_results` searches the members too
    search_help_text = "Nom de la grappe, d’un membre, ou numéro du dossier déposé."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = [action_export("grappes")]
    change_list_template = "admin/grappes/grappe/change_list.html"
    change_form_template = "admin/grappes/grappe/change_form.html"

    def get_queryset(self, request):
        return grappes.avec_membres()

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        membres = Place.objects.vivantes().filter(
            candidature__in=listes.chercher(Candidature.objects.all(), search_term)
        )
        trouvees = Q(nom__icontains=search_term) | Q(numero_dossier__icontains=search_term)
        return queryset.filter(trouvees | Q(pk__in=membres.values("grappe"))), False

    def has_delete_permission(self, request, obj=None):
        return (
            obj is not None
            and obj.statut == StatutGrappe.EN_PREPARATION
            and super().has_delete_permission(request, obj)
        )

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["campagne", "nom", "dui"]
        exception = ["exception_motif"] if obj.exception_motif or not reglages.promis(obj) else []
        return ["nom", "dui", "reponse_avant_le", *exception]

    @admin.display(description="ESMS éligibles")
    def taille(self, grappe):
        mesure = jauge(grappe)
        if mesure is None:
            return "Pas de règlement en vigueur"
        autres = [
            f"{nombre} {mot}"
            for nombre, mot in (
                (mesure.douteux, "douteux"),
                (mesure.exclus, "exclus" if mesure.exclus > 1 else "exclu"),
            )
            if nombre
        ]
        return format_html(
            '{} sur {}<progress class="jauge{}" max="{}" value="{}" aria-label="Jauge de {}">'
            '</progress><span class="precision">{}</span>',
            mesure.eligibles,
            mesure.seuil,
            " atteinte" if mesure.eligibles >= mesure.seuil else "",
            mesure.seuil,
            mesure.eligibles,
            grappe,
            ", ".join(autres),
        )

    @admin.display(description="accords des membres")
    def accords(self, grappe):
        vivantes = grappe.places_vivantes
        recus = sum(place.etat == EtatPlace.ACCEPTEE for place in vivantes)
        return f"{recus} sur {len(vivantes)}"

    @admin.display(description="réponses avant le", ordering="reponse_avant_le")
    def echeance(self, grappe):
        if grappe.reponse_avant_le is None:
            return "–"
        return formats.date_format(grappe.reponse_avant_le, "SHORT_DATE_FORMAT")

    @admin.display(description="porteur")
    def porteur(self, grappe):
        return str(grappe.porteur.candidature.organisme) if grappe.porteur else "À choisir"

    def get_readonly_fields(self, request, obj=None):
        return reglages.promis(obj) if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            return
        champs = {nom: form.cleaned_data[nom] for nom in form.fields}
        vus = {nom: valeur_montree(form[nom]) for nom in form.fields}
        vus["statut"] = request.POST.get("vu", obj.statut)
        reglages.regler(obj, champs, vus, par=request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        for champ in form.base_fields.values():
            champ.show_hidden_initial = change
        for nom in {"dui", "campagne"} & set(form.base_fields):
            widget = form.base_fields[nom].widget
            # A grappe is no place to rename or wipe out a software.
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return form

    def response_change(self, request, obj):
        messages.success(request, "Réglages enregistrés.")
        return HttpResponseRedirect(self._adresse(obj))

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, f"La grappe « {obj} » est créée : ajoutez ses membres.")
        return HttpResponseRedirect(self._adresse(obj))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        grappe = self.get_object(request, object_id)
        if grappe is not None:
            peut_modifier = self.has_change_permission(request, grappe)
            extra_context = page_grappe(grappe, request.GET, peut_modifier=peut_modifier)
            extra_context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except ErreurMetier as refus:
            messages.error(request, str(refus))
            return redirect(self._adresse(grappe))

    def get_urls(self):
        vue = self.admin_site.admin_view
        cle = "<int:object_id>"
        propres = [
            (f"{cle}/actes/<slug:nom>/", self.acte_view, "acte"),
            (f"{cle}/annoncer/", self.annoncer_view, "annoncer"),
            (f"{cle}/logiciel/", self.logiciel_view, "logiciel"),
            (f"{cle}/et-maintenant/", self.et_maintenant_view, "et_maintenant"),
            (f"{cle}/et-maintenant/<slug:decision>/", self.decider_view, "decider"),
            (f"{cle}/vivier/", self.vivier_view, "vivier"),
            (f"{cle}/places/<int:place>/role/", self.role_view, "role"),
            (f"{cle}/places/<int:place>/actes/<slug:nom>/", self.place_view, "place"),
            (f"{cle}/places/<int:place>/lien/<slug:nom>/", self.lien_view, "lien"),
            ("export/<slug:table>.<slug:extension>", self.export_view, "export"),
        ]
        return [
            path(chemin, vue(methode), name=f"grappes_grappe_{nom}")
            for chemin, methode, nom in propres
        ] + super().get_urls()

    @pour_modifier
    def acte_view(self, request, grappe, nom):
        return agir(request, grappe, nom, ACTES, self._adresse(grappe))

    @pour_modifier
    def annoncer_view(self, request, grappe):
        """Tell the members that were added since the grappe was proposed."""
        if request.method == "POST":
            try:
                auteur = Auteur.collectif(request.user)
                nombre = grappes.annoncer_les_places(grappe, auteur=auteur)
                messages.success(request, f"{nombre} nouvelle(s) place(s) annoncée(s).")
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect(self._adresse(grappe))

    @pour_modifier
    def logiciel_view(self, request, grappe):
        return changer_le_logiciel(request, grappe, self._adresse(grappe))

    @pour_modifier
    def et_maintenant_view(self, request, grappe):
        return et_maintenant.page(request, grappe)

    @pour_modifier
    def decider_view(self, request, grappe, decision):
        return et_maintenant.decider(request, grappe, decision)

    def vivier_view(self, request, object_id):
        """GET searches the vivier; POST gives a place to each ticked candidature."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        grappe = get_object_or_404(Grappe, pk=object_id)
        if request.method == "POST":
            form = NouveauxMembresForm(request.POST)
            if form.is_valid():
                ajouter_membres(request, grappe, form.cleaned_data["candidatures"])
            else:
                messages.error(request, " ".join(form.errors["candidatures"]))
            return HttpResponseRedirect(f"{self._adresse(grappe)}#vivier")
        contexte = {"original": grappe, "vivier": vivier(grappe, request.GET)}
        return TemplateResponse(request, "admin/grappes/grappe/_vivier.html", contexte)

    @pour_modifier
    def role_view(self, request, grappe, place):
        place = get_object_or_404(grappe.places, pk=place)
        form = RoleForm(request.POST)
        if form.is_valid():
            try:
                places.donner_role(place, form.cleaned_data["role"])
                messages.success(
                    request, f"{place.candidature.organisme} : {place.get_role_display().lower()}."
                )
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect(self._adresse(grappe))

    @pour_modifier
    def place_view(self, request, grappe, place, nom):
        lues = grappe.places.select_related("grappe__campagne", "candidature__campagne")
        place = get_object_or_404(lues, pk=place)
        return agir(request, place, nom, ACTES_PLACE, self._adresse(grappe))

    @pour_modifier
    def lien_view(self, request, grappe, place, nom):
        """Take back the links to answer that this member received, or send another."""
        lues = grappe.places.select_related("grappe", "candidature__organisme")
        return agir_sur_le_lien(request, get_object_or_404(lues, pk=place), nom)

    def export_view(self, request, table, extension):
        return exporter_liste(self, request, table, extension)

    def _adresse(self, grappe) -> str:
        return reverse("admin:grappes_grappe_change", args=[grappe.pk])
