"""Downloads of a filtered list, or of ticked rows, in the tables of `services.exports`."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from grappes.services.exports import TABLES, Table, csv_de, xlsx_de


def telecharger(table: Table, extension: str, queryset: QuerySet) -> HttpResponseBase:
    """Stream a table as `csv` or `xlsx`, named after the day."""
    nom = f"grappes-{table.nom}-{timezone.localdate():%Y-%m-%d}.{extension}"
    if extension == "csv":
        reponse = StreamingHttpResponse(
            csv_de(table, queryset), content_type="text/csv; charset=utf-8"
        )
        reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
        return reponse
    return FileResponse(xlsx_de(table, queryset), as_attachment=True, filename=nom)


def exporter_liste(
    modele: admin.ModelAdmin, request: HttpRequest, table: str, extension: str
) -> HttpResponseBase:
    """The whole list under the filters and the search of its address."""
    if not modele.has_view_permission(request):
        raise PermissionDenied
    if table not in TABLES or extension not in ("csv", "xlsx"):
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
