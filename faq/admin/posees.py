"""The questions asked: one by one, or by groups that ask the same."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from faq import ports
from faq.forms.collectif import GroupeForm
from faq.models import Question, QuestionPosee, Rubrique
from faq.services import groupes
from faq.services import questions as services

REFUS = (services.DejaRepondue, ports.PortAbsent, ValueError)


class ReponseFilter(admin.SimpleListFilter):
    title = "réponse"
    parameter_name = "reponse"

    def lookups(self, request, model_admin):
        return [("attendue", "Attendue")]

    def queryset(self, request, queryset):
        return queryset.sans_reponse() if self.value() == "attendue" else queryset


@admin.register(QuestionPosee)
class QuestionPoseeAdmin(admin.ModelAdmin):
    change_form_template = "admin/faq/questionposee/change_form.html"
    change_list_template = "admin/faq/questionposee/change_list.html"
    list_display = ("__str__", "courriel", "posee_le", "repondue_le", "question")
    list_filter = (ReponseFilter, "posee_le")
    list_select_related = ("question",)
    search_fields = ("texte", "courriel", "reponse")
    readonly_fields = (
        "texte", "nom", "courriel", "demandeur", "posee_le", "repondue_le", "repondue_par",
    )  # fmt: skip
    fields = (*readonly_fields, "reponse", "question")

    def has_add_permission(self, request):
        return False

    @admin.display(description="demandé depuis")
    def demandeur(self, posee):
        """Who stands behind the question, when another app knows."""
        contexte = ports.situer({posee.origine}).get(posee.origine) if posee.origine else None
        if contexte is None:
            return "la FAQ"
        lien = format_html('<a href="{}">{}</a>', contexte.adresse, contexte.nom)
        return format_html("{} : {}", lien, contexte.situation)

    def get_readonly_fields(self, request, obj=None):
        """What was sent stays as it was sent."""
        sent = ("reponse",) if obj and obj.repondue_le else ()
        return (*self.readonly_fields, *sent)

    def save_model(self, request, obj, form, change):
        """Only what was typed: an answer sent meanwhile by a colleague stays sent."""
        obj.save(update_fields=form.changed_data)

    def response_change(self, request: HttpRequest, obj: QuestionPosee) -> HttpResponse:
        if "_repondre" in request.POST:
            self._repondre(request, obj)
            return HttpResponseRedirect(request.path)
        if "_publier" in request.POST:
            return self._preparer_publication(request, obj)
        return super().response_change(request, obj)

    def _repondre(self, request: HttpRequest, posee: QuestionPosee) -> None:
        try:
            services.repondre(posee, reponse=posee.reponse, par=request.user)
        except REFUS as erreur:
            self.message_user(request, str(erreur), messages.ERROR)
        else:
            self.message_user(request, f"Réponse envoyée à {posee.courriel}.", messages.SUCCESS)

    def _preparer_publication(self, request: HttpRequest, posee: QuestionPosee) -> HttpResponse:
        self._exiger_redaction(request)
        rubrique = Rubrique.objects.first()
        if rubrique is None:
            self.message_user(request, "Créez d’abord une rubrique.", messages.ERROR)
            return HttpResponseRedirect(request.path)
        try:
            entree = services.preparer_publication(posee, rubrique=rubrique, auteur=request.user)
        except services.EntreeDejaPrete as prete:
            self.message_user(request, str(prete), messages.WARNING)
            entree = prete.entree
        else:
            phrase = "Brouillon prêt : relisez-le, puis publiez-le."
            self.message_user(request, phrase, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:faq_question_change", args=[entree.pk]))

    # --- By groups -----------------------------------------------------------------------------

    def get_urls(self):
        vue = self.admin_site.admin_view
        return [
            path("groupes/", vue(self.groupes_view), name="faq_questionposee_groupes"),
            path("groupes/repondre/", vue(self.groupe_view), name="faq_questionposee_groupe"),
            path(
                "groupes/prevenir/<int:entree>/",
                vue(require_POST(self.prevenir_view)),
                name="faq_questionposee_prevenir",
            ),
            *super().get_urls(),
        ]

    def groupes_view(self, request: HttpRequest) -> HttpResponse:
        """What waits for an answer, by groups that ask the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(
            request,
            "admin/faq/questionposee/groupes.html",
            title="Questions sans réponse",
            groupes=groupes.en_attente(),
            attendent=self.model.objects.sans_reponse().count(),
            maximum=groupes.LIMITE,
            a_prevenir=groupes.a_prevenir(),
        )

    def groupe_view(self, request: HttpRequest) -> HttpResponse:
        """One answer to the questions that `posees` names (« 3-8-21 »), each ticked or not."""
        self._exiger_modification(request)
        groupe = groupes.relire(request.GET.get("posees", ""))
        if groupe is None:
            return redirect("admin:faq_questionposee_groupes")
        form = GroupeForm(groupe, request.POST or None, initial=self._initial(groupe))
        if form.is_valid() and self._mener(request, form):
            return redirect("admin:faq_questionposee_groupes")
        cochees = request.POST.getlist("posees") if form.is_bound else None
        contexte = {"title": "Répondre", "groupe": groupe, "form": form, "cochees": cochees}
        return self._page(request, "admin/faq/questionposee/groupe.html", **contexte)

    def prevenir_view(self, request: HttpRequest, entree: int) -> HttpResponse:
        self._exiger_modification(request)
        publiee = get_object_or_404(Question.objects.publiees(), pk=entree)
        try:
            self._dire(request, groupes.prevenir(publiee, par=request.user))
        except REFUS as erreur:
            self.message_user(request, str(erreur), messages.ERROR)
        return redirect("admin:faq_questionposee_groupes")

    def _initial(self, groupe: groupes.Groupe) -> dict:
        formulations = groupes.formulations_proposees(d.posee for d in groupe.demandes)
        return {
            "question": formulations[0] if formulations else "",
            "formulations": "\n".join(formulations[1:]),
        }

    def _mener(self, request: HttpRequest, form: GroupeForm) -> bool:
        """Do the act of the form; False, with a message, when it was refused."""
        saisie, par = form.cleaned_data, request.user
        try:
            if form.nouvelle:
                self._exiger_redaction(request)
                envoi = groupes.publier(saisie["posees"], form.nouvelle, par=par)
            elif saisie["acte"] == form.ENTREE:
                envoi = groupes.envoyer_une_entree(saisie["posees"], saisie["entree"], par=par)
            else:
                reponse = saisie["reponse"]
                envoi = groupes.repondre_a_tous(saisie["posees"], reponse=reponse, par=par)
        except REFUS as erreur:
            self.message_user(request, str(erreur), messages.ERROR)
            return False
        self._dire(request, envoi, form.nouvelle)
        return True

    def _dire(self, request, envoi: groupes.Envoi, nouvelle: Question | None = None) -> None:
        """Tell what was published, how many mails will leave, and who had answered first."""
        if nouvelle:
            adresse = reverse("admin:faq_question_change", args=[nouvelle.pk])
            suite = "est publiée" if envoi.repondues else "attend en brouillon : relisez, publiez"
            phrase = format_html('« <a href="{}">{}</a> » {}.', adresse, nouvelle, suite)
            self.message_user(request, phrase, messages.SUCCESS)
        if envoi.courriels:
            pluriel = "s" if envoi.courriels > 1 else ""
            phrase = f"Réponse envoyée à {envoi.courriels} personne{pluriel}."
            self.message_user(request, phrase, messages.SUCCESS)
        elif not nouvelle:
            self.message_user(request, "Plus personne n’attend cette réponse.", messages.INFO)
        for posee in envoi.devancees:
            self.message_user(request, services.devancement(posee), messages.WARNING)

    def _exiger_modification(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _exiger_redaction(self, request: HttpRequest) -> None:
        if not request.user.has_perm("faq.add_question"):
            raise PermissionDenied

    def _page(self, request: HttpRequest, modele: str, **contexte) -> TemplateResponse:
        commun = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, modele, commun | contexte)
