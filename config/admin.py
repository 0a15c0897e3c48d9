"""The staff's site: its home is what waits for them, its models stand in working order."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import BadRequest

GROUPES = (
    ("Au quotidien", ("Candidature", "Grappe", "Place", "Arbitrage", "DemandeRattachement")),
    ("Campagnes", ("Campagne", "Reglement", "ListeOfficielle", "Instruction")),
    ("Suivi", ("Courriel", "Transition", "Job")),
    ("Référentiel FINESS", ("OrganismeGestionnaire", "Etablissement")),
    ("Nomenclatures", ("Region", "Departement", "Secteur", "Categorie", "Dui")),
    ("Comptes", ("User", "Gestionnaire", "Group")),
)


class SiteCollectif(admin.AdminSite):
    site_header = "Grappes · Collectif SI MS"
    site_title = "Grappes"
    index_title = "Ce qui vous attend"
    index_template = "admin/grappes/accueil.html"
    # The everyday lists stand in the header: tables get the width.
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        """Refuse a NUL in an address: filters pass it on, and PostgreSQL chokes on it."""

        @wraps(view)
        def gardee(request, *args, **kwargs):
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("Cette adresse n’est pas lisible.")
            return view(request, *args, **kwargs)

        return super().admin_view(gardee, cacheable)

    def get_app_list(self, request, app_label=None):
        """Split the models by work rather than by app; whatever is not placed keeps its app."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        modeles = {modele["object_name"]: modele for app in apps for modele in app["models"]}
        groupes = []
        for nom, noms in GROUPES:
            if presents := [modeles.pop(n) for n in noms if n in modeles]:
                groupes.append(self._groupe(nom, presents))
        for app in apps:
            app["models"] = [m for m in app["models"] if m["object_name"] in modeles]
        return groupes + [app for app in apps if app["models"]]

    def _groupe(self, nom, modeles):
        return {
            "name": nom,
            "app_label": "grappes",
            "app_url": "",
            "has_module_perms": True,
            "models": modeles,
        }

    def index(self, request, extra_context=None):
        # Models are not loaded yet when Django imports this module.
        from grappes.services.atelier.accueil import ateliers
        from grappes.services.collectif.a_faire import attentes

        voit = request.user.has_perms(["grappes.view_grappe", "grappes.view_candidature"])
        contexte = {
            "attentes": [a for a in attentes() if request.user.has_perm(a.droit)],
            "ateliers": ateliers() if voit else [],
        }
        return super().index(request, {**(extra_context or {}), **contexte})
