"""« Et maintenant ? »: the page that a departure opens, and the decision that closes it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from grappes.erreurs import ErreurMetier
from grappes.forms.admin import MotifMembresForm
from grappes.forms.champs import cle_postee
from grappes.forms.decisions import FusionForm, GarderForm, RemplacerForm
from grappes.models import Depart, Grappe
from grappes.services.et_maintenant import apres_retrait, fusions

Decision = Depart.Decision


@dataclass(frozen=True)
class Issue:
    """One way on: its form, and what it does; `faire` returns the page to go to and a sentence."""

    form: type[forms.Form]
    faire: Callable[..., tuple[str, str]]


def _garder(request: HttpRequest, grappe: Grappe, vus: set[int], motif: str) -> tuple[str, str]:
    apres_retrait.garder(grappe, par=request.user, vus=vus, motif=motif)
    return adresse(grappe), f"« {grappe} » est gardée telle qu’elle est."


def _remplacer(request: HttpRequest, grappe: Grappe, vus: set[int], candidature) -> tuple[str, str]:
    regle = apres_retrait.remplacer(grappe, candidature, par=request.user, vus=vus)
    phrase = f"{candidature.organisme} a sa place dans « {grappe} » et en est prévenu."
    if regle:
        return adresse(grappe), phrase
    suite = " La grappe ne respecte pas encore les règles : que faire maintenant ?"
    return reverse("admin:grappes_grappe_et_maintenant", args=[grappe.pk]), phrase + suite


def _fusionner(
    request: HttpRequest, grappe: Grappe, vus: set[int], dans: Grappe, motif: str
) -> tuple[str, str]:
    arrivees = fusions.fusionner(grappe, dans, par=request.user, vus=vus, motif=motif)
    return adresse(dans), f"« {grappe} » a rejoint « {dans} » : {len(arrivees)} place(s) donnée(s)."


def _dissoudre(request: HttpRequest, grappe: Grappe, vus: set[int], motif: str) -> tuple[str, str]:
    apres_retrait.dissoudre(grappe, par=request.user, vus=vus, motif=motif)
    return adresse(grappe), f"« {grappe} » est dissoute ; ses membres sont prévenus."


ISSUES = {
    Decision.GARDER: Issue(GarderForm, _garder),
    Decision.REMPLACER: Issue(RemplacerForm, _remplacer),
    Decision.FUSIONNER: Issue(FusionForm, _fusionner),
    Decision.DISSOUDRE: Issue(MotifMembresForm, _dissoudre),
}


def adresse(grappe: Grappe) -> str:
    return reverse("admin:grappes_grappe_change", args=[grappe.pk])


def page(
    request: HttpRequest, grappe: Grappe, refuses: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """What was lost, what the grappe is now, four ways on; `refuses` are the forms sent back."""
    suites = apres_retrait.lire(grappe)
    formulaires = {
        decision.value: issue.form(prefix=decision.value) for decision, issue in ISSUES.items()
    }
    contexte = {
        **admin.site.each_context(request),
        "title": "Et maintenant ?",
        "subtitle": str(grappe),
        "opts": grappe._meta,
        "grappe": grappe,
        "suites": suites,
        "formulaires": formulaires | (refuses or {}),
    }
    return TemplateResponse(request, "admin/grappes/grappe/et_maintenant.html", contexte)


def decider(request: HttpRequest, grappe: Grappe, decision: str) -> HttpResponse:
    """Do what was decided; refused, the page comes back with what was typed."""
    if decision not in Decision.values:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:grappes_grappe_et_maintenant", args=[grappe.pk]))
    issue = ISSUES[Decision(decision)]
    form = issue.form(request.POST, prefix=decision)
    if form.is_valid():
        vus = {cle for lue in request.POST.getlist("vus") if (cle := cle_postee(lue))}
        try:
            suite, phrase = issue.faire(request, grappe, vus, **form.cleaned_data)
        except ErreurMetier as refus:
            messages.error(request, str(refus))
        else:
            messages.success(request, phrase)
            return HttpResponseRedirect(suite)
    grappe.refresh_from_db()
    return page(request, grappe, {decision: form})
