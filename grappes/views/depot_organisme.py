"""Step 2: the organisme, found in the register or declared."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from faq.ports import LimiteAtteinte
from grappes.erreurs import ErreurMetier
from grappes.forms.champs import cle_postee
from grappes.forms.depot_organisme import OrganismeInconnuForm
from grappes.models import Candidature, OrganismeGestionnaire
from grappes.regles.completude import Etape
from grappes.services import debit
from grappes.services.dossiers import candidatures, organismes
from grappes.services.registre.recherche import LIMITE, rechercher
from grappes.views.adresse import adresse_ip
from grappes.views.depot_cadre import avec_dossier_modifiable, contexte, suivante

GABARIT = "grappes/depot/organisme.html"


def organisme(
    request: HttpRequest, candidature: Candidature, inconnu: OrganismeInconnuForm | None = None
) -> HttpResponse:
    """The organisme of the file, or the search for it (which works without JavaScript)."""
    donnees = contexte(candidature, Etape.ORGANISME) | _chercher(request)
    donnees["inconnu"] = inconnu or OrganismeInconnuForm()
    donnees["formulaires"] = [inconnu] if inconnu else []
    donnees["changer"] = candidature.organisme is None or "changer" in request.GET
    donnees["suivante"] = suivante(Etape.ORGANISME)
    return render(request, GABARIT, donnees, status=donnees["status"])


@avec_dossier_modifiable
def recherche(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """The results alone, as one types."""
    donnees = _chercher(request) | {"candidature": candidature}
    return render(request, "grappes/depot/_resultats.html", donnees, status=donnees["status"])


def _chercher(request: HttpRequest) -> dict[str, Any]:
    texte = request.GET.get("q", "").strip()[:120]
    donnees: dict[str, Any] = {"q": texte, "status": 200, "limite": LIMITE}
    if len(texte) < 2:
        return donnees
    try:
        debit.compter("recherche", adresse_ip(request))
    except LimiteAtteinte as refus:
        return donnees | {"limite_atteinte": refus, "status": 429}
    return donnees | {
        "trouvailles": rechercher(texte),
        "avis": organismes.avis_sur_numero(texte),
    }


@require_POST
@avec_dossier_modifiable
def choisir(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    ouverts = OrganismeGestionnaire.objects.ouverts()
    organisme = get_object_or_404(ouverts, pk=cle_postee(request.POST.get("organisme", "")))
    return _retenir(request, candidature, organisme)


def _retenir(
    request: HttpRequest, candidature: Candidature, organisme: OrganismeGestionnaire
) -> HttpResponse:
    """Attach the organisme, unless a colleague's file should be joined first."""
    deja = organismes.dossier_existant(candidature.campagne, organisme)
    if deja and deja.pk != candidature.pk and "malgre" not in request.POST:
        request.session["organisme_vise"] = organisme.pk
        return redirect("rattachement_demander")
    try:
        candidatures.choisir_organisme(candidature, organisme)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect("candidature_etape", Etape.ORGANISME)
    return redirect(suivante(Etape.ORGANISME))


@require_POST
@avec_dossier_modifiable
def declarer(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """An organisme that nobody finds; a number that the register knows after all leads to it."""
    form = OrganismeInconnuForm(request.POST)
    if not form.is_valid():
        return organisme(request, candidature, form)
    numero = form.cleaned_data["finess"]
    if numero and numero.avis:
        messages.info(request, numero.avis)
    if form.connu:
        messages.info(request, f"Le référentiel connaît ce numéro : c’est « {form.connu} ».")
        return _retenir(request, candidature, form.connu)
    try:
        organismes.declarer_organisme(
            candidature,
            finess=numero.valeur if numero else "",
            nom=form.cleaned_data["nom"],
            commune=form.cleaned_data["commune"],
        )
    except ErreurMetier as refus:
        form.add_error(None, str(refus))
        return organisme(request, candidature, form)
    return redirect(suivante(Etape.ORGANISME))
