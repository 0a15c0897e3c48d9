"""The staff's pages that bring the FAQ out as files, and in."""

from collections import Counter, defaultdict

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from faq.admin.pages import exiger, page
from faq.fichiers.archives import en_zip
from faq.fichiers.front_matter import FichierIllisible
from faq.forms.echanges import FichiersForm, lire_signes, signer
from faq.models import Question
from faq.services import chargement
from faq.services.fiches import ecrire_tout

TITRE = "Importer des questions"
LIRE = ("faq.view_question", "faq.view_rubrique", "faq.view_synonyme")
ECRIRE = tuple(
    f"faq.{acte}_{modele}"
    for acte in ("add", "change")
    for modele in ("question", "rubrique", "synonyme")
)


@require_GET
def exporter(request: HttpRequest) -> HttpResponse:
    """The whole FAQ, drafts and archives included, as an archive named after the day."""
    exiger(request, *LIRE)
    nom = f"faq-{timezone.localdate():%Y-%m-%d}.zip"
    return HttpResponse(
        en_zip(ecrire_tout()),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )


@require_http_methods(["GET", "POST"])
def importer(request: HttpRequest) -> HttpResponse:
    """Files are sent, what would happen is shown, then it is confirmed."""
    exiger(request, *ECRIRE)
    if "textes" in request.POST:
        return _confirmer(request)
    form = FichiersForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid():
        textes = form.cleaned_data["fichier"]
        try:
            return _montrer(request, textes)
        except FichierIllisible as erreur:
            form.add_error("fichier", [str(defaut) for defaut in erreur.defauts])
    return page(request, Question, "admin/faq/echanges/importer.html", title=TITRE, form=form)


def _confirmer(request: HttpRequest) -> HttpResponse:
    try:
        textes = lire_signes(request.POST["textes"])
        rangees = chargement.confirmer(
            textes,
            auteur=request.user,
            remplacer=request.POST.getlist("remplacer"),
            tout="tout" in request.POST,
            vu=request.POST.get("vu", ""),
        )
    except signing.BadSignature:
        return HttpResponseBadRequest("Ces fichiers ne sont pas ceux qui ont été montrés.")
    except chargement.FaqChangee as erreur:
        messages.warning(request, str(erreur))
        return _montrer(request, textes)
    except FichierIllisible as erreur:
        messages.error(request, f"Rien n’a été importé. {erreur}")
        return redirect("admin:faq_question_importer")
    compte = Counter(rangee.sort for rangee in rangees)
    sorts = ", ".join(f"{nombre} {sort}{pluralize(nombre)}" for sort, nombre in compte.items())
    messages.success(request, f"Import terminé : {sorts}.")
    return redirect("admin:faq_question_changelist")


def _montrer(request: HttpRequest, textes: dict[str, str]) -> HttpResponse:
    """What would happen, row by row. Raises FichierIllisible."""
    rangees = chargement.importer(textes, essai=True)
    par_sort = defaultdict(list)
    for rangee in rangees:
        par_sort[rangee.sort].append((rangee.ligne, _adresse(rangee)))
    contexte = {
        "textes": signer(textes),
        "vu": chargement.apercu(rangees),
        "total": len(rangees),
        "creees": par_sort[chargement.CREEE],
        "mises_a_jour": par_sort[chargement.MISE_A_JOUR],
        "gardees": par_sort[chargement.GARDEE],
        "doubles": par_sort[chargement.EN_DOUBLE],
        "inchangees": par_sort[chargement.INCHANGEE],
    }
    return page(request, Question, "admin/faq/echanges/apercu_import.html", title=TITRE, **contexte)


def _adresse(rangee: chargement.Rangee) -> str:
    """The admin page of the row that is there; empty when there is none."""
    if rangee.existante is None:
        return ""
    modele = rangee.existante._meta.model_name
    return reverse(f"admin:faq_{modele}_change", args=[rangee.existante.pk])
