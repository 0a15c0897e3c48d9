"""A table of the data, as a file that streams."""

from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from grappes.services.exports import Table, csv_de, xlsx_de

EXTENSIONS = ("csv", "xlsx")


def telecharger(table: Table, extension: str, objets: Any) -> HttpResponseBase:
    """Stream a table as `csv` or `xlsx`, named after the day."""
    nom = f"grappes-{table.nom}-{timezone.localdate():%Y-%m-%d}.{extension}"
    if extension == "csv":
        reponse = StreamingHttpResponse(
            csv_de(table, objets), content_type="text/csv; charset=utf-8"
        )
        reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
        return reponse
    return FileResponse(xlsx_de(table, objets), as_attachment=True, filename=nom)
