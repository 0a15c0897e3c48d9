"""The pages that anyone may open: home, privacy notice, health."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accueil(request: HttpRequest) -> HttpResponse:
    return render(request, "grappes/accueil.html")


@login_not_required
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    return render(request, "grappes/donnees_personnelles.html")


@login_not_required
def sante(request: HttpRequest) -> HttpResponse:
    """Answer 200 when this process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
