"""The pages that anyone may open: home, privacy notice, health."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from faq.models import Question
from grappes.services.campagnes import annonces

QUESTIONS = 4


@login_not_required
def accueil(request: HttpRequest) -> HttpResponse:
    une = annonces.a_la_une()
    contexte = {
        "annonces": une,
        "ouverte": any(a.campagne.est_ouverte for a in une),
        # The editors decide by their order what comes first.
        "questions": Question.objects.publiees()[:QUESTIONS],
    }
    return render(request, "grappes/accueil.html", contexte)


@login_not_required
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    contexte = {"contact": settings.REPLY_TO_EMAIL}
    return render(request, "grappes/donnees_personnelles.html", contexte)


@login_not_required
def sante(request: HttpRequest) -> HttpResponse:
    """Answer 200 when this process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
