"""The statements of the register's loader, in SQL that SQLite and PostgreSQL both read.

Raw SQL on purpose: `bulk_create(update_conflicts=True)` took 12 times a bare `executemany` of the
same rows, and cannot leave alone the rows that did not change.
"""

from itertools import chain
from typing import Any

from django.db import connection

from grappes.models import Etablissement, OrganismeGestionnaire

COLONNES_ETABLISSEMENT = (
    "finess_geographique",
    "organisme_id",
    "raison_sociale",
    "adresse",
    "code_postal",
    "commune",
    "departement_id",
    "telephone",
    "categorie_id",
    "siret",
    "ouvert_le",
    "mis_a_jour_le",
    "recherche",
    "ferme_le",
)
COLONNES_ORGANISME = (
    "finess_juridique",
    "raison_sociale",
    "adresse",
    "code_postal",
    "commune",
    "departement_id",
    "telephone",
    "statut_juridique",
    "siren",
    "recherche",
    "a_verifier",
    "ferme_le",
)
COLONNES_CITATION = tuple(colonne for colonne in COLONNES_ORGANISME if colonne != "departement_id")
# Where the database sets no limit: some 700 establishments a statement.
PARAMETRES = 10_000

Ligne = tuple[Any, ...]

ETABLISSEMENTS = Etablissement._meta.db_table
ORGANISMES = OrganismeGestionnaire._meta.db_table


def verser_etablissements(lignes: list[Ligne]) -> int:
    """Insert establishments, or bring up to date those of which the extract says something new.

    Return how many rows were written.
    """
    return _executer(_versement(ETABLISSEMENTS, COLONNES_ETABLISSEMENT, garder="siret"), lignes)


def verser_organismes(lignes: list[Ligne]) -> int:
    """Insert legal entities, or bring them up to date; return how many rows were written."""
    return _executer(_versement(ORGANISMES, COLONNES_ORGANISME, garder="siren"), lignes)


def citer_organismes(lignes: list[Ligne]) -> int:
    """Make sure that organismes cited by establishments exist, are open and are verified.

    Rows are (number, then empty texts, folded name, False); return how many were written.
    """
    requete = (
        f"INSERT INTO {ORGANISMES} ({', '.join(COLONNES_CITATION)}) VALUES {{valeurs}}"
        " ON CONFLICT (finess_juridique) DO UPDATE SET a_verifier = FALSE, ferme_le = NULL"
        f" WHERE {ORGANISMES}.a_verifier OR {ORGANISMES}.ferme_le IS NOT NULL"
    )
    return _executer(requete, lignes)


def placer_etablissements(lignes: list[Ligne]) -> int:
    """Move establishments, from (number, latitude, longitude); return how many moved."""
    # Both databases name the columns of a VALUES list column1, column2…
    requete = (
        f"UPDATE {ETABLISSEMENTS} SET latitude = p.column2, longitude = p.column3"
        " FROM (VALUES {valeurs}) AS p WHERE finess_geographique = p.column1"
        f" AND (latitude {_differe()} p.column2 OR longitude {_differe()} p.column3)"
    )
    return _executer(requete, lignes)


def _versement(table: str, colonnes: tuple[str, ...], *, garder: str) -> str:
    """Upsert on the first column; an extract that lacks the kept column does not empty it."""
    cle, *autres = colonnes
    nouvelles = {colonne: f"excluded.{colonne}" for colonne in autres}
    nouvelles[garder] = f"COALESCE(NULLIF(excluded.{garder}, ''), {table}.{garder})"
    return (
        f"INSERT INTO {table} ({', '.join(colonnes)}) VALUES {{valeurs}}"
        f" ON CONFLICT ({cle}) DO UPDATE SET "
        + ", ".join(f"{colonne} = {valeur}" for colonne, valeur in nouvelles.items())
        + " WHERE "
        + " OR ".join(f"{table}.{colonne} {_differe()} {v}" for colonne, v in nouvelles.items())
    )


def _differe() -> str:
    """The comparison that takes NULL for a value (SQLite's standard name is newer than 3.31)."""
    return "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"


def _executer(requete: str, lignes: list[Ligne]) -> int:
    """Run the statement, as many rows at a time as one takes; return the rows written.

    Many rows a statement, since PostgreSQL would otherwise plan each of 100,000 upserts.
    """
    if not lignes:
        return 0
    colonnes = len(lignes[0])
    par_requete = (connection.features.max_query_params or PARAMETRES) // colonnes
    ligne = f"({', '.join(['%s'] * colonnes)})"
    ecrites = 0
    with connection.cursor() as curseur:
        for debut in range(0, len(lignes), par_requete):
            lot = lignes[debut : debut + par_requete]
            valeurs = ", ".join([ligne] * len(lot))
            curseur.execute(requete.format(valeurs=valeurs), list(chain.from_iterable(lot)))
            ecrites += curseur.rowcount
    return ecrites
