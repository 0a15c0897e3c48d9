"""Routes of the scenarios, below a campagne."""

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path

from grappes.admin import carte, scenarios
from grappes.admin import scenario_actes as actes


def urls(model_admin: ModelAdmin) -> list[URLPattern]:
    vue, racine, un = model_admin.admin_site.admin_view, "atelier/scenarios/", "<int:scenario>/"
    routes = [
        ("", scenarios.liste, "liste"),
        ("nouveau/", actes.nouveau, "nouveau"),
        (un, scenarios.montrer, "page"),
        (f"{un}avancement/", scenarios.avancement, "avancement"),
        (f"{un}carte/", carte.envisagee, "carte"),
        (f"{un}grappes/<int:envisagee>/", scenarios.envisagee, "envisagee"),
        (f"{un}comparaison/", scenarios.comparaison, "comparaison"),
        (f"{un}candidatures/<int:candidature>/", scenarios.candidature, "candidature"),
        (f"{un}candidatures/<int:candidature>/deplacer/", actes.deplacer, "deplacer"),
        (f"{un}candidatures/<int:candidature>/changer/", actes.changer, "changer"),
        (f"{un}arreter/", actes.arreter, "arreter"),
        (f"{un}relancer/", actes.relancer, "relancer"),
        (f"{un}tirer/", actes.tirer, "tirer"),
        (f"{un}appliquer/", actes.appliquer, "appliquer"),
        (f"{un}supprimer/", actes.supprimer, "supprimer"),
    ]
    return [
        path(f"<int:object_id>/{racine}{chemin}", vue(methode), name=f"grappes_scenario_{nom}")
        for chemin, methode, nom in routes
    ]
