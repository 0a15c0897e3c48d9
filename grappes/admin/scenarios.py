"""Scenarios of a campagne: asked, watched, looked at, compared."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from grappes.forms.scenario import ComparaisonForm
from grappes.models import Campagne, Job, Scenario
from grappes.optimizer import best_groups
from grappes.services.scenarios import demandes
from grappes.services.scenarios.comparaison import comparer, comparer_a_aujourd_hui
from grappes.services.scenarios.explications import changements
from grappes.services.scenarios.lecture import Envisagee, ScenarioLu, lire
from grappes.services.scenarios.suites import ecartees, orphelins, reste

# With more grappes than this, the page opens with all of them folded.
DEPLIEES = 6
# How many of those who move a page tells.
TRAJETS = 100
Vue = Callable[..., HttpResponse]


def du_scenario(vue: Vue) -> Vue:
    """Give the view its scenario; to who may see candidatures and grappes."""

    @wraps(vue)
    def gardee(request: HttpRequest, object_id: int, scenario: int, **cles: int) -> HttpResponse:
        verifier(request)
        lus = Scenario.objects.select_related("campagne", "cree_par")
        return vue(request, get_object_or_404(lus, campagne=object_id, pk=scenario), **cles)

    return gardee


def verifier(request: HttpRequest, *, modifier: bool = False) -> None:
    droits = ["grappes.view_grappe", "grappes.view_candidature"]
    if modifier:
        droits.append("grappes.change_grappe")
    if not request.user.has_perms(droits):
        raise PermissionDenied


def page(
    request: HttpRequest, gabarit: str, campagne: Campagne, titre: str, **contexte: object
) -> TemplateResponse:
    commun = {
        **admin.site.each_context(request),
        "title": titre,
        "subtitle": str(campagne),
        "campagne": campagne,
        "opts": Campagne._meta,
        "modifiable": request.user.has_perm("grappes.change_grappe"),
    }
    return TemplateResponse(request, f"admin/grappes/scenario/{gabarit}.html", commun | contexte)


@require_safe
def liste(request: HttpRequest, object_id: int) -> HttpResponse:
    verifier(request)
    campagne = get_object_or_404(Campagne, pk=object_id)
    lus = demandes.lister(campagne)
    return page(request, "liste", campagne, "Scénarios", lus=lus, etats=Job.Etat)


@require_safe
@du_scenario
def montrer(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """How far the run is, or what it found."""
    job = demandes.travail(scenario)
    if scenario.calcule_le is None or (job and job.etat in demandes.EN_ROUTE):
        return page(request, "calcul", scenario.campagne, str(scenario), **suivre(scenario, job))
    lu = lire(scenario)
    restant = reste(lu)
    return page(
        request,
        "resultat",
        scenario.campagne,
        str(scenario),
        lu=lu,
        scenario=scenario,
        job=job,
        reste=restant,
        rangees=[(e, restant.conflits.get(e.ligne.pk, [])) for e in lu.envisagees],
        a_regler=sum(bool(envisagee.a_regler) for envisagee in lu.envisagees),
        orphelins=orphelins(lu),
        ecartees=ecartees(lu),
        exceptees=scenario.derogations.filter(utilisee_le=None).count(),
        entame=any(envisagee.appliquee for envisagee in lu.envisagees),
        depliees=len(lu.envisagees) <= DEPLIEES or "depliees" in request.GET,
    )


@require_safe
@du_scenario
def envisagee(request: HttpRequest, scenario: Scenario, envisagee: int) -> HttpResponse:
    """The inside of a grappe, as it is unfolded."""
    if scenario.calcule_le is None:
        raise Http404
    lu = lire(scenario)
    lue = next((e for e in lu.envisagees if e.ligne.pk == envisagee), None)
    if lue is None:
        raise Http404
    contexte = {
        "campagne": scenario.campagne,
        "scenario": scenario,
        "envisagee": lue,
        "conflits": reste(lu).conflits.get(envisagee, []),
        "modifiable": request.user.has_perm("grappes.change_grappe"),
    }
    return TemplateResponse(request, "admin/grappes/scenario/_envisagee_corps.html", contexte)


@require_safe
@du_scenario
def avancement(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The fragment that the page asks for every second; the end reloads the page."""
    job = demandes.travail(scenario)
    if job is None or job.etat not in demandes.EN_ROUTE:
        return HttpResponseClientRefresh()
    contexte = suivre(scenario, job) | {"campagne": scenario.campagne}
    return TemplateResponse(request, "admin/grappes/scenario/_avancement.html", contexte)


def suivre(scenario: Scenario, job: Job | None) -> dict[str, object]:
    ecoule = timezone.now() - job.demande_le if job else None
    return {
        "scenario": scenario,
        "job": job,
        "etats": Job.Etat,
        "en_route": bool(job and job.etat in demandes.EN_ROUTE),
        "secondes": int(ecoule.total_seconds()) if ecoule else 0,
    }


@require_safe
@du_scenario
def candidature(request: HttpRequest, scenario: Scenario, candidature: int) -> HttpResponse:
    """One candidature in a scenario: where, why, where else, and what would place it."""
    identifiant = str(candidature)
    if scenario.calcule_le is None or identifiant not in (lu := lire(scenario)).problem.by_id:
        raise Http404
    envisagee = lu.envisagee_de(identifiant)
    contexte = {
        "scenario": scenario,
        "original": lu.candidatures[identifiant],
        "person": lu.problem.by_id[identifiant],
        "envisagee": envisagee,
        "membre": envisagee and envisagee.membre(candidature),
        "verrou": lu.annexe.verrous.get(identifiant),
        "orphelin": next((o for o in orphelins(lu) if o.candidature.pk == candidature), None),
        "changements": changements(lu, candidature),
        "contact": lu.candidatures[identifiant].titulaire,
        "destinations": destinations(lu, identifiant, envisagee),
    }
    return page(request, "candidature", scenario.campagne, lu.nom(identifiant), **contexte)


def destinations(
    lu: ScenarioLu, identifiant: str, actuelle: Envisagee | None
) -> list[tuple[int, str]]:
    """The grappes where it may go: the best three first, and why."""
    ouvertes = {e.ligne.pk: e for e in lu.envisagees if e is not actuelle and not e.appliquee}
    meilleures = {
        envisagee.ligne.pk: f"{envisagee.ligne} – {option.sentence}"
        for option in best_groups(lu.problem, lu.plan, identifiant, name=lu.nom)
        if (envisagee := lu.envisagee_de(option.group.lead)) and envisagee.ligne.pk in ouvertes
    }
    autres = {
        cle: f"{e.ligne} – {e.esms} ESMS, {lu.nom(e.groupe.lead)}"
        for cle, e in ouvertes.items()
        if cle not in meilleures
    }
    return [*meilleures.items(), *autres.items()]


@require_safe
@du_scenario
def comparaison(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Beside today's grappes, or beside another scenario."""
    if scenario.calcule_le is None:
        raise Http404
    form = ComparaisonForm(scenario, request.GET)
    autre = form.cleaned_data["avec"] if form.is_valid() else None
    comparee = comparer(scenario, autre) if autre else comparer_a_aujourd_hui(scenario)
    trajets = Paginator(comparee.trajets, TRAJETS).get_page(request.GET.get("page"))
    return page(
        request,
        "comparaison",
        scenario.campagne,
        f"Comparer « {scenario} »",
        scenario=scenario,
        form=form,
        autre=autre,
        comparee=comparee,
        trajets=trajets,
    )
