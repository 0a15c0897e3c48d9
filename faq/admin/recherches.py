"""What readers look for: the lists, and what staff make of each search."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from faq.admin.pages import exiger, page
from faq.forms.collectif import ClassementForm, FormulationForm
from faq.models import RechercheClassee, RechercheNotee
from faq.recherche import chercher, index
from faq.services import recherches


@admin.register(RechercheNotee)
class RechercheNoteeAdmin(admin.ModelAdmin):
    """Only the application writes these rows; its list is a page of its own."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        vue = self.admin_site.admin_view
        return [
            path("formuler/", vue(self.formuler_view), name="faq_recherchenotee_formuler"),
            path(
                "classer/",
                vue(require_POST(self.classer_view)),
                name="faq_recherchenotee_classer",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Top searches, those without result, those that did not help, over a period."""
        exiger(request, "faq.view_recherchenotee")
        periode = next((p for p in recherches.PERIODES if str(p) == request.GET.get("jours")), 30)
        return page(
            request,
            RechercheNotee,
            "admin/faq/recherche/palmares.html",
            title="Recherches",
            periode=periode,
            periodes=recherches.PERIODES,
            palmares=recherches.palmares(periode),
        )

    def formuler_view(self, request: HttpRequest) -> HttpResponse:
        """A search becomes one more wording of a question; show what is answered to it now."""
        exiger(request, "faq.change_question")
        requete = (request.POST or request.GET).get("requete", "").strip()
        if not requete:
            return redirect("admin:faq_recherchenotee_changelist")
        form = FormulationForm(request.POST or None, initial={"requete": requete})
        form.fields["entree"].proposer(index().nearest(requete))
        if form.is_valid():
            self._ajouter(request, **form.cleaned_data)
            ici = reverse("admin:faq_recherchenotee_formuler")
            return redirect(f"{ici}?{urlencode({'requete': requete})}")
        return page(
            request,
            RechercheNotee,
            "admin/faq/recherche/formuler.html",
            title=f"« {requete} »",
            requete=requete,
            form=form,
            resultats=chercher(requete),
        )

    def classer_view(self, request: HttpRequest) -> HttpResponse:
        """Take a search off the lists."""
        exiger(request, "faq.change_recherchenotee")
        form = ClassementForm(request.POST)
        if form.is_valid():
            classee = recherches.classer(**form.cleaned_data, par=request.user)
            self.message_user(request, f"« {classee.requete} » est classée.", messages.SUCCESS)
        else:
            self.message_user(request, "Cette recherche n’a pas pu être classée.", messages.ERROR)
        liste = reverse("admin:faq_recherchenotee_changelist")
        return redirect(f"{liste}?{urlencode({'jours': request.POST.get('jours', '')})}")

    def _ajouter(self, request: HttpRequest, *, requete: str, entree) -> None:
        if recherches.ajouter_formulation(entree, requete, par=request.user):
            phrase = f"« {requete} » est maintenant une façon de demander « {entree} »."
        else:
            phrase = f"« {entree} » connaissait déjà cette formulation."
        self.message_user(request, phrase, messages.SUCCESS)


@admin.register(RechercheClassee)
class RechercheClasseeAdmin(admin.ModelAdmin):
    """What was classed; deleting a row brings its search back to the lists.

    The page of the searches leads here: a second entry on the admin's home would only puzzle.
    """

    list_display = ("requete", "decision", "jour", "par")
    list_filter = ("decision",)
    list_select_related = ("par",)
    search_fields = ("requete",)

    def get_model_perms(self, request):
        return {}

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
