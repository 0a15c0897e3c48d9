"""The limits of the public FAQ, counted where the product counts its own."""

from django.http import HttpRequest

from faq import ports
from grappes.erreurs import LimiteAtteinte
from grappes.services import debit
from grappes.views.adresse import adresse_ip


def compter(usage: str, request: HttpRequest) -> None:
    """Count one use by the network address of this visitor. Raises `ports.LimiteAtteinte`."""
    try:
        debit.compter(usage, adresse_ip(request))
    except LimiteAtteinte as limite:
        raise ports.LimiteAtteinte(str(limite)) from limite
