"""The manager's pages: figures, and the list behind each of them. They only read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grappes.forms.pilotage import (
    FiltresForm,
    FiltresGrappesForm,
    FiltresLignesForm,
    FiltresReferentielForm,
)
from grappes.models import Campagne
from grappes.services.pilotage import grappes as etats_de_grappes
from grappes.services.pilotage import listes
from grappes.services.pilotage.chiffres import dresser
from grappes.services.pilotage.exports import TABLES
from grappes.services.pilotage.territoires import Territoire, territoire_de
from grappes.views.telechargement import EXTENSIONS, telecharger

PAR_PAGE = 50


@dataclass(frozen=True)
class Perimetre:
    """What this account may see, and the campagne that it looks at."""

    territoire: Territoire
    campagnes: list[Campagne]
    campagne: Campagne | None


def _perimetre(request: HttpRequest) -> Perimetre:
    territoire = territoire_de(request.user)
    if territoire is None:
        raise PermissionDenied(
            "Votre compte n’a pas de territoire : le pilotage est réservé au Collectif "
            "et aux gestionnaires d’un territoire."
        )
    campagnes = list(territoire.campagnes().select_related("region", "instruction"))
    choix = request.GET.get("campagne")
    if not choix:
        return Perimetre(territoire, campagnes, _actuelle(campagnes))
    choisie = next((c for c in campagnes if str(c.pk) == choix), None)
    if choisie is None:
        raise Http404("Cette campagne n’est pas de votre territoire.")
    return Perimetre(territoire, campagnes, choisie)


def _actuelle(campagnes: list[Campagne]) -> Campagne | None:
    """The one whose intake is open, else the last that began, else the next."""
    jour = timezone.localdate()
    ouvertes = [c for c in campagnes if c.est_ouverte]
    commencees = [c for c in campagnes if c.ouvre_le <= jour]
    return next(iter(ouvertes or commencees or campagnes), None)


@require_safe
def tableau(request: HttpRequest) -> HttpResponseBase:
    perimetre = _perimetre(request)
    contexte = {"perimetre": perimetre, "campagne": perimetre.campagne}
    if perimetre.campagne:
        contexte["tableau"] = dresser(perimetre.campagne, perimetre.territoire)
    return render(request, "grappes/pilotage/tableau.html", contexte)


@require_safe
def candidatures(request: HttpRequest) -> HttpResponseBase:
    return _liste(request, "candidatures", FiltresLignesForm, _lire(listes.candidatures))


@require_safe
def etablissements(request: HttpRequest) -> HttpResponseBase:
    lire = _lire(listes.etablissements)
    return _liste(request, "etablissements", FiltresLignesForm, lire)


@require_safe
def referentiel(request: HttpRequest) -> HttpResponseBase:
    lire = _lire(listes.referentiel)
    return _liste(request, "referentiel", FiltresReferentielForm, lire)


@require_safe
def grappes(request: HttpRequest) -> HttpResponseBase:
    return _liste(request, "grappes", FiltresGrappesForm, _lire_grappes)


def _lire(service: Callable) -> Callable[[Any], Any]:
    return lambda form: service(form.campagne, form.territoire, form.filtres())


def _lire_grappes(form: FiltresGrappesForm) -> list[etats_de_grappes.EtatGrappe]:
    eligibles = etats_de_grappes.eligibles_par_candidature(form.campagne, form.territoire)
    etats = etats_de_grappes.etats_des_grappes(form.campagne, form.territoire, eligibles)
    return etats_de_grappes.filtrer(etats, **form.cleaned_data)


def _liste(
    request: HttpRequest, nom: str, formulaire: type[FiltresForm], lire: Callable[[Any], Any]
) -> HttpResponseBase:
    """One list under its filters: a page of it, or the whole as a file."""
    perimetre = _perimetre(request)
    if perimetre.campagne is None:
        return redirect("pilotage")
    form = formulaire(request.GET, campagne=perimetre.campagne, territoire=perimetre.territoire)
    objets = lire(form) if form.is_valid() else []
    extension = request.GET.get("format")
    if extension in EXTENSIONS and form.is_valid():
        return telecharger(TABLES[nom], extension, objets)
    contexte = {
        "perimetre": perimetre,
        "campagne": perimetre.campagne,
        "form": form,
        "page": Paginator(objets, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, f"grappes/pilotage/{nom}.html", contexte)
