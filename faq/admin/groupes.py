"""The questions asked, by groups that ask the same: one answer, one mail to each person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from faq import ports
from faq.admin.pages import exiger, page
from faq.forms.collectif import GroupeForm
from faq.models import Question, QuestionPosee
from faq.services import groupes
from faq.services.questions import DejaRepondue, devancement

VOIR, MODIFIER, REDIGER = (
    "faq.view_questionposee",
    "faq.change_questionposee",
    "faq.add_question",
)
REFUS = (DejaRepondue, ports.PortAbsent, ValueError)
LISTE = "admin:faq_questionposee_groupes"


def lister(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, by groups that ask the same."""
    exiger(request, VOIR)
    return page(
        request,
        QuestionPosee,
        "admin/faq/questionposee/groupes.html",
        title="Questions sans réponse",
        groupes=groupes.en_attente(),
        attendent=QuestionPosee.objects.sans_reponse().count(),
        maximum=groupes.LIMITE,
        a_prevenir=groupes.a_prevenir(),
    )


def repondre(request: HttpRequest) -> HttpResponse:
    """One answer to the questions that `posees` names (« 3-8-21 »), each ticked or not."""
    exiger(request, MODIFIER)
    groupe = groupes.relire(request.GET.get("posees", ""))
    if groupe is None:
        return redirect(LISTE)
    form = GroupeForm(groupe, request.POST or None, initial=_initial(groupe))
    if form.is_valid() and _mener(request, form):
        return redirect(LISTE)
    return page(
        request,
        QuestionPosee,
        "admin/faq/questionposee/groupe.html",
        title="Répondre",
        groupe=groupe,
        form=form,
        cochees=request.POST.getlist("posees") if form.is_bound else None,
    )


@require_POST
def prevenir(request: HttpRequest, entree: int) -> HttpResponse:
    """Mail a published entry to those whose questions led to it."""
    exiger(request, MODIFIER)
    publiee = get_object_or_404(Question.objects.publiees(), pk=entree)
    try:
        _dire(request, groupes.prevenir(publiee, par=request.user))
    except REFUS as erreur:
        messages.error(request, str(erreur))
    return redirect(LISTE)


def _initial(groupe: groupes.Groupe) -> dict[str, str]:
    formulations = groupes.formulations_proposees(d.posee for d in groupe.demandes)
    return {
        "question": formulations[0] if formulations else "",
        "formulations": "\n".join(formulations[1:]),
    }


def _mener(request: HttpRequest, form: GroupeForm) -> bool:
    """Do the act of the form; False, with a message, when it was refused."""
    saisie, par = form.cleaned_data, request.user
    try:
        if form.nouvelle:
            exiger(request, REDIGER)
            envoi = groupes.publier(saisie["posees"], form.nouvelle, par=par)
        elif saisie["acte"] == form.ENTREE:
            envoi = groupes.envoyer_une_entree(saisie["posees"], saisie["entree"], par=par)
        else:
            reponse = saisie["reponse"]
            envoi = groupes.repondre_a_tous(saisie["posees"], reponse=reponse, par=par)
    except REFUS as erreur:
        messages.error(request, str(erreur))
        return False
    _dire(request, envoi, form.nouvelle)
    return True


def _dire(request: HttpRequest, envoi: groupes.Envoi, nouvelle: Question | None = None) -> None:
    """Tell what was published, how many mails will leave, and who had answered first."""
    if nouvelle:
        adresse = reverse("admin:faq_question_change", args=[nouvelle.pk])
        suite = "est publiée" if envoi.repondues else "attend en brouillon : relisez, publiez"
        messages.success(
            request, format_html('« <a href="{}">{}</a> » {}.', adresse, nouvelle, suite)
        )
    if envoi.courriels:
        pluriel = "s" if envoi.courriels > 1 else ""
        messages.success(request, f"Réponse envoyée à {envoi.courriels} personne{pluriel}.")
    elif not nouvelle:
        messages.info(request, "Plus personne n’attend cette réponse.")
    for posee in envoi.devancees:
        messages.warning(request, devancement(posee))
