"""The candidate's own page, and the acts that it offers."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from faq.ports import LimiteAtteinte
from grappes.erreurs import ErreurMetier
from grappes.forms.suivi import QuestionForm, ReponseForm, RetraitForm
from grappes.models import Candidature, Contact, Place
from grappes.services import questions, reponses
from grappes.services.dossiers import acces, candidatures, rattachements
from grappes.services.regroupement import places, promesses, propositions
from grappes.services.suivi import page
from grappes.views.session import candidature_ouverte, contact_prouve, fermer
from grappes.workflow import CANDIDATE


def avec_candidature(vue: Callable[[HttpRequest, Candidature], HttpResponse]) -> Callable:
    """Give a view the candidature of this browser; without one, show the way back to it."""

    @wraps(vue)
    def habillee(request: HttpRequest) -> HttpResponse:
        try:
            candidature = candidature_ouverte(request)
        except Http404:
            messages.info(
                request,
                "Aucune candidature n’est ouverte dans ce navigateur. "
                "Indiquez votre adresse : nous vous envoyons un lien pour la retrouver.",
            )
            return redirect("lien_demander")
        request.session.modified = True  # the fourteen days start again at each visit
        return vue(request, candidature)

    return never_cache(habillee)


def lecteur(request: HttpRequest, candidature: Candidature) -> Contact | None:
    """Who reads: the contact whose mailbox was proved here, else the one that filled the form."""
    return contact_prouve(request, candidature) or candidature.titulaire


def saisie(request: HttpRequest) -> QueryDict | None:
    """What a form binds to: an empty POST was posted all the same."""
    return request.POST if request.method == "POST" else None


@login_not_required
@avec_candidature
def candidature_suivi(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    contexte = {
        "candidature": candidature,
        "lecteur": lecteur(request, candidature),
        "suivi": page.suivre(candidature, contact_prouve(request, candidature)),
        "questions": questions.posees(candidature),
        "reponses": reponses.au_statut(candidature),
        "rattachements": rattachements.en_attente(candidature),
    }
    return render(request, "grappes/suivi/candidature.html", contexte)


@login_not_required
@avec_candidature
def candidature_completer(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """Show what is asked; a POST hands the file back to the examination."""
    if request.method == "POST":
        return _agir(
            request,
            lambda: candidatures.completer(candidature, auteur=CANDIDATE),
            "Merci : vos compléments sont transmis, l’étude de votre dossier reprend.",
        )
    if not page.peut(candidature, "completer"):
        messages.info(request, "Rien n’est à compléter pour l’instant.")
        return redirect("candidature_suivi")
    remarques = page.remarques_a_lever(candidature)
    contexte = {"candidature": candidature, "remarques": remarques}
    return render(request, "grappes/suivi/completer.html", contexte)


@login_not_required
@avec_candidature
def candidature_retirer(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """Ask for a confirmation, then withdraw."""
    if not page.peut(candidature, "retirer"):
        messages.info(request, "Cette candidature ne peut pas être retirée.")
        return redirect("candidature_suivi")
    form = RetraitForm(saisie(request))
    if form.is_valid():
        motif = form.cleaned_data["motif"]
        return _agir(
            request,
            lambda: candidatures.retirer(candidature, auteur=CANDIDATE, motif=motif),
            "Votre candidature est retirée.",
        )
    place = propositions.place_proposee(candidature)
    contexte = {"candidature": candidature, "form": form, "place": place}
    return render(request, "grappes/suivi/retirer.html", contexte)


@login_not_required
@avec_candidature
def proposition_suivi(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """Answer the proposal from the candidate's page."""
    place = propositions.place_proposee(candidature)
    if place is None:
        messages.info(request, "Aucune grappe ne vous est proposée pour l’instant.")
        return redirect("candidature_suivi")
    return page_de_reponse(request, place) or redirect("candidature_suivi")


def page_de_reponse(request: HttpRequest, place: Place) -> HttpResponse | None:
    """The anonymous card and its form; None once the answer is recorded."""
    form = ReponseForm(place, saisie(request))
    if form.is_valid() and _enregistrer(request, place, form):
        return None
    lue = promesses.lire_grappe(place.grappe_id)
    contexte = {
        "candidature": place.candidature,
        "place": place,
        "fiche": propositions.fiche(place, lue),
        "changements": promesses.changements_depuis(place, lue),
        "form": form,
    }
    return render(request, "grappes/suivi/proposition.html", contexte)


def _enregistrer(request: HttpRequest, place: Place, form: ReponseForm) -> bool:
    donnees = dict(form.cleaned_data)
    reponse = donnees.pop("reponse")
    try:
        places.repondre(place, reponse, auteur=CANDIDATE, **donnees)
    except ErreurMetier as refus:
        form.add_error(None, str(refus))
        return False
    messages.success(request, CONFIRMATIONS[reponse])
    return True


CONFIRMATIONS = {
    "accepter": "Votre accord est enregistré. Nous vous écrirons dès que tous auront répondu.",
    "discuter": "C’est noté : le Collectif va vous contacter. Votre place est gardée.",
    "refuser": "Votre refus est enregistré. Nous cherchons une autre grappe pour vous.",
}


@login_not_required
@avec_candidature
def question_poser(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    """Ask the Collectif; the answer comes by mail and stays on this page."""
    contact, form, statut = lecteur(request, candidature), QuestionForm(saisie(request)), 200
    if contact and form.is_valid():
        try:
            questions.poser(candidature, contact, form.cleaned_data["texte"])
        except LimiteAtteinte as limite:
            form.add_error(None, str(limite))
            statut = 429
        else:
            messages.success(request, f"Votre question est partie : réponse à {contact.courriel}.")
            return redirect("candidature_suivi")
    contexte = {"candidature": candidature, "contact": contact, "form": form}
    return render(request, "grappes/suivi/question.html", contexte, status=statut)


@login_not_required
@require_POST
@avec_candidature
def relances_reprendre(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    contact = lecteur(request, candidature)
    if contact:
        acces.reprendre_les_relances(contact)
    messages.success(request, "Vous recevrez de nouveau nos rappels.")
    return redirect("candidature_suivi")


@login_not_required
@require_POST
def candidature_fermer(request: HttpRequest) -> HttpResponse:
    """Close the file in this browser: offices share computers."""
    fermer(request)
    messages.success(request, "Votre candidature est fermée dans ce navigateur.")
    return redirect("accueil")


def _agir(request: HttpRequest, acte: Callable[[], object], fait: str) -> HttpResponse:
    """Do an act of the domain and say it, or say why it was refused."""
    try:
        acte()
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return redirect("candidature_suivi")
