"""The pages behind the links of mails. A GET never acts: scanners open links before people do."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from faq.ports import LimiteAtteinte
from grappes.forms.suivi import LienForm
from grappes.models import Candidature, Jeton
from grappes.services import debit
from grappes.services.dossiers import acces
from grappes.services.messagerie import jetons
from grappes.services.messagerie.jetons import JetonRefuse
from grappes.views.adresse import adresse_ip
from grappes.views.erreurs import trop_de_demandes
from grappes.views.session import CLE, ouvrir, prouver
from grappes.views.suivi import page_de_reponse, saisie

Usage = Jeton.Usage
Vue = Callable[[HttpRequest, str], HttpResponse]


def lien(vue: Vue) -> Vue:
    """Dress the view of a mailed link: never cached, and one same page whatever made it refuse.

    Only refusals count against the address that makes them: a good link always opens.
    """

    @wraps(vue)
    def habillee(request: HttpRequest, secret: str) -> HttpResponse:
        try:
            return vue(request, secret)
        except JetonRefuse:
            pass
        try:
            debit.compter("jeton", adresse_ip(request))
        except LimiteAtteinte as limite:
            return trop_de_demandes(request, limite)
        return render(request, "grappes/suivi/lien_perime.html", {"form": LienForm()}, status=410)

    return never_cache(habillee)


@login_not_required
def lien_demander(request: HttpRequest) -> HttpResponse:
    """Ask for an access link: the same answer for a known and an unknown address."""
    form, statut = LienForm(saisie(request)), 200
    if form.is_valid():
        adresse = form.cleaned_data["courriel"]
        try:
            acces.demander_lien(adresse, reseau=adresse_ip(request))
        except LimiteAtteinte as limite:
            form.add_error(None, str(limite))
            statut = 429
        else:
            return render(request, "grappes/suivi/lien_envoye.html", {"adresse": adresse})
    return render(request, "grappes/suivi/lien_demander.html", {"form": form}, status=statut)


@login_not_required
@lien
def lien_ouvrir(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method != "POST":
        candidature = jetons.lire(secret, Usage.ACCES).candidature
        return render(request, "grappes/suivi/lien_ouvrir.html", {"candidature": candidature})
    contact = acces.ouvrir(secret)
    ouvrir(request, contact.candidature)
    prouver(request, contact)
    return redirect("candidature_suivi")


@login_not_required
@lien
def adresse_confirmer(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method != "POST":
        contact = jetons.lire(secret, Usage.CONFIRMATION).contact
        return render(request, "grappes/suivi/adresse_confirmer.html", {"contact": contact})
    contact = acces.confirmer_adresse(secret)
    prouver(request, contact)
    messages.success(request, f"L’adresse {contact.courriel} est confirmée : merci.")
    return _suite(request, contact.candidature)


# RFC 8058: mail programs post here for the person, without cookie nor CSRF token, and want no
# redirect. The secret is the proof, and it gives this choice only.
@csrf_exempt
@login_not_required
@lien
def relances_arreter(request: HttpRequest, secret: str) -> HttpResponse:
    fait = request.method == "POST"
    contact = (
        acces.arreter_les_relances(secret)
        if fait
        else jetons.lire(secret, Usage.STOP_RELANCES).contact
    )
    contexte = {"contact": contact, "fait": fait}
    return render(request, "grappes/suivi/relances_arreter.html", contexte)


@login_not_required
@lien
def proposition_repondre(request: HttpRequest, secret: str) -> HttpResponse:
    place = jetons.lire(secret, Usage.REPONSE).place
    if place is None:
        raise JetonRefuse("Ce lien n’est plus valable.")
    return page_de_reponse(request, place) or _suite(request, place.candidature)


def _suite(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """These links open no file: the page, where it is open already, or the way to it."""
    ouverte = request.session.get(CLE) == candidature.pk
    return redirect("candidature_suivi" if ouverte else "lien_demander")
