"""The staff's pages about an answer: its preview, its revisions, its review."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from faq import ports
from faq.admin.pages import exiger, page
from faq.forms.redaction import RelectureForm
from faq.models import Question, Revision
from faq.services import redaction, relecture
from faq.services.variables import inconnues
from faq.texte import completer, en_html

PAR_PAGE = 20
AFFICHER, MODIFIER = "faq.view_question", "faq.change_question"


@require_POST
def apercu(request: HttpRequest) -> HttpResponse:
    """The answer as typed, as readers would see it now; nothing is saved."""
    exiger(request, AFFICHER)
    texte = request.POST.get("reponse", "")
    contexte = {
        "question": request.POST.get("question", ""),
        "html": en_html(completer(texte, ports.valeurs())),
        "sans_faits": en_html(completer(texte, {})),
        "fautes": inconnues(texte),
    }
    if request.headers.get("HX-Request"):
        return render(request, "admin/faq/question/_apercu.html", contexte)
    return page(request, Question, "admin/faq/question/apercu.html", title="Aperçu", **contexte)


def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote what and when, what readers thought of it, and the way back."""
    exiger(request, AFFICHER)
    question = get_object_or_404(Question, pk=pk)
    lot = Paginator(redaction.historique(question), PAR_PAGE).get_page(request.GET.get("p"))
    return page(
        request,
        Question,
        "admin/faq/question/revisions.html",
        title="Révisions",
        question=question,
        page=lot,
        revisions=redaction.avec_differences(list(lot.object_list)),
        peut_restaurer=request.user.has_perm(MODIFIER),
    )


@require_POST
def restaurer(request: HttpRequest, pk: int) -> HttpResponse:
    exiger(request, MODIFIER)
    revision = get_object_or_404(Revision, pk=pk)
    try:
        nouvelle = redaction.restaurer(revision, auteur=request.user)
    except ValidationError as erreur:
        messages.error(request, f"Rien n’a changé. {' '.join(erreur.messages)}")
    else:
        messages.success(
            request,
            f"Le texte de la révision {revision.numero} est de nouveau celui de la réponse "
            f"(révision {nouvelle.numero}).",
        )
    return redirect("admin:faq_question_revisions", revision.question_id)


def relire(request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
    """Ask for the next review of the chosen questions, then mark them; None once it is done."""
    exiger(request, MODIFIER)
    form = RelectureForm(
        request.POST if "prochaine" in request.POST else None,
        initial={"motifs_lus": "\n".join(relecture.motifs_de(queryset))},
    )
    if form.is_valid():
        nombre = relecture.marquer_relues(
            queryset,
            prochaine=form.cleaned_data["prochaine"],
            motifs=form.cleaned_data["motifs_lus"],
        )
        messages.success(request, f"Questions relues aujourd’hui : {nombre}.")
        return None
    return page(
        request,
        Question,
        "admin/faq/question/relecture.html",
        title="Relues aujourd’hui",
        questions=queryset,
        form=form,
    )
