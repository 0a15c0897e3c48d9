"""What visitors read: search, rubriques, answers, and the form to ask. All of it is public."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from faq import ports
from faq.discretion import LONGUEUR
from faq.donnees_structurees import page_de_questions
from faq.forms.lecteurs import AvisForm, PoserForm
from faq.models import Question, Rubrique
from faq.recherche import chercher, proches
from faq.search import Match
from faq.services import journal
from faq.services.questions import poser as poser_question
from faq.services.votes import voter


@login_not_required
@require_GET
@vary_on_headers("HX-Request")
def accueil(request: HttpRequest) -> HttpResponse:
    """The rubriques, or the answers to `q`; only the results when htmx asks while typing."""
    requete = request.GET.get("q", "").strip()
    resultats = chercher(requete) if requete else []
    contexte = {
        "requete": requete,
        # Carried to the answer, so that a vote tells which search it ends; a whole text is none.
        "suivie": requete if len(requete) <= LONGUEUR else "",
        "resultats": resultats,
        "rubriques": [] if requete else Rubrique.objects.avec_questions(),
    }
    if request.headers.get("HX-Request"):
        return render(request, "faq/_resultats.html", contexte)
    _noter(request, requete, resultats)
    return render(request, "faq/accueil.html", contexte)


@login_not_required
@require_GET
def recherche_json(request: HttpRequest) -> JsonResponse:
    """`{"resultats": [{"slug", "question", "extrait"}]}`, best first, at most ten."""
    resultats = [
        {
            "slug": trouve.document.key,
            "question": trouve.document.title,
            "extrait": trouve.extract.text,
        }
        for trouve in chercher(request.GET.get("q", ""))
    ]
    return JsonResponse({"resultats": resultats}, json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_GET
def recherche_notee(request: HttpRequest) -> HttpResponse:
    """The page tells that what was typed stayed on the screen: it is a search, not a prefix."""
    requete = request.GET.get("q", "")
    _noter(request, requete, chercher(requete))
    return HttpResponse(status=204)


def _noter(request: HttpRequest, requete: str, resultats: list[Match]) -> None:
    compter = partial(ports.compter, "journal", request)
    journal.noter(requete, trouvee=bool(resultats), compter=compter)


@login_not_required
@require_GET
def rubrique(request: HttpRequest, slug: str) -> HttpResponse:
    lue = get_object_or_404(Rubrique, slug=slug)
    questions, valeurs = lue.questions.publiees().avec_revision(), ports.valeurs()
    contexte = {
        "rubrique": lue,
        "questions": questions,
        "valeurs": valeurs,
        "donnees": page_de_questions(questions, valeurs),
        "autres": Rubrique.objects.avec_questions().exclude(pk=lue.pk),
    }
    return render(request, "faq/rubrique.html", contexte)


@login_not_required
@require_GET
def question(request: HttpRequest, slug: str) -> HttpResponse:
    questions = Question.objects.select_related("rubrique").avec_revision()
    lue = get_object_or_404(questions, slug=slug)
    if lue.etat == Question.Etat.ARCHIVEE:
        return _retiree(request, lue)
    if not lue.est_lisible:
        raise Http404
    valeurs = ports.valeurs()
    contexte = {
        "question": lue,
        "valeurs": valeurs,
        "revision": lue.derniere_revision,
        "donnees": page_de_questions([lue], valeurs),
        "voisines": _lisibles(proches(lue)),
        "avis": request.GET.get("avis", ""),
        "requete": request.GET.get("q", ""),
    }
    return render(request, "faq/question.html", contexte)


def _lisibles(slugs: list[str]) -> list[Question]:
    """The questions of these slugs in their order; one may have left since the index was read."""
    questions = Question.objects.publiees().in_bulk(slugs, field_name="slug")
    return [questions[slug] for slug in slugs if slug in questions]


def _retiree(request: HttpRequest, archivee: Question) -> HttpResponse:
    """410: people come here from old mails, and are shown where to look now.

    Nothing of the archived question is told: it may never have been published.
    """
    voisines = _lisibles([trouve.document.key for trouve in chercher(archivee.question, 3)])
    contexte = {"rubrique": archivee.rubrique, "voisines": voisines}
    return render(request, "faq/retiree.html", contexte, status=410)


@login_not_required
@require_POST
def donner_avis(request: HttpRequest, slug: str) -> HttpResponse:
    """« Utile ? » `oui` thanks; `non` asks why, once; the reason thanks."""
    lue = get_object_or_404(Question.objects.publiees(), slug=slug)
    form = AvisForm(request.POST)
    if not form.is_valid():
        refus = " ".join(phrase for phrases in form.errors.values() for phrase in phrases)
        return _avis_refuse(request, lue, form, refus, status=400)
    saisie = form.cleaned_data
    if refus := _voter(request, lue, saisie):
        return _avis_refuse(request, lue, form, refus, status=429)
    avis = "merci" if saisie["utile"] == "oui" or saisie["raison"] else "non"
    if request.headers.get("HX-Request"):
        contexte = {"question": lue, "revision": saisie["revision"], "avis": avis}
        return render(request, "faq/_avis.html", contexte)
    return redirect(f"{lue.get_absolute_url()}?avis={avis}#avis")


@login_not_required
@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def poser(request: HttpRequest) -> HttpResponse:
    """Ask a question; what the FAQ already answers is shown first."""
    texte = (request.POST or request.GET).get("texte", "").strip()
    suggestions = chercher(texte, 3) if texte else []
    if request.headers.get("HX-Request"):
        return render(request, "faq/_suggestions.html", {"suggestions": suggestions})
    form = PoserForm(request.POST or None, initial={"texte": texte})
    if form.is_valid() and _garder(request, form):
        return redirect(f"{reverse('faq:poser')}?envoyee=oui")
    contexte = {"form": form, "suggestions": suggestions}
    page = "faq/envoyee.html" if request.GET.get("envoyee") else "faq/poser.html"
    trop = form.is_bound and form.has_error(NON_FIELD_ERRORS, "trop")
    return render(request, page, contexte, status=429 if trop else 200)


@login_not_required
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The sitemap: every page of the FAQ, with the date of its last change."""
    contexte = {
        "rubriques": Rubrique.objects.avec_questions(),
        "questions": Question.objects.publiees(),
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "faq/sitemap.xml", contexte, content_type="application/xml")


