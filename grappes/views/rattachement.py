"""A colleague's file: ask to join it, and answer whoever asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from faq.ports import LimiteAtteinte
from grappes.erreurs import ErreurMetier
from grappes.forms.champs import cle_postee
from grappes.forms.depot import RattachementForm
from grappes.models import Candidature, OrganismeGestionnaire
from grappes.regles.completude import Etape
from grappes.services.dossiers import organismes, rattachements
from grappes.views import suivi
from grappes.views.adresse import adresse_ip
from grappes.views.depot_cadre import avec_dossier_modifiable

# What the titular may decide, and what is then said.
DECISIONS = {
    "accepter": (
        rattachements.accepter,
        "C’est fait : cette personne est votre second contact et peut ouvrir le dossier.",
    ),
    "refuser": (rattachements.refuser, "La demande est refusée, la personne en est prévenue."),
}


@avec_dossier_modifiable
def demander(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """A file exists for this OG: ask to join it, or go on anyway. No name is shown."""
    vise = OrganismeGestionnaire.objects.filter(pk=request.session.get("organisme_vise")).first()
    existante = vise and organismes.dossier_existant(candidature.campagne, vise)
    titulaire = candidature.titulaire
    if not existante or titulaire is None:
        return redirect("candidature_etape", Etape.ORGANISME)
    form = RattachementForm(request.POST if request.method == "POST" else None)
    statut = 200
    if request.method == "POST" and form.is_valid():
        try:
            rattachements.rejoindre(
                existante, titulaire, **form.cleaned_data, reseau=adresse_ip(request)
            )
            request.session["rattachement_demande"] = existante.pk
            return redirect("rattachement_demander")
        except LimiteAtteinte as refus:
            form.add_error(None, str(refus))
            statut = 429
    demandee = request.session.get("rattachement_demande") == existante.pk
    donnees = {"form": form, "formulaires": [form], "organisme": vise, "titulaire": titulaire}
    donnees |= {"demandee": demandee, "candidature": candidature}
    return render(request, "grappes/depot/rattachement.html", donnees, status=statut)


@login_not_required
@suivi.avec_candidature
def repondre(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """The contacts of a file answer those who ask to join it."""
    attente = rattachements.en_attente(candidature)
    if request.method == "POST" and request.POST.get("decision") in DECISIONS:
        demande = get_object_or_404(
            candidature.rattachements.select_related("candidature__campagne"),
            pk=cle_postee(request.POST.get("demande", "")),
        )
        decider, phrase = DECISIONS[request.POST["decision"]]
        try:
            decider(demande)
            messages.success(request, phrase)
        except ErreurMetier as refus:
            messages.error(request, str(refus))
        return redirect("candidature_suivi")
    if not attente:
        messages.info(request, "Personne ne demande à rejoindre votre dossier.")
        return redirect("candidature_suivi")
    donnees = {"candidature": candidature, "demandes": attente}
    return render(request, "grappes/depot/rattachement_repondre.html", donnees)
