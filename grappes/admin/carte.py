"""The map of a campagne: where its grappes are, and who has none."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from grappes.models import Campagne
from grappes.services.atelier.carte import carte


def urls(modele: admin.ModelAdmin) -> list[URLPattern]:
    """The routes to add to those of the campagnes."""

    def vue(request: HttpRequest, object_id: int) -> HttpResponse:
        return _carte(modele, request, object_id)

    return [
        path(
            "<int:object_id>/atelier/carte/",
            modele.admin_site.admin_view(vue),
            name="grappes_atelier_carte",
        )
    ]


def _carte(modele: admin.ModelAdmin, request: HttpRequest, object_id: int) -> HttpResponse:
    """`?departement=59` looks at one département from closer."""
    if not request.user.has_perm("grappes.view_grappe"):
        raise PermissionDenied
    campagne = get_object_or_404(Campagne.objects.select_related("region"), pk=object_id)
    dessin = carte(campagne, request.GET.get("departement"))
    contexte = {
        **modele.admin_site.each_context(request),
        "title": f"Carte : {dessin.vu_de_pres or campagne.region}",
        "subtitle": str(campagne),
        "opts": modele.opts,
        "campagne": campagne,
        "carte": dessin,
    }
    return TemplateResponse(request, "admin/grappes/atelier/carte.html", contexte)
