"""What staff do on the board; with htmx each act answers with all that changed meanwhile."""

import json
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from grappes.admin import atelier
from grappes.admin.atelier import DEPLIEES, de_l_atelier, page, peut_modifier
from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.forms.atelier import (
    DeplacementForm,
    PaireForm,
    deux_candidatures,
    lire_jetons,
    lire_regard,
)
from grappes.forms.champs import cle_postee
from grappes.models import Campagne, PaireInterdite, Place
from grappes.services.atelier import effets, gestes, veille
from grappes.services.atelier.deplacements import deplacer as deplacer_lot
from grappes.services.atelier.fiches import fiches
from grappes.services.atelier.tableau import lire
from grappes.services.regroupement import contraintes

# An address holds no more.
PROPOSABLES = 200
# With more cards to draw again than this, the page is asked for anew.
REDESSINEES = 20

Vue = Callable[..., HttpResponse]


def pour_agir(vue: Vue) -> Vue:
    """POST only, by who may change grappes; a refusal of the domain is told on the board."""

    @require_POST
    @de_l_atelier
    @wraps(vue)
    def gardee(request: HttpRequest, campagne: Campagne, **cles: int) -> HttpResponse:
        if not peut_modifier(request):
            raise PermissionDenied
        try:
            return vue(request, campagne, **cles)
        except ErreurMetier as erreur:
            return repondre(request, campagne, str(erreur), reussi=False)

    return gardee


def repondre(
    request: HttpRequest, campagne: Campagne, phrase: str, *, reussi: bool = True
) -> HttpResponse:
    """Say what was done (or refused): on the board with htmx, after a redirection without."""
    if request.htmx:
        return fragments(request, campagne, phrase, reussi=reussi)
    messages.add_message(request, messages.SUCCESS if reussi else messages.ERROR, phrase)
    return redirect("admin:grappes_atelier", campagne.pk)


