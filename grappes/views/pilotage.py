"""The manager's pages: figures, and the list behind each of them. They only read."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from grappes.forms.pilotage import FiltresForm, FiltresGrappesForm
from grappes.models import Campagne
from grappes.services.pilotage import chiffres as pilotage
from grappes.services.pilotage import listes as pilotage_listes
from grappes.services.pilotage.territoires import Territoire, territoire_de

PAR_PAGE = 50


def _perimetre(request: HttpRequest) -> tuple[Territoire, list[Campagne], Campagne | None]:
    """What this account may see, the campagnes it may choose from, and the chosen one."""
    territoire = territoire_de(request.user)
    if territoire is None:
        raise PermissionDenied("Votre compte n’a pas de territoire : demandez-le au Collectif.")
    campagnes = list(territoire.campagnes().select_related("region", "instruction"))
    choix = request.GET.get("campagne")
    if not choix:
        return territoire, campagnes, next(iter(campagnes), None)
    choisie = next((c for c in campagnes if str(c.pk) == choix), None)
    if choisie is None:
        raise Http404("Cette campagne n’est pas de votre territoire.")
    return territoire, campagnes, choisie


@login_required
def tableau(request: HttpRequest) -> HttpResponse:
    territoire, campagnes, campagne = _perimetre(request)
    contexte = {"territoire": territoire, "campagnes": campagnes, "campagne": campagne}
    if campagne is None:
        return render(request, "grappes/pilotage/tableau.html", contexte)
    etats = pilotage.etats_des_grappes(campagne, territoire)
    statuts = pilotage.par_statut(campagne, territoire)
    contexte |= {
        "etats": etats,
        "pretes": sum(etat.prete for etat in etats),
        "grappes": pilotage.compter_les_grappes(etats),
        "statuts": statuts,
        "departements": pilotage.par_departement(campagne, territoire),
        "secteurs": pilotage.par_secteur(campagne, territoire),
        "total_candidatures": sum(ligne.candidatures for ligne in statuts),
        "total_esms": sum(ligne.esms for ligne in statuts),
        "total_eligibles": sum(ligne.eligibles for ligne in statuts),
        "total_en_grappe": sum(ligne.en_grappe for ligne in statuts),
    }
    return render(request, "grappes/pilotage/tableau.html", contexte)


@login_required
def candidatures(request: HttpRequest) -> HttpResponse:
    return _liste(request, pilotage_listes.candidatures, "candidatures")


@login_required
def etablissements(request: HttpRequest) -> HttpResponse:
    return _liste(request, pilotage_listes.etablissements, "etablissements")


def _liste(request: HttpRequest, lire, nom: str) -> HttpResponse:
    territoire, campagnes, campagne = _perimetre(request)
    if campagne is None:
        raise Http404("Aucune campagne.")
    form = FiltresForm(request.GET, campagne=campagne, territoire=territoire)
    filtres = form.cleaned_data if form.is_valid() else {}
    lignes = lire(campagne, territoire, **filtres) if form.is_valid() else []
    if request.GET.get("format") == "csv" and form.is_valid():
        return _csv(nom, pilotage_listes.csv(nom, lignes))
    contexte = {
        "territoire": territoire,
        "campagnes": campagnes,
        "campagne": campagne,
        "form": form,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "requete": _requete(request),
    }
    return render(request, f"grappes/pilotage/{nom}.html", contexte)


@login_required
def grappes(request: HttpRequest) -> HttpResponse:
    territoire, campagnes, campagne = _perimetre(request)
    if campagne is None:
        raise Http404("Aucune campagne.")
    form = FiltresGrappesForm(request.GET)
    etats = pilotage.etats_des_grappes(campagne, territoire) if form.is_valid() else []
    if form.is_valid():
        etats = pilotage_listes.filtrer_les_grappes(etats, **form.cleaned_data)
        if request.GET.get("format") == "csv":
            return _csv("grappes", pilotage_listes.csv("grappes", etats))
    contexte = {
        "territoire": territoire,
        "campagnes": campagnes,
        "campagne": campagne,
        "form": form,
        "etats": etats,
        "requete": _requete(request),
    }
    return render(request, "grappes/pilotage/grappes.html", contexte)


def _requete(request: HttpRequest) -> str:
    """The filters in force, to be carried by the links of pages and exports."""
    parametres = request.GET.copy()
    parametres.pop("page", None)
    return parametres.urlencode()


def _csv(nom: str, morceaux) -> StreamingHttpResponse:
    reponse = StreamingHttpResponse(morceaux, content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="pilotage-{nom}.csv"'
    return reponse
