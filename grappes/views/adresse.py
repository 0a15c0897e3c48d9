"""Where a request comes from, for rate limits."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def adresse_ip(request: HttpRequest) -> str:
    """The client's address, or its /64 network in IPv6, where one person owns them all.

    Only our own proxies are believed: `TRUSTED_PROXIES` tells how far from the right to read.
    """
    relais = request.headers.get("X-Forwarded-For", "").split(",")
    lue = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES and len(relais) >= settings.TRUSTED_PROXIES:
        lue = relais[-settings.TRUSTED_PROXIES].strip()
    try:
        adresse = ipaddress.ip_address(lue)
    except ValueError:  # a unix socket has none
        return "inconnue"
    if adresse.version == 4:
        return str(adresse)
    return str(ipaddress.ip_network((adresse, 64), strict=False))
