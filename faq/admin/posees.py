"""The questions asked, one by one."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from faq import ports
from faq.admin import groupes
from faq.admin.pages import exiger
from faq.models import QuestionPosee, Rubrique
from faq.services import questions as services


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

    def get_urls(self):
        vue = self.admin_site.admin_view
        return [
            path("groupes/", vue(groupes.lister), name="faq_questionposee_groupes"),
            path("groupes/repondre/", vue(groupes.repondre), name="faq_questionposee_groupe"),
            path(
                "groupes/prevenir/<int:entree>/",
                vue(groupes.prevenir),
                name="faq_questionposee_prevenir",
            ),
            *super().get_urls(),
        ]

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
        except groupes.REFUS as erreur:
            self.message_user(request, str(erreur), messages.ERROR)
        else:
            self.message_user(request, f"Réponse envoyée à {posee.courriel}.", messages.SUCCESS)

    def _preparer_publication(self, request: HttpRequest, posee: QuestionPosee) -> HttpResponse:
        exiger(request, groupes.REDIGER)
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
