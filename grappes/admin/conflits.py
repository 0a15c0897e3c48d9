"""Conflicts between candidatures: the list where staff settle them. No candidate ever reads it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from grappes.admin.acces import LectureSeule
from grappes.erreurs import ErreurMetier
from grappes.forms.champs import cle_postee
from grappes.forms.decisions import ArbitrageForm
from grappes.models import Arbitrage, Candidature, Grappe
from grappes.services.regroupement import conflits
from grappes.services.regroupement.contradictions import Conflit

PAR_PAGE = 50
REGLES_MONTRES = 20


@admin.register(Arbitrage)
class ArbitrageAdmin(LectureSeule):
    """What waits comes first; what was settled is a few lines below."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(request)

    def _page(self, request: HttpRequest, refuse: tuple[str, ArbitrageForm] | None = None):
        attendus = choisis(request)
        regles = Arbitrage.objects.select_related("par")[:REGLES_MONTRES]
        contexte = {
            **self.admin_site.each_context(request),
            "title": "Conflits à régler",
            "opts": self.opts,
            "nombre": len(attendus),
            "page": Paginator(attendus, PAR_PAGE).get_page(request.GET.get("page")),
            "filtre": {nom: request.GET[nom] for nom in FILTRES if nom in request.GET},
            "refuse": refuse,
            "vierge": ArbitrageForm(),
            "regles": regles,
            "peut_regler": request.user.has_perm("grappes.add_arbitrage"),
        }
        return TemplateResponse(request, "admin/grappes/conflits.html", contexte)

    def get_urls(self):
        regler = path(
            "<str:empreinte>/regler/",
            self.admin_site.admin_view(self.regler_view),
            name="grappes_arbitrage_regler",
        )
        return [regler, *super().get_urls()]

    def regler_view(self, request, empreinte) -> HttpResponse:
        """Note what is decided; refused, it stays typed under its conflict."""
        if not request.user.has_perm("grappes.add_arbitrage"):
            raise PermissionDenied
        form = ArbitrageForm(request.POST)
        if request.method == "POST" and not form.is_valid():
            return self._page(request, (empreinte, form))
        if request.method == "POST":
            try:
                conflits.regler(empreinte, par=request.user, motif=form.cleaned_data["motif"])
                messages.success(request, "Conflit réglé : il reviendra si les faits changent.")
            except ErreurMetier as refus:
                messages.error(request, str(refus))
        return redirect("admin:grappes_arbitrage_changelist")


def _de_candidature(cle: int) -> list[Conflit]:
    candidature = Candidature.objects.select_related("campagne").filter(pk=cle).first()
    return conflits.de_candidature(candidature) if candidature else []


def _de_grappe(cle: int) -> list[Conflit]:
    grappe = Grappe.objects.select_related("campagne").filter(pk=cle).first()
    return conflits.de_grappe(grappe) if grappe else []


FILTRES = {"candidature": _de_candidature, "grappe": _de_grappe}


def choisis(request: HttpRequest) -> list[Conflit]:
    """Those of one candidature or of one grappe, when the address names it; else all."""
    for nom, lire in FILTRES.items():
        if nom in request.GET:
            cle = cle_postee(request.GET[nom])
            return lire(cle) if cle else []
    return conflits.a_regler()
