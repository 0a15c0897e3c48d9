"""The door of the intake: which campagne, and who comes in."""

from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from faq.ports import LimiteAtteinte
from grappes.forms.depot import PriseDeContactForm
from grappes.models import Campagne, Candidature, StatutCandidature
from grappes.services import debit
from grappes.services.dossiers import candidatures
from grappes.views import session
from grappes.views.adresse import adresse_ip

Origine = Candidature.Origine


@login_not_required
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Ask who comes, and open a draft; without an open campagne, say when the next one opens."""
    ouvertes = _ouvertes()
    if not ouvertes:
        return _sans_campagne(request)
    form = PriseDeContactForm(_poste(request), campagnes=ouvertes)
    statut = 200
    if request.method == "POST" and form.is_valid():
        if en_cours := _deja_commencee(request, form):
            session.ouvrir(request, en_cours)
            return redirect("candidature_etape", "organisme")
        try:
            debit.compter("brouillon", adresse_ip(request))
            return _commencer(request, form, Origine.FORMULAIRE)
        except LimiteAtteinte as refus:
            form.add_error(None, str(refus))
            statut = 429
    donnees = _donnees(form, ouvertes) | {"en_cours": _en_cours(request)}
    return render(request, "grappes/depot/nouvelle.html", donnees, status=statut)


@staff_member_required
@permission_required("grappes.change_candidature", raise_exception=True)
def saisie_telephone(request: HttpRequest) -> HttpResponse:
    """Staff open a file for the person on the phone; the steps are the same."""
    ouvertes = _ouvertes()
    if not ouvertes:
        return _sans_campagne(request)
    form = PriseDeContactForm(_poste(request), campagnes=ouvertes)
    if request.method == "POST" and form.is_valid():
        return _commencer(request, form, Origine.TELEPHONE)
    donnees = _donnees(form, ouvertes) | {"telephone": True}
    return render(request, "grappes/depot/nouvelle.html", donnees)


@require_POST
@staff_member_required
@permission_required("grappes.change_candidature", raise_exception=True)
def saisie_reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff take over a file with the person on the phone."""
    session.ouvrir(request, get_object_or_404(Candidature, pk=pk))
    return redirect("candidature_etape", "verification")


def _commencer(request: HttpRequest, form: PriseDeContactForm, origine: str) -> HttpResponse:
    candidature = candidatures.commencer(**form.cleaned_data, origine=origine)
    session.ouvrir(request, candidature)
    return redirect("candidature_etape", "organisme")


def _poste(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _donnees(form: PriseDeContactForm, ouvertes: list[Campagne]) -> dict[str, Any]:
    return {"form": form, "formulaires": [form], "campagnes": ouvertes}


def _ouvertes() -> list[Campagne]:
    return list(Campagne.objects.ouvertes().select_related("region").order_by("region__nom"))


def _en_cours(request: HttpRequest) -> Candidature | None:
    """The draft that this browser has open, to be taken up again."""
    return (
        Candidature.objects.select_related("organisme", "campagne")
        .filter(pk=request.session.get(session.CLE), statut=StatutCandidature.BROUILLON)
        .first()
    )


def _deja_commencee(request: HttpRequest, form: PriseDeContactForm) -> Candidature | None:
    """The same person coming back to the first page opens the same draft, not a second one."""
    candidature = _en_cours(request)
    if candidature is None or candidature.organisme_id:
        return None
    meme_campagne = candidature.campagne == form.cleaned_data["campagne"]
    titulaire = candidature.titulaire
    meme_personne = titulaire and titulaire.courriel == form.cleaned_data["courriel"]
    return candidature if meme_campagne and meme_personne else None


def _sans_campagne(request: HttpRequest) -> HttpResponse:
    jour, toutes = timezone.localdate(), Campagne.objects.select_related("region")
    donnees = {
        "a_venir": toutes.filter(ouvre_le__gt=jour).order_by("ouvre_le", "region__nom"),
        "closes": toutes.filter(ferme_le__lt=jour).order_by("-ferme_le")[:5],
    }
    return render(request, "grappes/depot/fermee.html", donnees)
