"""Flat tables of the data, for spreadsheets: querysets in, rows out, files streamed.

`TABLES["organismes"]` names the columns and makes the rows; `csv_de` and `xlsx_de` write them.
"""

from grappes.services.exports.fichiers import csv_de, xlsx_de
from grappes.services.exports.tables import TABLES, Table, Valeur

__all__ = ["TABLES", "Table", "Valeur", "csv_de", "xlsx_de"]
