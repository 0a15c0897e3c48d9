"""Official lists: imported, read line by line before they count, confirmed, withdrawn."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from grappes.admin.acces import pour_modifier
from grappes.erreurs import ErreurMetier
from grappes.finess.extrait import ExtraitRefuse
from grappes.forms.listes import ImportForm, RetraitForm
from grappes.models import LigneListe, ListeOfficielle
from grappes.services.campagnes import effets, listes

PAR_PAGE = 100


@admin.register(ListeOfficielle)
class ListeOfficielleAdmin(admin.ModelAdmin):
    list_display = ["nom", "genre", "source", "date", "lignes_comptees", "etat", "importee_par"]
    list_filter = ["genre"]
    search_fields = ["nom", "source", "lignes__finess"]
    search_help_text = "Nom, origine, ou un numéro FINESS que la liste contient."
    list_select_related = ["importee_par"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_delete_permission(self, request, obj=None):
        return False  # a list that counted is withdrawn, never wiped out

    def get_queryset(self, request):
        comptees = Count("lignes", filter=~Q(lignes__etat=LigneListe.Etat.IGNOREE))
        return super().get_queryset(request).annotate(comptees=comptees)

    def get_search_results(self, request, queryset, search_term):
        """By subquery: a join on the lines would falsify their count."""
        if not search_term:
            return queryset, False
        lignes = LigneListe.objects.filter(finess__startswith=search_term.strip().upper())
        trouvees = Q(nom__icontains=search_term) | Q(source__icontains=search_term)
        return queryset.filter(trouvees | Q(pk__in=lignes.values("liste"))), False

    @admin.display(description="lignes", ordering="comptees")
    def lignes_comptees(self, liste):
        return liste.comptees

    def add_view(self, request, form_url="", extra_context=None):
        """Ask for a file; a good one is shown before it counts, a broken one writes nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            fichier = form.cleaned_data["fichier_choisi"]
            form.instance.fichier = fichier.name[:255]
            try:
                liste = listes.preparer(form.instance, fichier.read(), par=request.user)
                return redirect("admin:grappes_listeofficielle_change", liste.pk)
            except ExtraitRefuse as refus:
                form.refus = refus
        return self._page(
            request, "importer", {"title": "Importer une liste officielle", "form": form}
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        liste = self.get_object(request, object_id)
        if not self.has_view_permission(request, liste):
            raise PermissionDenied
        if liste is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._rapport(request, liste)

    def get_urls(self):
        vue = self.admin_site.admin_view
        propres = [
            ("confirmer", self.confirmer_view),
            ("abandonner", self.abandonner_view),
            ("retirer", self.retirer_view),
        ]
        return [
            path(f"<int:object_id>/{nom}/", vue(methode), name=f"grappes_listeofficielle_{nom}")
            for nom, methode in propres
        ] + super().get_urls()

    @pour_modifier
    def confirmer_view(self, request, liste):
        if request.method == "POST":
            try:
                nombre = listes.confirmer(liste)
                messages.success(
                    request, f"« {liste} » est en vigueur ; {nombre} verdict(s) ont changé."
                )
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect("admin:grappes_listeofficielle_change", liste.pk)

    @pour_modifier
    def abandonner_view(self, request, liste):
        if request.method == "POST":
            try:
                listes.abandonner(liste)
                messages.success(request, "Import abandonné : rien n’a changé.")
                return redirect("admin:grappes_listeofficielle_changelist")
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect("admin:grappes_listeofficielle_change", liste.pk)

    @pour_modifier
    def retirer_view(self, request, liste):
        """GET shows what the withdrawal would change, and asks why."""
        if request.method != "POST" and not liste.compte:
            return redirect("admin:grappes_listeofficielle_change", liste.pk)
        form = RetraitForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                nombre = listes.retirer(liste, par=request.user, motif=form.cleaned_data["motif"])
                messages.success(
                    request, f"« {liste} » ne compte plus ; {nombre} verdict(s) ont changé."
                )
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
            return redirect("admin:grappes_listeofficielle_change", liste.pk)
        return self._rapport(request, liste, form)

    def _rapport(self, request, liste, retrait=None):
        """The list line by line; what confirming or withdrawing it would do, before it is done.

        That judges every file, so it is not said again with each page of lines.
        """
        decision = retrait is not None if liste.confirmee_le else not request.GET
        lignes = liste.lignes.select_related("dui")
        if (etat := request.GET.get("etat", "")) in LigneListe.Etat.values:
            lignes = lignes.filter(etat=etat)
        contexte = {
            "title": liste.nom,
            "subtitle": liste.get_genre_display(),
            "liste": liste,
            "bilan": listes.bilan(liste),
            "filtre": etat,
            "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
            "decision": decision,
            "effets": effets.de_la_liste_partout(liste) if decision else [],
            "retrait": retrait,
            "peut_modifier": self.has_change_permission(request, liste),
        }
        return self._page(request, "rapport", contexte)

    def _page(self, request, nom, contexte):
        contexte = {**self.admin_site.each_context(request), "opts": self.opts, **contexte}
        return TemplateResponse(request, f"admin/grappes/liste/{nom}.html", contexte)