@require_POST
@de_l_atelier
def changements(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """Asked every few seconds by an open board: nothing to say is 204, which htmx leaves alone."""
    return fragments(request, campagne)


def fragments(
    request: HttpRequest, campagne: Campagne, phrase: str = "", *, reussi: bool = True
) -> HttpResponse:
    """What changed since the page last looked, each piece with the place that it takes."""
    regard = lire_regard(request.POST)
    depuis = veille.maintenant()
    vus = veille.changements(campagne, regard, pour=request.user)
    if not vus and not phrase:
        return HttpResponse(status=204)
    if vus.redessinees > REDESSINEES:
        return _recharger(request, phrase, vus.phrases, reussi=reussi)
    a_annuler, a_refaire = gestes.pile(campagne, request.user)
    ouvertes = {cle_postee(cle) for cle in request.POST.getlist("ouvertes")}
    contexte = atelier.commun(request, lire(campagne)) | {
        "vus": vus,
        "ouvertes": ouvertes | (vus.nouvelles if len(vus.nouvelles) <= DEPLIEES else set()),
        "arrivees": fiches(campagne, vus.arrivees).values() if vus.arrivees else [],
        "depuis": depuis,
        "journal": veille.derniers(campagne),
        "a_annuler": a_annuler,
        "a_refaire": a_refaire,
        "phrase": phrase,
        "reussi": reussi,
    }
    reponse = page(request, "_changements", contexte)
    quitte = {"lignes": sorted(vus.parties), "cartes": sorted(vus.disparues)}
    reponse["HX-Trigger"] = json.dumps(
        {"atelier:change": quitte | {"fait": bool(phrase and reussi)}}
    )
    return reponse


def _recharger(
    request: HttpRequest, phrase: str, phrases: list[str], *, reussi: bool
) -> HttpResponse:
    """A page where everything changed is drawn again as a whole, folded."""
    if phrase:
        messages.add_message(request, messages.SUCCESS if reussi else messages.ERROR, phrase)
    for autre in phrases:
        messages.info(request, autre)
    return HttpResponseClientRefresh()


@pour_agir
def effet(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """What the move would change, before it is confirmed."""
    form = DeplacementForm(request.POST)
    erreur = "" if form.is_valid() else form.premiere_erreur
    return _page_effet(request, campagne, form, erreur=erreur)


@pour_agir
def deplacer(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """Move; refused, the effect stays on screen with the reasons that were typed."""
    form = DeplacementForm(request.POST)
    if not form.is_valid():
        return _page_effet(request, campagne, form, erreur=form.premiere_erreur)
    try:
        geste = deplacer_lot(
            campagne,
            form.deplacements,
            vus=form.vus,
            par=request.user,
            derogations=form.motifs,
            malgre_conflits=form.cleaned_data["malgre_conflits"],
        )
    except TransitionConcurrente as erreur:
        return _page_effet(request, campagne, form, erreur=str(erreur), perime=True)
    except ErreurMetier as erreur:
        return _page_effet(request, campagne, form, erreur=str(erreur))
    return repondre(request, campagne, f"{geste.libelle} : c’est fait.")


def _page_effet(
    request: HttpRequest,
    campagne: Campagne,
    form: DeplacementForm,
    *,
    erreur: str = "",
    perime: bool = False,
) -> HttpResponse:
    """`perime`: decided on a page that is past, there is nothing to confirm."""
    lu = None
    if form.is_valid() and not perime:
        lu = effets.effet(campagne, {d.candidature: d.vers for d in form.deplacements})
    contexte = {
        "title": "Effet du déplacement",
        "campagne": campagne,
        "form": form,
        "jetons": request.POST.getlist("candidatures"),
        "effet": lu,
        "exceptions": [(e, form.motifs.get(e.candidature, "")) for e in lu.exceptions]
        if lu
        else [],
        "erreur": erreur,
    }
    reponse = page(request, "_effet" if request.htmx else "effet", contexte)
    if request.htmx:
        reponse["HX-Retarget"], reponse["HX-Reswap"] = "#effet", "innerHTML"
    return reponse


@pour_agir
def annuler(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    geste = gestes.annuler(campagne, request.user, vu=_geste_vu(request))
    return repondre(request, campagne, f"Annulé : {geste.libelle}.")


@pour_agir
def refaire(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    geste = gestes.refaire(campagne, request.user, vu=_geste_vu(request))
    return repondre(request, campagne, f"Refait : {geste.libelle}.")


def _geste_vu(request: HttpRequest) -> int | None:
    """The geste that the button named."""
    return cle_postee(request.POST.get("geste", ""))


@pour_agir
def geler(request: HttpRequest, campagne: Campagne, grappe: int) -> HttpResponse:
    """Freeze, or thaw what is frozen."""
    lue = get_object_or_404(campagne.grappes, pk=grappe)
    if "degeler" in request.POST:
        contraintes.degeler(lue)
        return repondre(request, campagne, f"« {lue} » n’est plus gelée.")
    contraintes.geler(lue, par=request.user)
    return repondre(request, campagne, f"« {lue} » est gelée.")


@pour_agir
def epingler(request: HttpRequest, campagne: Campagne, place: int) -> HttpResponse:
    """Pin, or unpin what is pinned."""
    lues = Place.objects.filter(grappe__campagne=campagne)
    lue = get_object_or_404(lues.select_related("grappe", "candidature__organisme"), pk=place)
    if "desepingler" in request.POST:
        contraintes.desepingler(lue)
        return repondre(request, campagne, f"{lue.candidature.organisme} n’est plus épinglé.")
    contraintes.epingler(lue, par=request.user)
    return repondre(
        request, campagne, f"{lue.candidature.organisme} est épinglé dans « {lue.grappe} »."
    )


@pour_agir
def proposer(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """Ask for a scenario, on the selection or on all that is free."""
    choisies = lire_jetons(request.POST.getlist("candidatures"))
    if len(choisies) > PROPOSABLES:
        raise ErreurMetier(
            f"Au plus {PROPOSABLES} candidatures par sélection : décochez-en, ou décochez tout "
            "pour proposer sur tout le vivier."
        )
    return _mener(request, "grappes_scenario_nouveau", campagne, selection=list(choisies))


@pour_agir
def choisir_paire(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """From the board's selection to the page that forbids a pair."""
    jetons = request.POST.getlist("candidatures")[:3]
    return _mener(request, "grappes_atelier_paires", campagne, candidatures=jetons)


def _mener(
    request: HttpRequest, nom: str, campagne: Campagne, **choix: list[object]
) -> HttpResponse:
    """Go to a page of its own, with htmx too."""
    adresse = f"{reverse(f'admin:{nom}', args=[campagne.pk])}?{urlencode(choix, doseq=True)}"
    return HttpResponse(headers={"HX-Redirect": adresse}) if request.htmx else redirect(adresse)


@require_http_methods(["GET", "POST"])
@de_l_atelier
def paires(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """The pairs kept apart; with two candidatures chosen, the form that forbids one more."""
    if not peut_modifier(request):
        raise PermissionDenied
    donnees = request.POST if request.method == "POST" else request.GET
    deux = deux_candidatures(campagne, donnees.getlist("candidatures"))
    form = PaireForm(request.POST or None)
    if request.method == "POST" and deux and form.is_valid():
        try:
            paire = contraintes.interdire(*deux, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(request, f"{paire} : paire interdite.")
            return redirect("admin:grappes_atelier_paires", campagne.pk)
        except ErreurMetier as erreur:
            form.add_error("motif", str(erreur))
    contexte = {
        "title": "Paires interdites",
        "campagne": campagne,
        "deux": deux,
        "choisies": donnees.getlist("candidatures"),
        "form": form,
        "paires": campagne.paires_interdites.select_related(
            "premiere__organisme", "seconde__organisme", "par"
        ),
    }
    return page(request, "paires", contexte)


@pour_agir
def autoriser(request: HttpRequest, campagne: Campagne, paire: int) -> HttpResponse:
    lues = PaireInterdite.objects.select_related("premiere__organisme", "seconde__organisme")
    lue = get_object_or_404(lues, campagne=campagne, pk=paire)
    contraintes.autoriser(lue)
    messages.success(request, f"{lue} : elles peuvent de nouveau se retrouver.")
    return redirect("admin:grappes_atelier_paires", campagne.pk)
