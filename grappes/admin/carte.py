"""The map of a campagne: where its grappes are, and who has none."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from grappes.admin.atelier import de_l_atelier
from grappes.models import Campagne
from grappes.services.atelier import carte


@require_safe
@de_l_atelier
def montrer(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """`?departement=59` looks at one département from closer."""
    dessin = carte.carte(campagne, request.GET.get("departement"))
    contexte = {
        **admin.site.each_context(request),
        "title": f"Carte : {dessin.vu_de_pres or campagne.region}",
        "subtitle": str(campagne),
        "opts": Campagne._meta,
        "campagne": campagne,
        "carte": dessin,
    }
    return TemplateResponse(request, "admin/grappes/atelier/carte.html", contexte)
