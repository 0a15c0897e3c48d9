"""The map of a campagne, as it is or as a scenario would make it: grappes, and who has none."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from grappes.admin.atelier import de_l_atelier
from grappes.admin.scenarios import du_scenario
from grappes.models import Campagne, Scenario
from grappes.services.carte.carte import Carte, carte, carte_de_scenario


@require_safe
@de_l_atelier
def aujourd_hui(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """`?departement=59` looks at one département from closer."""
    dessin = carte(campagne, request.GET.get("departement"))
    return montrer(request, dessin, f"Carte : {dessin.vu_de_pres or campagne.region}")


@require_safe
@du_scenario
def envisagee(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The same, once the scenario is applied; a scenario without a result has no map."""
    if scenario.calcule_le is None:
        raise Http404
    dessin = carte_de_scenario(scenario, request.GET.get("departement"))
    titre = f"Carte de « {scenario} » : {dessin.vu_de_pres or scenario.campagne.region}"
    return montrer(request, dessin, titre, scenario=scenario)


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
