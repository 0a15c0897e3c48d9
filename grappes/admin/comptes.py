"""Accounts: staff, managers and their territory, contacts of the files."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.shortcuts import redirect

from grappes.forms.champs import choix_multiples
from grappes.models import Contact, Gestionnaire, User
from grappes.services.dossiers import contacts

admin.site.unregister(Group)


class CasesACocher:
    """Boxes for every many-to-many field."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = choix_multiples()
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(User)
class CompteAdmin(CasesACocher, UserAdmin):
    list_display = ["username", "first_name", "last_name", "email", "is_staff", "is_active"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Personne", {"fields": ["first_name", "last_name", "email"]}),
        ("Droits", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]


@admin.register(Group)
class GroupeAdmin(CasesACocher, GroupAdmin):
    pass


@admin.register(Gestionnaire)
class GestionnaireAdmin(CasesACocher, admin.ModelAdmin):
    list_display = ["user", "structure"]
    list_select_related = ["user"]
    search_fields = ["user__last_name", "user__username", "structure"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    """Reached from the file: a director has left, an address was misspelt."""

    fields = [
        "candidature",
        "role",
        "prenom",
        "nom",
        "fonction",
        "courriel",
        "telephone",
        "confirme_le",
        "relances_refusees_le",
    ]
    readonly_fields = ["candidature", "role", "confirme_le", "relances_refusees_le"]

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "courriel" in form.changed_data:
            contacts.adresse_changee(obj)

    def response_post_save_change(self, request, obj):
        return redirect("admin:grappes_candidature_change", obj.candidature_id)
