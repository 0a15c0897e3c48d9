"""The plain steps of the intake form, their autosave, and what waited to be valid."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from grappes.erreurs import ErreurMetier
from grappes.forms.champs import brut, relire
from grappes.forms.depot import FORMULAIRES
from grappes.models import Candidature, StatutCandidature
from grappes.regles.completude import Etape
from grappes.services.dossiers import saisie
from grappes.views import depot_etablissements, depot_organisme, depot_verification
from grappes.views.depot_cadre import (
    avec_dossier_modifiable,
    contexte,
    formulaire_poste,
    suivante,
    url_etape,
)

# The steps that are more than one form.
VUES = {
    Etape.ORGANISME: depot_organisme.organisme,
    Etape.ETABLISSEMENTS: depot_etablissements.etablissements,
    Etape.VERIFICATION: depot_verification.verification,
}


@avec_dossier_modifiable
def remplir(request: HttpRequest, candidature: Candidature, etape: str) -> HttpResponse:
    """One step; what was kept raw elsewhere and has become valid is written on the way."""
    if etape not in Etape.values:
        raise Http404("Cette étape n’existe pas.")
    _ecrire_ce_qui_est_devenu_valide(candidature, sauf=etape)
    if vue := VUES.get(Etape(etape)):
        return vue(request, candidature)
    if request.method == "POST":
        return _enregistrer(request, candidature, etape)
    garde = candidature.saisie.get(etape)
    form = FORMULAIRES[etape](relire(garde) if garde else None, candidature=candidature)
    return _montrer(request, candidature, etape, form)


def _enregistrer(request: HttpRequest, candidature: Candidature, etape: str) -> HttpResponse:
    form = FORMULAIRES[etape](request.POST, candidature=candidature)
    poste = formulaire_poste(request)
    try:
        if form.is_valid():
            saisie.enregistrer(candidature, etape, poste, form.save)
            return redirect(_apres(request, candidature, etape))
        saisie.garder(candidature, etape, brut(form), poste)
    except saisie.SaisieConcurrente as conflit:
        return _montrer_le_conflit(request, candidature, etape, form, conflit)
    except saisie.SaisieIncomplete as refus:
        with suppress(ErreurMetier):  # the page shows it in any case
            saisie.garder(candidature, etape, brut(form), poste)
        _attacher(form, refus)
    except ErreurMetier as refus:
        form.add_error(None, str(refus))
    return _montrer(request, candidature, etape, form)


def _apres(request: HttpRequest, candidature: Candidature, etape: str) -> str:
    if request.POST.get("action") == "enregistrer":
        return url_etape(etape)
    # A correction of one thing goes back to the whole.
    deposee = candidature.statut != StatutCandidature.BROUILLON
    return url_etape(Etape.VERIFICATION) if deposee else suivante(etape)


def _attacher(form: Any, refus: saisie.SaisieIncomplete) -> None:
    for manque in refus.manques:
        form.add_error(manque.champ if manque.champ in form.fields else None, manque.phrase)


def _montrer_le_conflit(
    request: HttpRequest, candidature: Candidature, etape: str, form: Any, conflit: Exception
) -> HttpResponse:
    """Show what was typed beside what changed; saving again is then a choice."""
    fraiche = Candidature.objects.select_related("campagne__region", "organisme").get(
        pk=candidature.pk
    )
    stocke = FORMULAIRES[etape](form.data, candidature=fraiche)
    differences = [stocke.fields[nom].label for nom in stocke.changed_data]
    details = {"conflit": conflit, "differences": differences}
    return _montrer(request, fraiche, etape, stocke, details, status=409)


def _montrer(
    request: HttpRequest,
    candidature: Candidature,
    etape: str,
    form: Any,
    details: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    donnees = contexte(candidature, etape) | {"form": form, "formulaires": [form]}
    return render(request, "grappes/depot/etape.html", donnees | (details or {}), status=status)


@require_POST
@avec_dossier_modifiable
def garder(request: HttpRequest, candidature: Candidature, etape: str) -> HttpResponse:
    """Autosave: keep the step as it stands, silently."""
    conflit = None
    try:
        if etape == Etape.ETABLISSEMENTS:
            formset = depot_etablissements.lire(request, candidature)
            bruts = formset.bruts(sauf_valides=False)
            saisie.garder_lignes(candidature, bruts, formulaire_poste(request))
        elif etape in FORMULAIRES:
            form = FORMULAIRES[etape](request.POST, candidature=candidature)
            saisie.garder(candidature, etape, brut(form), formulaire_poste(request))
        else:
            raise Http404("Cette étape n’a rien à garder.")
    except ErreurMetier as refus:
        conflit = refus
    donnees = {"candidature": candidature, "conflit": conflit}
    return render(request, "grappes/depot/_enregistre.html", donnees)


def _ecrire_ce_qui_est_devenu_valide(candidature: Candidature, sauf: str) -> None:
    """Autosaves keep what was typed raw; it goes to its columns once the step is left."""
    for etape in [e for e in candidature.saisie if e != sauf and candidature.saisie[e]]:
        formulaire = saisie.courant(candidature, etape)
        try:
            if etape == Etape.ETABLISSEMENTS:
                depot_etablissements.reprendre(candidature, formulaire)
            else:
                form = FORMULAIRES[etape](
                    relire(candidature.saisie[etape]), candidature=candidature
                )
                if form.is_valid():
                    saisie.enregistrer(candidature, etape, formulaire, form.save)
        except ErreurMetier:
            candidature.refresh_from_db(fields=["saisie", "ecritures"])
