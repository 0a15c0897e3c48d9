"""The demo's mailbox, as its recipients would read it."""

import re

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from grappes.demo.mailbox import Courriel, Mailbox

PAR_PAGE = 50


@require_safe
@login_not_required
def courriels(request: HttpRequest) -> HttpResponse:
    destinataire = request.GET.get("destinataire", "")
    trouves = [*Mailbox(settings.MAILBOX_DIR).courriels(destinataire)]
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "demo/courriels.html", {"page": page, "destinataire": destinataire.strip()}
    )


@require_safe
@login_not_required
def courriel(request: HttpRequest, identifiant: str) -> HttpResponse:
    return render(request, "demo/courriel.html", {"courriel": _lire(identifiant)})


# A mail carries its styles inline and its author is anyone: the frame lets the styles in, keeps
# scripts and forms out, and lets a link open in a tab of its own, where it is an ordinary page.
@require_safe
@login_not_required
@xframe_options_sameorigin
@csp(
    {
        "default-src": [NONE],
        "img-src": [SELF, "data:"],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "form-action": [NONE],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def courriel_html(request: HttpRequest, identifiant: str) -> HttpResponse:
    html = _lire(identifiant).html
    if html is None:
        raise Http404("Ce courriel n’a pas de version HTML.")
    return HttpResponse(_dans_un_onglet(html))


def _dans_un_onglet(html: str) -> str:
    """Make every link open in a new tab. Before the doctype, the tag would change the rendering."""
    base = '<base target="_blank">'
    avec_base, trouves = re.subn(r"(?i)<head\b[^>]*>", rf"\g<0>{base}", html, count=1)
    return avec_base if trouves else base + html


def _lire(identifiant: str) -> Courriel:
    trouve = Mailbox(settings.MAILBOX_DIR).courriel(identifiant)
    if trouve is None:
        raise Http404("Ce courriel n’est pas dans la boîte de démonstration.")
    return trouve
