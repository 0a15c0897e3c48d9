"""The map of a campagne, as it is or as a scenario would make it: grappes, and who has none."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from grappes.models import Campagne, Scenario
from grappes.services.atelier.carte import Carte, carte, carte_de_scenario


def urls(modele: admin.ModelAdmin) -> list[URLPattern]:
    """The routes to add to those of the campagnes."""
    vue, racine = modele.admin_site.admin_view, "<int:object_id>/atelier/"
    d_un_scenario = f"{racine}scenarios/<int:scenario>/carte/"
    return [
        path(f"{racine}carte/", vue(aujourd_hui), name="grappes_atelier_carte"),
        path(d_un_scenario, vue(envisagee), name="grappes_scenario_carte"),
    ]


def aujourd_hui(request: HttpRequest, object_id: int) -> HttpResponse:
    """`?departement=59` looks at one département from closer."""
    verifier(request)
    campagne = get_object_or_404(Campagne.objects.select_related("region"), pk=object_id)
    dessin = carte(campagne, request.GET.get("departement"))
    return montrer(request, dessin, f"Carte : {dessin.vu_de_pres or campagne.region}")


def envisagee(request: HttpRequest, object_id: int, scenario: int) -> HttpResponse:
    """The same, once the scenario is applied; a scenario without a result has no map."""
    verifier(request)
    lu = get_object_or_404(
        Scenario.objects.select_related("campagne__region").exclude(calcule_le=None),
        campagne=object_id,
        pk=scenario,
    )
    dessin = carte_de_scenario(lu, request.GET.get("departement"))
    titre = f"Carte de « {lu} » : {dessin.vu_de_pres or lu.campagne.region}"
    return montrer(request, dessin, titre, scenario=lu)


def verifier(request: HttpRequest) -> None:
    if not request.user.has_perms(["grappes.view_grappe", "grappes.view_candidature"]):
        raise PermissionDenied


def montrer(
    request: HttpRequest, dessin: Carte, titre: str, **contexte: object
) -> TemplateResponse:
    contexte |= {
        **admin.site.each_context(request),
        "title": titre,
        "subtitle": str(dessin.campagne),
        "opts": Campagne._meta,
        "campagne": dessin.campagne,
        "carte": dessin,
    }
    return TemplateResponse(request, "admin/grappes/atelier/carte.html", contexte)
