"""What every step of the intake shares: the file of this browser, the progress, the tokens."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from grappes.forms.champs import sans_nul
from grappes.models import Candidature
from grappes.regles.completude import Etape, Manque, manques, saisies_en_attente
from grappes.services import reponses
from grappes.services.dossiers.saisie import Formulaire, nouveau
from grappes.views.session import candidature_ouverte
from grappes.workflow import CANDIDATE, Auteur

Vue = Callable[..., HttpResponse]
CACHES = ("csrfmiddlewaretoken", "onglet", "vu", "action")


@dataclass(frozen=True)
class Jalon:
    """One step as the progress list shows it."""

    etape: Etape
    url: str
    rang: int
    courante: bool
    faite: bool


def avec_dossier_modifiable(vue: Vue) -> Vue:
    """Give the view the file of this session, while it may be corrected."""

    @login_not_required
    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            candidature = candidature_ouverte(request)
        except Http404:
            return _sans_session(request)
        request.session.modified = True  # the fortnight starts again with each page
        if not candidature.est_modifiable:
            messages.info(request, "L’examen a commencé : ce dossier ne peut plus être corrigé.")
            return redirect("candidature_suivi")
        prefetch_related_objects([candidature], "contacts")  # asked for in every frame
        return vue(request, candidature, *args, **kwargs)

    return never_cache(enveloppe)


def _sans_session(request: HttpRequest) -> HttpResponse:
    """The session is over: say how to come back, and give back what was just typed."""
    if request.htmx and request.method != "POST":
        return HttpResponseClientRedirect(reverse("lien_demander"))
    if request.method != "POST":
        messages.info(
            request, "Pour reprendre votre dossier, demandez un lien d’accès à votre adresse."
        )
        return redirect("lien_demander")
    saisies = [
        valeur
        for nom, valeurs in request.POST.lists()
        if nom not in CACHES and not nom.endswith(("_FORMS", "-ligne"))
        for valeur in valeurs
        if valeur.strip() and valeur != "on"
    ]
    return render(request, "grappes/depot/session_terminee.html", {"saisies": saisies}, status=403)


def auteur(request: HttpRequest) -> Auteur:
    """Staff who type for someone act in their own name."""
    return Auteur.collectif(request.user) if request.user.is_staff else CANDIDATE


def url_etape(etape: str) -> str:
    return reverse("candidature_etape", args=[etape])


def suivante(etape: str) -> str:
    """The address of the step after this one."""
    valeurs = Etape.values
    return url_etape(valeurs[valeurs.index(etape) + 1])


def jalons(candidature: Candidature, courante: str) -> list[Jalon]:
    attendus = {m.etape for m in saisies_en_attente(candidature) + manques(candidature)}
    visitees = set(candidature.ecritures) | {Etape.CONTACT, Etape.ORGANISME, Etape.ETABLISSEMENTS}
    return [
        Jalon(
            etape,
            url_etape(etape),
            rang,
            courante=etape == courante,
            faite=etape in visitees
            and etape not in attendus
            and (candidature.organisme_id is not None or etape != Etape.ETABLISSEMENTS),
        )
        for rang, etape in enumerate(Etape, 1)
    ]


def contexte(
    candidature: Candidature, etape: str, formulaire: Formulaire | None = None
) -> dict[str, Any]:
    """What the frame of a step needs."""
    return {
        "candidature": candidature,
        "etape": Etape(etape),
        "rang": Etape.values.index(etape) + 1,
        "jalons": jalons(candidature, etape),
        "precedente": url_etape(Etape.values[max(Etape.values.index(etape) - 1, 0)]),
        "formulaire": formulaire or nouveau(candidature, etape),
        "reponses": reponses.au_champ(etape, candidature.campagne),
    }


def lien(manque: Manque) -> str:
    """Where to give what is missing."""
    url = url_etape(manque.etape)
    if manque.ligne:
        return f"{url}?ligne={manque.ligne}#ligne-{manque.ligne}"
    if not manque.champ:
        return url
    # The first choice of a group carries the number 0.
    groupe = "_0" if manque.champ in ("dui_acceptes", "portage") else ""
    return f"{url}#id_{manque.champ}{groupe}"


def formulaire_poste(request: HttpRequest) -> Formulaire:
    onglet, vu = (sans_nul(request.POST.get(nom, ""))[:32] for nom in ("onglet", "vu"))
    return Formulaire(onglet, vu)
