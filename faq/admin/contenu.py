"""What is read and how it is found: rubriques, questions, synonyms, votes."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import models
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from faq import ports
from faq.admin import echanges
from faq.admin import redaction as ecrans
from faq.admin.filtres import ARelireFilter, ProgrammeeFilter, ResponsableFilter
from faq.dates import jour, moment
from faq.forms.redaction import QuestionForm
from faq.forms.saisie import lien
from faq.models import Question, Rubrique, Synonyme, Vote
from faq.recherche import semblables
from faq.services import redaction, relecture

HTTPS = {models.URLField: {"assume_scheme": "https"}}


def supprimable(ligne: Rubrique | Question | Synonyme | None) -> bool:
    """What `charger_faq` brought stays: the next deployment would bring it back."""
    return ligne is None or not ligne.empreinte_chargee


@admin.register(Rubrique)
class RubriqueAdmin(admin.ModelAdmin):
    list_display = ("titre", "ordre", "nombre_de_questions")
    prepopulated_fields = {"slug": ("titre",)}
    search_fields = ("titre",)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                nombre=Count("questions", filter=Q(questions__in=Question.objects.publiees()))
            )
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and supprimable(obj)

    @admin.display(description="questions publiées", ordering="nombre")
    def nombre_de_questions(self, rubrique):
        return rubrique.nombre


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    form = QuestionForm
    change_list_template = "admin/faq/echanges/change_list.html"
    change_form_template = "admin/faq/question/change_form.html"
    list_display = ("question", "etat_lu", "a_relire", "responsable", "avis")
    list_filter = (
        "etat", ProgrammeeFilter, ARelireFilter, ResponsableFilter, "rubrique",
        "depend_de_l_instruction",
    )  # fmt: skip
    list_select_related = ("responsable",)
    search_fields = ("question", "reponse", "formulations", "slug")
    prepopulated_fields = {"slug": ("question",)}
    formfield_overrides = HTTPS
    readonly_fields = ("apercu", "variables_connues", "relue_le")
    actions = ("publier", "archiver", "marquer_relues")
    fieldsets = (
        (None, {"fields": ("question", "slug", "rubrique", "ordre")}),
        ("Réponse", {"fields": ("reponse", "apercu", "variables_connues", "source", "source_url")}),
        ("Recherche", {"fields": ("formulations",)}),
        (
            "Relecture",
            {
                "fields": (
                    "responsable", "relue_le", "relue", "a_relire_le", "depend_de_l_instruction",
                )
            },
        ),
        ("Publication", {"fields": ("etat", "publiee_a_partir_de", "motif", "lue", "motifs_lus")}),
    )  # fmt: skip

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                utiles=Count("revisions__votes", filter=Q(revisions__votes__utile=True)),
                inutiles=Count("revisions__votes", filter=Q(revisions__votes__utile=False)),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        """An address that was published stays: mails, bookmarks and other pages lead there."""
        fixe = ("slug",) if obj and obj.etat != Question.Etat.BROUILLON else ()
        return (*super().get_readonly_fields(request, obj), *fixe)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and supprimable(obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("question", "source"):
            kwargs["widget"] = AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        elif db_field.name in ("reponse", "formulations"):
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 16})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except redaction.QuestionChangee:
            # A colleague's change came between the check and the save: checked again, it is told.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        saisie = form.cleaned_data
        redaction.enregistrer(obj, auteur=request.user, motif=saisie["motif"], depuis=saisie["lue"])
        if saisie["relue"]:
            relecture.marquer_relues(
                Question.objects.filter(pk=obj.pk),
                prochaine=saisie["a_relire_le"],
                motifs=saisie["motifs_lus"],
            )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "question" in form.changed_data and (proches := semblables(form.instance)):
            liens = format_html_join(" ; ", "{}", ((lien(proche),) for proche in proches))
            self.message_user(
                request,
                format_html("Ressemble à : {}. Une seule réponse suffirait-elle ?", liens),
                messages.WARNING,
            )

    def get_urls(self):
        vues = self.admin_site.admin_view
        return [
            path("exporter/", vues(echanges.exporter), name="faq_question_exporter"),
            path("importer/", vues(echanges.importer), name="faq_question_importer"),
            path("apercu/", vues(ecrans.apercu), name="faq_question_apercu"),
            path(
                "<int:pk>/revisions/",
                vues(ecrans.revisions),
                name="faq_question_revisions",
            ),
            path(
                "revisions/<int:pk>/restaurer/",
                vues(ecrans.restaurer),
                name="faq_question_restaurer",
            ),
            *super().get_urls(),
        ]

    @admin.display(description="état", ordering="etat")
    def etat_lu(self, question):
        if question.est_programmee:
            return f"Programmée le {moment(question.publiee_a_partir_de)}"
        return question.get_etat_display()

    @admin.display(description="à relire le", ordering="a_relire_le")
    def a_relire(self, question):
        if question.motif_relecture:
            return "maintenant"
        return jour(question.a_relire_le) if question.a_relire_le else None

    @admin.display(description="utile ? oui / non", ordering="inutiles")
    def avis(self, question):
        return f"{question.utiles} / {question.inutiles}"

    @admin.display(description="aperçu")
    def apercu(self, question):
        return render_to_string("admin/faq/question/_bouton_apercu.html")

    @admin.display(description="faits qui changent")
    def variables_connues(self, question):
        """The marks that an answer may use, with their present value."""
        return render_to_string(
            "admin/faq/question/_variables.html", {"variables": ports.variables()}
        )

    @admin.action(description="Publier les questions choisies", permissions=["change"])
    def publier(self, request, queryset):
        cles = [question.pk for question in queryset]
        publiees, refusees = redaction.publier(cles, auteur=request.user)
        self._dire(request, publiees, "publiées")
        if a_venir := queryset.programmees().count():
            self.message_user(
                request, f"Dont programmées, lues plus tard : {a_venir}.", messages.WARNING
            )
        for refus in refusees:
            phrase = format_html("Non publiée : {}. {}", lien(refus.question), refus.phrase)
            self.message_user(request, phrase, messages.WARNING)

    @admin.action(description="Archiver les questions choisies", permissions=["change"])
    def archiver(self, request, queryset):
        choisies = list(queryset)
        queryset.update(etat=Question.Etat.ARCHIVEE, modifie_le=timezone.now())
        self._dire(request, choisies, "archivées")

    def _dire(self, request, questions, participe):
        """Tell what became of these questions, now and in the history of each."""
        self._noter(request, questions, f"{participe[:-1].capitalize()} depuis la liste.")
        phrase = f"Questions {participe} : {len(questions)}."
        self.message_user(request, phrase, messages.SUCCESS)

    def _noter(self, request, questions, acte):
        for question in questions:
            self.log_change(request, question, acte)

    @admin.action(description="Relues aujourd’hui…", permissions=["change"])
    def marquer_relues(self, request, queryset):
        choisies = list(queryset)
        demande = ecrans.relire(request, queryset)
        if demande is None:
            self._noter(request, choisies, "Relue depuis la liste.")
        return demande


@admin.register(Synonyme)
class SynonymeAdmin(admin.ModelAdmin):
    list_display = ("terme", "variantes_en_ligne", "proximite")
    list_filter = ("proximite",)
    search_fields = ("terme", "variantes")

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and supprimable(obj)

    @admin.display(description="variantes")
    def variantes_en_ligne(self, synonyme):
        return ", ".join(synonyme.phrases[1:])


@admin.register(Vote)
class VoteAdmin(admin.ModelAdmin):
    list_display = ("question", "revision", "utile", "raison", "vote_le")
    list_filter = ("utile",)
    list_select_related = ("revision__question",)
    search_fields = ("revision__question__question", "raison")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
