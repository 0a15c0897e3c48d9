"""Step 6: read everything again, then submit; and the receipt."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from faq.ports import LimiteAtteinte
from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.forms.depot import NoticeForm
from grappes.models import Candidature, StatutCandidature
from grappes.regles.completude import Etape, manques, saisies_en_attente
from grappes.services import debit
from grappes.services.dossiers import candidatures, lignes
from grappes.views.adresse import adresse_ip
from grappes.views.depot_cadre import auteur, contexte, lien
from grappes.views.session import candidature_ouverte

Statut = StatutCandidature


def verification(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    if request.method != "POST":
        return _montrer(request, candidature, NoticeForm())
    if candidature.statut != Statut.BROUILLON:
        return redirect("candidature_deposee")  # the same post again: the same receipt
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _montrer(request, candidature, form)
    statut = 200
    try:
        if not request.user.is_staff:
            debit.compter("depot", adresse_ip(request))
        candidatures.signer_et_deposer(candidature, auteur=auteur(request))
        return redirect("candidature_deposee")
    except TransitionConcurrente:
        return redirect("candidature_deposee")
    except LimiteAtteinte as refus:
        statut = 429
        form.add_error(None, str(refus))
    except ErreurMetier as refus:
        form.add_error(None, str(refus))
    return _montrer(request, candidature, form, statut)


def _montrer(
    request: HttpRequest, candidature: Candidature, form: NoticeForm, status: int = 200
) -> HttpResponse:
    attendus = saisies_en_attente(candidature) + manques(candidature)
    # The notice has its box just above the button.
    a_donner = [(m, lien(m)) for m in attendus if m.etape != Etape.VERIFICATION]
    toutes = lignes.lignes_triees(candidature)
    donnees = contexte(candidature, Etape.VERIFICATION) | {
        "form": form,
        "formulaires": [form],
        "a_donner": a_donner,
        "lignes": [ligne for ligne in toutes if ligne.retenue],
        "ecartees": sum(not ligne.retenue for ligne in toutes),
        "duis_acceptes": list(candidature.dui_acceptes.all()),
        "partenaires": list(candidature.partenaires.all()),
        "refuses": list(candidature.refus.all()),
        "deposee": candidature.statut != Statut.BROUILLON,
    }
    return render(request, "grappes/depot/verification.html", donnees, status=status)


@login_not_required
def deposee(request: HttpRequest) -> HttpResponse:
    """The receipt: its number, where it was sent, what happens next."""
    try:
        candidature = candidature_ouverte(request)
    except Http404:
        messages.info(request, "Pour revoir votre reçu, demandez un lien d’accès.")
        return redirect("lien_demander")
    if candidature.statut == Statut.BROUILLON:
        return redirect("candidature_etape", Etape.VERIFICATION)
    contacts = list(candidature.contacts.all())
    donnees: dict[str, Any] = {
        "candidature": candidature,
        "nombre": candidature.lignes.filter(retenue=True).count(),
        "contacts": contacts,
        "a_confirmer": [contact.courriel for contact in contacts if not contact.confirme_le],
    }
    return render(request, "grappes/depot/deposee.html", donnees)
