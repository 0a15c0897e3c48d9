"""The acts of the workflow as buttons: each asks what it needs, calls its service and tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from grappes.erreurs import ErreurMetier
from grappes.models import Acteur
from grappes.workflow import (
    Auteur,
    Objet,
    Passage,
    confirmer_statut,
    passage,
    passages_possibles,
    statut_de,
)


@dataclass(frozen=True)
class Acte:
    """A service, and the form whose cleaned fields are its arguments.

    `consequence` is told before the act, `satisfait` says that the form itself brings what the
    guard asks for.
    """

    service: Callable[..., object]
    form: type[forms.Form] = forms.Form
    consequence: str = ""
    satisfait: bool = False

    @property
    def direct(self) -> bool:
        return not self.form.base_fields


@dataclass(frozen=True)
class Bouton:
    """An act that the table allows now; `manques` tells why its guard would refuse it."""

    passage: Passage
    acte: Acte
    manques: list[str]


def boutons(objet: Objet, actes: Mapping[str, Acte]) -> list[Bouton]:
    """What staff may do now; none that merely follows an act on the grappe."""
    return [
        Bouton(ligne, actes[ligne.acte], _manques(objet, ligne, actes[ligne.acte]))
        for ligne in passages_possibles(objet, Acteur.COLLECTIF)
        if ligne.acte in actes and not ligne.suit_la_grappe
    ]


def _manques(objet: Objet, ligne: Passage, acte: Acte) -> list[str]:
    if ligne.garde is None or acte.satisfait:
        return []
    return ligne.garde(objet)


def agir(
    request: HttpRequest, objet: Objet, nom: str, actes: Mapping[str, Acte], retour: str
) -> HttpResponse:
    """GET shows what the act needs; POST does it, says so, and comes back to `retour`.

    Refused, the form stays with what was typed.
    """
    acte = actes.get(nom)
    if acte is None:
        raise Http404
    form = acte.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fait = faire(request, objet, passage(objet, nom), acte, form.cleaned_data)
        if fait or acte.direct:
            return HttpResponseRedirect(retour)
    titre = passage(objet, nom).libelle
    return page(request, objet, titre, form, retour, vu=statut_de(objet), acte=acte)


def page(
    request: HttpRequest,
    objet: Objet,
    titre: str,
    form: forms.Form,
    retour: str,
    **contexte: object,
) -> TemplateResponse:
    """What an act asks before it is done."""
    commun = {
        **admin.site.each_context(request),
        "title": titre,
        "subtitle": str(objet),
        "opts": objet._meta,
        "objet": objet,
        "form": form,
        "retour": retour,
    }
    return TemplateResponse(request, "admin/grappes/acte.html", commun | contexte)


def faire(
    request: HttpRequest, objet: Objet, ligne: Passage, acte: Acte, donnees: dict[str, object]
) -> bool:
    """Call the service unless the page is stale; say what was done, or why it was refused."""
    try:
        confirmer_statut(objet, request.POST.get("vu", statut_de(objet)))
        acte.service(objet, auteur=Auteur.collectif(request.user), **donnees)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
        return False
    messages.success(request, f"« {ligne.libelle} » : c’est fait pour {objet}.")
    return True
