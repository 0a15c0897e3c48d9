"""What narrows the list of questions in the admin."""

from django.contrib import admin
from django.utils import timezone


class ARelireFilter(admin.SimpleListFilter):
    title = "relecture"
    parameter_name = "relecture"

    def lookups(self, request, model_admin):
        return [("due", "À relire")]

    def queryset(self, request, queryset):
        return queryset.a_relire(timezone.localdate()) if self.value() == "due" else queryset


class ProgrammeeFilter(admin.SimpleListFilter):
    title = "publication"
    parameter_name = "publication"

    def lookups(self, request, model_admin):
        return [("programmee", "Programmée")]

    def queryset(self, request, queryset):
        return queryset.programmees() if self.value() == "programmee" else queryset


class ResponsableFilter(admin.SimpleListFilter):
    title = "responsable"
    parameter_name = "responsable"

    def lookups(self, request, model_admin):
        return [("moi", "Les miennes"), ("personne", "Sans responsable")]

    def queryset(self, request, queryset):
        choix = {"moi": request.user.pk, "personne": None}
        return queryset.filter(responsable=choix[v]) if (v := self.value()) in choix else queryset
