"""A second director asks to join the file of their OG: accepted or refused by staff."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html

from grappes.admin.acces import LectureSeule
from grappes.erreurs import ErreurMetier
from grappes.models import DemandeRattachement
from grappes.services.dossiers import rattachements

ACTES = {
    "accepter": (rattachements.accepter, "Demande acceptée : la personne est prévenue."),
    "refuser": (rattachements.refuser, "Demande refusée : la personne est prévenue."),
}


@admin.register(DemandeRattachement)
class DemandeRattachementAdmin(LectureSeule):
    list_display = ["personne", "dossier", "demandee_le", "decision"]
    list_filter = ["decision"]
    list_select_related = ["candidature__organisme"]
    search_fields = ["nom", "prenom", "courriel", "candidature__numero"]
    show_facets = admin.ShowFacets.NEVER
    change_form_template = "admin/grappes/rattachement/change_form.html"
    fields = [
        "personne",
        "courriel",
        "dossier",
        "contacts",
        "message",
        "demandee_le",
        "decision",
        "decidee_le",
        "auteur",
    ]
    readonly_fields = ["personne", "dossier", "contacts", "auteur"]

    @admin.display(description="personne", ordering="nom")
    def personne(self, demande):
        return f"{demande.prenom} {demande.nom}"

    @admin.display(description="dossier")
    def dossier(self, demande):
        adresse = reverse("admin:grappes_candidature_change", args=[demande.candidature_id])
        return format_html('<a href="{}">{}</a>', adresse, demande.candidature)

    @admin.display(description="contacts actuels du dossier")
    def contacts(self, demande):
        return ", ".join(f"{c} ({c.courriel})" for c in demande.candidature.contacts.all()) or "–"

    @admin.display(description="décidée par")
    def auteur(self, demande):
        if demande.decidee_le is None:
            return "–"
        return demande.decidee_par or "le titulaire du dossier"

    def peut_decider(self, request) -> bool:
        return request.user.has_perm("grappes.change_demanderattachement")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        contexte = {"peut_decider": self.peut_decider(request)}
        return super().change_view(request, object_id, form_url, contexte)

    def get_urls(self):
        acte = path(
            "<int:object_id>/actes/<slug:nom>/",
            self.admin_site.admin_view(self.acte_view),
            name="grappes_demanderattachement_acte",
        )
        return [acte, *super().get_urls()]

    def acte_view(self, request, object_id, nom):
        if not self.peut_decider(request):
            raise PermissionDenied
        if nom not in ACTES:
            raise Http404
        demande = get_object_or_404(DemandeRattachement, pk=object_id)
        if request.method == "POST":
            service, fait = ACTES[nom]
            try:
                service(demande, par=request.user)
                messages.success(request, fait)
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
        return redirect("admin:grappes_demanderattachement_change", demande.pk)
