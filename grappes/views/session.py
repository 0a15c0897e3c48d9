"""Which candidature this browser may open."""

from django.http import Http404, HttpRequest

from grappes.models import Candidature

CLE = "candidature"


def ouvrir(request: HttpRequest, candidature: Candidature) -> None:
    """Open a candidature to this browser; the session key changes, its content stays."""
    request.session.cycle_key()
    request.session[CLE] = candidature.pk


def candidature_ouverte(request: HttpRequest) -> Candidature:
    """The candidature of this session; 404 when it has none."""
    candidature = (
        Candidature.objects.select_related("campagne__region", "organisme")
        .filter(pk=request.session.get(CLE))
        .first()
    )
    if candidature is None:
        raise Http404("Aucune candidature n’est ouverte dans ce navigateur.")
    return candidature
