"""The links of published answers, for the staff: which are dead, and where they stand."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from faq.models import Lien


@admin.register(Lien)
class LienAdmin(admin.ModelAdmin):
    list_display = ("lien", "etat", "trouve", "depuis", "verifie_le", "reponses")
    list_display_links = None
    list_filter = ("etat",)
    search_fields = ("adresse", "questions__question")
    actions = ("verifier_bientot",)
    # What visits found is nobody's to write.
    fields = readonly_fields = (
        "adresse", "etat", "constat", "code", "depuis", "verifie_le", "a_verifier_le",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("questions")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="adresse", ordering="adresse")
    def lien(self, lien):
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', lien.adresse)

    @admin.display(description="constat", ordering="code")
    def trouve(self, lien):
        return f"{lien.constat} ({lien.code})" if lien.code else lien.constat

    @admin.display(description="dans ces réponses")
    def reponses(self, lien):
        pages = (
            (reverse("admin:faq_question_change", args=[question.pk]), question)
            for question in lien.questions.all()
        )
        return format_html_join(" ; ", '<a href="{}">{}</a>', pages)

    @admin.action(description="Vérifier de nouveau au prochain passage", permissions=["change"])
    def verifier_bientot(self, request, queryset):
        nombre = queryset.update(a_verifier_le=timezone.now())
        self.message_user(
            request, f"Liens vérifiés d’ici un quart d’heure : {nombre}.", messages.SUCCESS
        )
