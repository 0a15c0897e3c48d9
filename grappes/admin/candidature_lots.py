"""Acts on many candidatures at once: each by its own service, each refusal told by name."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join

from grappes.erreurs import ErreurMetier
from grappes.forms.admin import GrappeCibleForm, MotifForm
from grappes.models import Candidature
from grappes.services.atelier.deplacements import faire_entrer
from grappes.services.dossiers import examen
from grappes.workflow import Auteur

# Each act writes mails and a trace in its own transaction: more would outlive a web request.
MAXIMUM = 300
REFUS_MONTRES = 30


def mener(
    request: HttpRequest, queryset: QuerySet[Candidature], fait: str, acte: Callable[..., object]
) -> None:
    """Do `acte(candidature)` for each, and report what was done and what was refused."""
    if queryset.count() > MAXIMUM:
        messages.error(request, f"Traitez au plus {MAXIMUM} candidatures à la fois.")
        return
    faites, refus = 0, []
    for candidature in queryset:
        try:
            acte(candidature)
            faites += 1
        except ErreurMetier as erreur:
            refus.append((str(candidature), str(erreur)))
    if faites:
        messages.success(request, f"{fait} : {faites} candidature(s).")
    if refus:
        messages.warning(request, _refus(refus))


def _refus(refus: list[tuple[str, str]]) -> str:
    lignes = format_html_join("", "<li>{} : {}</li>", refus[:REFUS_MONTRES])
    reste = len(refus) - REFUS_MONTRES
    suite = f"… et {reste} autre(s)." if reste > 0 else ""
    return format_html("Refusé pour {} candidature(s) :<ul>{}</ul>{}", len(refus), lignes, suite)


def demander(
    request: HttpRequest, queryset: QuerySet[Candidature], action: str, titre: str, form: forms.Form
) -> TemplateResponse:
    """The page between: what the act needs, and for which candidatures."""
    contexte = {
        **admin.site.each_context(request),
        "title": titre,
        "opts": Candidature._meta,
        "candidatures": queryset,
        "action": action,
        "case": ACTION_CHECKBOX_NAME,
        "form": form,
    }
    return TemplateResponse(request, "admin/grappes/candidature/lot.html", contexte)


@admin.action(description="Commencer l’examen", permissions=["change"])
def examiner_lot(modele, request, queryset):
    auteur = Auteur.collectif(request.user)
    mener(request, queryset, "Examen commencé", lambda c: examen.examiner(c, auteur=auteur))


@admin.action(description="Admettre au vivier", permissions=["change"])
def admettre_lot(modele, request, queryset):
    auteur = Auteur.collectif(request.user)
    mener(request, queryset, "Admises au vivier", lambda c: examen.admettre(c, auteur=auteur))


@admin.action(description="Écarter…", permissions=["change"])
def ecarter_lot(modele, request, queryset):
    form = MotifForm(request.POST if "confirmer" in request.POST else None)
    if not form.is_valid():
        return demander(request, queryset, "ecarter_lot", "Écarter des candidatures", form)
    auteur, motif = Auteur.collectif(request.user), form.cleaned_data["motif"]
    mener(request, queryset, "Écartées", lambda c: examen.ecarter(c, auteur=auteur, motif=motif))
    return None


@admin.action(description="Ajouter à une grappe…", permissions=["placer"])
def placer_lot(modele, request, queryset):
    form = GrappeCibleForm(request.POST if "confirmer" in request.POST else None)
    if not form.is_valid():
        return demander(request, queryset, "placer_lot", "Ajouter à une grappe", form)
    grappe = form.cleaned_data["grappe"]
    par = request.user
    mener(
        request,
        queryset,
        f"Ajoutées à « {grappe} »",
        lambda c: faire_entrer(grappe, [c], par=par),
    )
    return None
