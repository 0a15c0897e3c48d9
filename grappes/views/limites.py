"""The limits of the public FAQ, counted where the product counts its own."""

from django.http import HttpRequest

from grappes.services import debit
from grappes.views.adresse import adresse_ip


def compter(usage: str, request: HttpRequest) -> None:
    """Count one use by the network address of this visitor. Raises `LimiteAtteinte`."""
    debit.compter(usage, adresse_ip(request))
