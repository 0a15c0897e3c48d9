"""What staff do with scenarios: ask, stop, amend, apply. Each act says so and comes back."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from grappes.admin.scenarios import du_scenario, page, verifier
from grappes.erreurs import ErreurMetier
from grappes.forms.champs import cle_postee
from grappes.forms.scenario import ExceptionsForm, ScenarioForm
from grappes.francais import compter
from grappes.models import Campagne, Candidature, Geste, Scenario
from grappes.services.collectif import listes
from grappes.services.scenarios import demandes
from grappes.services.scenarios.application import appliquer as appliquer_le_scenario
from grappes.services.scenarios.explications import appliquer_changement
from grappes.services.scenarios.retouches import retoucher

TROUVEES = 40
Vue = Callable[..., HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request: HttpRequest, object_id: int) -> HttpResponse:
    """The form. « Chercher » shows candidatures to tick; nothing typed or ticked is lost."""
    verifier(request, modifier=True)
    campagne = get_object_or_404(Campagne, pk=object_id)
    promises = demandes.places_promises(campagne)
    if request.method != "POST" or request.htmx or "chercher" in request.POST:
        saisie = (request.POST or request.GET).dict() or None
        form = ScenarioForm(campagne, initial=saisie)
        return _saisir(request, campagne, form, ExceptionsForm(promises, initial=saisie))
    form, exceptions = ScenarioForm(campagne, request.POST), ExceptionsForm(promises, request.POST)
    valides = form.is_valid() and exceptions.is_valid()
    scenario = _demander(request, campagne, form, exceptions) if valides else None
    if scenario is None:
        return _saisir(request, campagne, form, exceptions)
    return redirect("admin:grappes_scenario_page", campagne.pk, scenario.pk)


def _saisir(
    request: HttpRequest, campagne: Campagne, form: ScenarioForm, exceptions: ExceptionsForm
) -> HttpResponse:
    """The whole page; htmx asks for the choice of candidatures alone."""
    saisie = request.POST or request.GET
    contexte = choix(campagne, saisie.getlist("selection"), saisie.get("recherche", ""))
    contexte |= {"form": form, "exceptions": exceptions}
    gabarit = "_choix" if request.htmx else "nouveau"
    return page(request, gabarit, campagne, "Nouveau scénario", **contexte)


def _demander(
    request: HttpRequest, campagne: Campagne, form: ScenarioForm, exceptions: ExceptionsForm
) -> Scenario | None:
    try:
        return demandes.demander(
            campagne, par=request.user, exceptions=exceptions.motifs, **form.cleaned_data
        )
    except ErreurMetier as erreur:
        form.add_error(None, str(erreur))
        return None


def choix(campagne: Campagne, postees: list[str], recherche: str) -> dict[str, object]:
    """The ticked candidatures, then those that match the search."""
    possibles = demandes.candidatures_possibles(campagne)
    cles = [cle for lue in postees if (cle := cle_postee(lue))]
    trouvees = listes.chercher(possibles.exclude(pk__in=cles), recherche)
    return {
        "recherche": recherche,
        "cochees": list(possibles.filter(pk__in=cles)),
        "trouvees": list(trouvees[:TROUVEES]),
        "total": trouvees.count(),
    }


def pour_agir(vue: Vue) -> Vue:
    """POST only, by who may change grappes; a refusal of the domain is told on the page."""

    @require_POST
    @du_scenario
    @wraps(vue)
    def gardee(request: HttpRequest, scenario: Scenario, **cles: int) -> HttpResponse:
        verifier(request, modifier=True)
        try:
            return vue(request, scenario, **cles)
        except ErreurMetier as erreur:
            messages.error(request, str(erreur))
            return revenir(scenario)

    return gardee


def revenir(scenario: Scenario) -> HttpResponse:
    return redirect("admin:grappes_scenario_page", scenario.campagne_id, scenario.pk)


@pour_agir
def arreter(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    demandes.arreter(scenario)
    messages.success(request, "Arrêt demandé : le meilleur plan trouvé est gardé.")
    return revenir(scenario)


@pour_agir
def relancer(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    demandes.relancer(scenario)
    return revenir(scenario)


@pour_agir
def tirer(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    suite = demandes.tirer_autrement(scenario, par=request.user)
    messages.success(request, f"« {suite} » est demandé : ce scénario-ci reste à comparer.")
    return revenir(suite)


@pour_agir
def appliquer(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Whole, or one grappe when the button names it."""
    choisies = [_cle(valeur) for valeur in request.POST.getlist("envisagee")]
    geste = appliquer_le_scenario(
        scenario,
        par=request.user,
        choisies=choisies or None,
        malgre_conflits="malgre_conflits" in request.POST,
    )
    messages.success(request, _fait(geste))
    return revenir(scenario)


def _cle(valeur: str) -> int:
    """The key of an envisaged grappe; 404 for what no page of ours could have posted."""
    cle = cle_postee(valeur)
    if cle is None:
        raise Http404
    return cle


def _fait(geste: Geste | None) -> str:
    if geste is None:
        return "C’est noté : tout était déjà à sa place."
    nombre = compter(geste.mouvements.count(), "candidature")
    return f"C’est appliqué pour {nombre}. « Annuler », dans l’atelier, revient en arrière."


@pour_agir
def deplacer(request: HttpRequest, scenario: Scenario, candidature: int) -> HttpResponse:
    """Amend: `vers` is the key of an envisaged grappe, 0 for a new one, empty for out."""
    vers = request.POST.get("vers", "")
    fautes = retoucher(scenario, candidature, _cle(vers) if vers else None)
    nom = Candidature.objects.select_related("organisme").get(pk=candidature).organisme
    messages.success(request, f"{nom} : c’est déplacé dans le scénario.")
    for faute in fautes:
        messages.warning(request, faute)
    return revenir(scenario)


@pour_agir
def changer(request: HttpRequest, scenario: Scenario, candidature: int) -> HttpResponse:
    """Do a change that would place an orphan, when staff may decide it."""
    genre, valeur = request.POST.get("genre", ""), request.POST.get("valeur", "")
    suite = appliquer_changement(scenario, candidature, genre, valeur, par=request.user)
    if suite == scenario:
        messages.success(request, "C’est ajouté au scénario.")
    else:
        messages.success(request, f"« {suite} » est demandé : ce scénario-ci reste à comparer.")
    return revenir(suite)


@pour_agir
def supprimer(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    demandes.supprimer(scenario)
    messages.success(request, f"« {scenario} » est supprimé.")
    return redirect("admin:grappes_scenario_liste", scenario.campagne_id)
