"""The instruction: prepared, previewed on live data, published in one act, then watched."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path

from grappes.admin.acces import pour_modifier
from grappes.erreurs import ErreurMetier
from grappes.forms.admin import ADRESSES_HTTPS
from grappes.francais import compter
from grappes.models import Campagne, FenetreDepot, Instruction, Job, Route
from grappes.services.campagnes import instruction as services
from grappes.services.campagnes import modificatifs


class FenetreInline(admin.StackedInline):
    model = FenetreDepot
    extra = max_num = len(Route)  # all three at hand: what stays empty is not written


@admin.register(Instruction)
class InstructionAdmin(admin.ModelAdmin):
    list_display = ["reference", "campagne", "signee_le", "publication_le"]
    list_select_related = ["campagne"]
    fields = ["campagne", "reference", "signee_le", "url", "reglement", "publication_le"]
    inlines = [FenetreInline]
    formfield_overrides = ADRESSES_HTTPS
    change_form_template = "admin/grappes/instruction/change_form.html"

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and obj.publication_le:
            return ["publication_le", "campagne", "reglement"]
        return ["publication_le"]

    def save_model(self, request, obj, form, change):
        form.avant = modificatifs.lire(obj) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Once its windows are saved too, a published instruction tells what it changed."""
        super().save_related(request, form, formsets, change)
        if form.avant and (nombre := modificatifs.annoncer(form.instance, form.avant)):
            phrase = f"Nouvelles dates envoyées à {compter(nombre, 'personne')}."
            self.message_user(request, phrase, messages.SUCCESS)

    def has_delete_permission(self, request, obj=None):
        if obj is not None and obj.publication_le:
            return False
        return super().has_delete_permission(request, obj)

    def get_changeform_initial_data(self, request):
        """Coming from a campagne: that one, and its last règlement."""
        cle = request.GET.get("campagne", "")
        campagne = Campagne.objects.filter(pk=cle).first() if cle.isdecimal() else None
        derniere = campagne and campagne.reglements.order_by("-version").first()
        return {"campagne": campagne, "reglement": derniere}

    def get_urls(self):
        vue = self.admin_site.admin_view
        return [
            path(
                "<int:object_id>/publication/",
                vue(self.publication_view),
                name="grappes_instruction_publication",
            ),
            path(
                "<int:object_id>/avancement/",
                vue(self.avancement_view),
                name="grappes_instruction_avancement",
            ),
            *super().get_urls(),
        ]

    @pour_modifier
    def publication_view(self, request, instruction):
        """GET shows what publishing would do, or how far it is; POST asks for it, once."""
        if request.method == "POST":
            try:
                services.demander_publication(instruction, par=request.user)
            except ErreurMetier as erreur:
                messages.error(request, str(erreur))
            return redirect("admin:grappes_instruction_publication", instruction.pk)
        job = services.publication_de(instruction)
        contexte = {
            **self.admin_site.each_context(request),
            "title": "Publier l’instruction",
            "subtitle": f"{instruction} · {instruction.campagne}",
            "opts": self.opts,
            "original": instruction,
            "job": job,
            "etats": Job.Etat,
            "apercu": None if job else services.apercu(instruction),
        }
        return TemplateResponse(request, "admin/grappes/instruction/publication.html", contexte)

    @pour_modifier
    def avancement_view(self, request, instruction) -> HttpResponse:
        """The fragment that the page asks for every two seconds."""
        contexte = {
            "original": instruction,
            "job": services.publication_de(instruction),
            "etats": Job.Etat,
        }
        return TemplateResponse(request, "admin/grappes/instruction/_avancement.html", contexte)