def _garder(request: HttpRequest, form: PoserForm) -> bool:
    """Keep the question; False, with a sentence on the form, when too many come."""
    saisie = form.cleaned_data
    if saisie["site_web"]:
        return True
    try:
        ports.compter("question", request)
        poser_question(texte=saisie["texte"], courriel=saisie["courriel"], nom=saisie["nom"])
    except ports.LimiteAtteinte as erreur:
        form.add_error(None, ValidationError(str(erreur), code="trop"))
        return False
    return True


def _voter(request: HttpRequest, lue: Question, saisie: dict[str, str]) -> str:
    """Keep the vote; else return the sentence that says why not."""
    utile, raison = saisie["utile"] == "oui", saisie["raison"]
    # A random key of this browser's session: one vote each, and nobody known.
    visiteur = request.session.setdefault("faq_visiteur", get_random_string(32))
    revision = saisie["revision"] or 0
    try:
        ports.compter("avis", request)
        premier = voter(lue, visiteur=visiteur, utile=utile, raison=raison, numero=revision)
    except ports.LimiteAtteinte as limite:
        return str(limite)
    if premier and not utile:
        journal.noter_inutile(saisie["q"])
    return ""


def _avis_refuse(
    request: HttpRequest, lue: Question, form: AvisForm, refus: str, *, status: int
) -> HttpResponse:
    """Nothing was kept: say so, and give back what was written."""
    raison = form.data.get("raison", "")
    contexte = {
        "question": lue,
        "revision": form.cleaned_data.get("revision"),
        "avis": "non" if raison else "",
        "raison": raison,
        "requete": form.cleaned_data.get("q"),
        "refus": refus,
    }
    page = "faq/_avis.html" if request.headers.get("HX-Request") else "faq/avis_refuse.html"
    return render(request, page, contexte, status=status)
