"""Routes of the workshop's board, below a campagne."""

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, path

from grappes.admin import atelier, atelier_actes, carte


def urls(model_admin: ModelAdmin) -> list[URLPattern]:
    racine, vue = "<int:object_id>/atelier/", model_admin.admin_site.admin_view
    routes = [
        ("", atelier.tableau, "grappes_atelier"),
        ("vivier/", atelier.vivier, "grappes_atelier_vivier"),
        ("grappes/<int:grappe>/", atelier.carte, "grappes_atelier_grappe"),
        ("grappes/<int:grappe>/candidats/", atelier.candidats, "grappes_atelier_candidats"),
        ("grappes/<int:grappe>/geler/", atelier_actes.geler, "grappes_atelier_geler"),
        ("places/<int:place>/epingler/", atelier_actes.epingler, "grappes_atelier_epingler"),
        ("carte/", carte.aujourd_hui, "grappes_atelier_carte"),
        ("changements/", atelier_actes.changements, "grappes_atelier_changements"),
        ("effet/", atelier_actes.effet, "grappes_atelier_effet"),
        ("deplacer/", atelier_actes.deplacer, "grappes_atelier_deplacer"),
        ("annuler/", atelier_actes.annuler, "grappes_atelier_annuler"),
        ("refaire/", atelier_actes.refaire, "grappes_atelier_refaire"),
        ("proposer/", atelier_actes.proposer, "grappes_atelier_proposer"),
        ("paires/choisir/", atelier_actes.choisir_paire, "grappes_atelier_choisir_paire"),
        ("paires/", atelier_actes.paires, "grappes_atelier_paires"),
        ("paires/<int:paire>/autoriser/", atelier_actes.autoriser, "grappes_atelier_autoriser"),
    ]
    return [path(f"{racine}{chemin}", vue(methode), name=nom) for chemin, methode, nom in routes]
