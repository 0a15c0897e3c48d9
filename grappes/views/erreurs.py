"""Refusals that are pages of their own; Django finds 400, 403, 404, 500 and CSRF by template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from faq.ports import LimiteAtteinte


def trop_de_demandes(request: HttpRequest, limite: LimiteAtteinte) -> HttpResponse:
    return render(request, "429.html", {"message": str(limite)}, status=429)
