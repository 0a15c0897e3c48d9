"""Downloads of a filtered list, or of ticked rows, in the tables of `services.exports`."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from grappes.services.exports import TABLES
from grappes.views.telechargement import EXTENSIONS, telecharger


def exporter_liste(
    modele: admin.ModelAdmin, request: HttpRequest, table: str, extension: str
) -> HttpResponseBase:
    """The whole list under the filters and the search of its address."""
    if not modele.has_view_permission(request):
        raise PermissionDenied
    if table not in TABLES or extension not in EXTENSIONS:
        raise Http404
    liste = modele.get_changelist_instance(request).get_queryset(request)
    return telecharger(TABLES[table], extension, liste)


def action_export(nom: str) -> Callable[..., HttpResponseBase]:
    """An action that downloads the ticked rows."""
    table = TABLES[nom]

    @admin.action(description=f"Exporter la sélection, {table.titre} (XLSX)", permissions=["view"])
    def exporter(modele, request, queryset):
        return telecharger(table, "xlsx", queryset)

    exporter.__name__ = f"exporter_{nom}"
    return exporter
