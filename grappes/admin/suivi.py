"""What happened: mails, changes of status, long jobs. Read-only, but for two acts on mails."""

import nh3
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from grappes.admin import filtres
from grappes.admin.acces import LectureSeule
from grappes.erreurs import ErreurMetier
from grappes.models import Courriel, Job, Transition
from grappes.services.messagerie import courriels

ACTES_COURRIEL = {"renvoyer": courriels.renvoyer, "annuler": courriels.annuler}


@admin.register(Courriel)
class CourrielAdmin(LectureSeule):
    list_display = ["objet", "genre", "destinataire", "etat", "prevu_le", "envoye_le", "tentatives"]
    list_filter = [filtres.ATraiterFilter, "etat", "genre"]
    search_fields = ["destinataire", "objet", "candidature__numero"]
    ordering = ["-prevu_le", "-pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = ["renvoyer_lot"]
    change_form_template = "admin/grappes/courriel/change_form.html"
    fields = [
        "genre", "destinataire", "dossier", "etat", "cree_le", "prevu_le", "envoye_le",
        "tentatives", "erreur", "cle",
    ]  # fmt: skip
    readonly_fields = ["dossier"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("candidature__organisme", "grappe")

    @admin.display(description="candidature")
    def dossier(self, courriel):
        if courriel.candidature is None:
            return "–"
        adresse = reverse("admin:grappes_candidature_change", args=[courriel.candidature_id])
        return format_html('<a href="{}">{}</a>', adresse, courriel.candidature)

    def has_traiter_permission(self, request):
        return request.user.has_perm("grappes.change_courriel")

    @admin.action(description="Renvoyer", permissions=["traiter"])
    def renvoyer_lot(self, request, queryset):
        renvoyes = 0
        for courriel in queryset:
            try:
                courriels.renvoyer(courriel)
                renvoyes += 1
            except ErreurMetier as erreur:
                messages.warning(request, str(erreur))
        messages.success(request, f"{renvoyes} courriel(s) remis dans la file d’envoi.")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        courriel = self.get_object(request, object_id)
        contexte = {"lu": courriel and sans_lien(courriel.html)}
        if courriel and self.has_traiter_permission(request):
            contexte["peut_renvoyer"] = courriel.etat in ("en_echec", "a_verifier")
            contexte["peut_annuler"] = courriel.etat == "prevu"
        return super().change_view(request, object_id, form_url, contexte)

    def get_urls(self):
        acte = path(
            "<int:object_id>/actes/<slug:nom>/",
            self.admin_site.admin_view(self.acte_view),
            name="grappes_courriel_acte",
        )
        return [acte, *super().get_urls()]

    def acte_view(self, request, object_id, nom):
        if not self.has_traiter_permission(request):
            raise PermissionDenied
        if nom not in ACTES_COURRIEL:
            raise Http404
        courriel = get_object_or_404(Courriel, pk=object_id)
        if request.method == "POST":
            try:
                ACTES_COURRIEL[nom](courriel)
                fait = "remis dans la file d’envoi" if nom == "renvoyer" else "annulé"
                messages.success(request, f"Courriel {fait}.")
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect("admin:grappes_courriel_change", courriel.pk)


def sans_lien(html: str) -> SafeString:
    """A mail's HTML made safe and inert: no style, no script, no image, no link that opens."""
    balises = {"p", "br", "strong", "em", "ul", "ol", "li", "h1", "h2", "h3", "a", "blockquote"}
    propre = nh3.clean(
        html,
        tags=balises,
        clean_content_tags={"style", "script", "title"},
        attributes={},
        link_rel=None,
    )
    return mark_safe(propre)  # nh3 has just cleaned it


@admin.register(Transition)
class TransitionAdmin(LectureSeule):
    list_display = ["le", "objet_lie", "de_", "vers_", "auteur", "motif"]
    list_display_links = None
    list_filter = [filtres.ActeurFilter, "acte", "le"]
    search_fields = [
        "candidature__numero",
        "candidature__organisme__recherche",
        "grappe__nom",
        "place__grappe__nom",
        "motif",
    ]
    list_select_related = [
        "par",
        "candidature__organisme",
        "grappe",
        "place__grappe",
        "place__candidature__organisme",
    ]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    @admin.display(description="concerne")
    def objet_lie(self, transition):
        if transition.candidature_id:
            adresse = reverse("admin:grappes_candidature_change", args=[transition.candidature_id])
        else:
            grappe = transition.grappe_id or transition.place.grappe_id
            adresse = reverse("admin:grappes_grappe_change", args=[grappe])
        return format_html('<a href="{}">{}</a>', adresse, transition.objet)

    @admin.display(description="de")
    def de_(self, transition):
        return transition.libelle_de

    @admin.display(description="vers")
    def vers_(self, transition):
        return transition.libelle_vers


@admin.register(Job)
class JobAdmin(LectureSeule):
    list_display = ["__str__", "etat", "avancement", "demande_par", "demande_le", "fini_le"]
    list_filter = ["etat"]
    list_select_related = ["demande_par"]

    @admin.display(description="avancement")
    def avancement(self, job):
        return f"{job.faits} sur {job.total}"
