"""Every kind of mail as its reader would receive it, with invented people."""

from functools import wraps

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from grappes.services.collectif.apercus import Apercu, apercus


def reservee(vue):
    """Keep a view to the staff that may read mails."""

    @require_safe
    @wraps(vue)
    def gardee(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("grappes.view_courriel"):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return admin.site.admin_view(gardee)


@reservee
def liste(request: HttpRequest) -> HttpResponse:
    contexte = {"title": "Modèles de courriels", "apercus": list(enumerate(apercus()))}
    return _page(request, "apercus", contexte)


@reservee
def apercu(request: HttpRequest, rang: int) -> HttpResponse:
    choisi, nombre = _choisi(rang), len(apercus())
    objet, texte, _ = choisi.rendu()
    contexte = {
        "title": choisi.titre,
        "objet": objet,
        "texte": texte,
        "rang": rang,
        "precedent": rang - 1 if rang else None,
        "suivant": rang + 1 if rang + 1 < nombre else None,
    }
    return _page(request, "apercu", contexte)


# A mail carries its own styles: the frame lets them in, and keeps scripts and forms out.
@reservee
@xframe_options_sameorigin
@csp(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "form-action": [NONE],
        "sandbox": [],
    }
)
def apercu_html(request: HttpRequest, rang: int) -> HttpResponse:
    _, _, html = _choisi(rang).rendu()
    return HttpResponse(html)


def _choisi(rang: int) -> Apercu:
    try:
        return apercus()[rang]
    except IndexError:
        raise Http404("Ce modèle de courriel n’existe pas.") from None


def _page(request: HttpRequest, nom: str, contexte: dict[str, object]) -> HttpResponse:
    contexte = {**admin.site.each_context(request), **contexte}
    return render(request, f"admin/grappes/courriel/{nom}.html", contexte)


urlpatterns = [
    path("", liste, name="courriels_apercus"),
    path("<int:rang>/", apercu, name="courriels_apercu"),
    path("<int:rang>/html/", apercu_html, name="courriels_apercu_html"),
]
