"""The statements of the register's loader, in SQL that SQLite and PostgreSQL both read.

Raw SQL on purpose: `bulk_create(update_conflicts=True)` took 12 times a bare `executemany` of the
same rows, and cannot leave alone the rows that did not change.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

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
COLONNES_POSITION = ("finess_geographique", "latitude", "longitude")

Ligne = tuple[Any, ...]

ETABLISSEMENTS = Etablissement._meta.db_table
ORGANISMES = OrganismeGestionnaire._meta.db_table


def verser_etablissements(lignes: Sequence[Ligne]) -> int:
    """Insert establishments, or bring up to date those of which the extract says something new.

    Return how many rows were written.
    """
    return _verser(Etablissement, COLONNES_ETABLISSEMENT, "siret", lignes)


def verser_organismes(lignes: Sequence[Ligne]) -> int:
    """Insert legal entities, or bring them up to date; return how many rows were written."""
    return _verser(OrganismeGestionnaire, COLONNES_ORGANISME, "siren", lignes)


def citer_organismes(lignes: Sequence[Ligne]) -> int:
    """Make sure that organismes cited by establishments exist, are open and are verified.

    Rows follow `COLONNES_CITATION`; those of known organismes only wake them. Return how many
    were written.
    """
    requete = (
        f"INSERT INTO {ORGANISMES} ({', '.join(COLONNES_CITATION)}) {{lignes}}"
        " ON CONFLICT (finess_juridique) DO UPDATE SET a_verifier = FALSE, ferme_le = NULL"
        f" WHERE {ORGANISMES}.a_verifier OR {ORGANISMES}.ferme_le IS NOT NULL"
    )
    return _executer(requete, OrganismeGestionnaire, COLONNES_CITATION, lignes)


def placer_etablissements(lignes: Sequence[Ligne]) -> int:
    """Move establishments, from (number, latitude, longitude); return how many moved."""
    colonnes = ", ".join(COLONNES_POSITION)
    # The names are given inside, for only PostgreSQL lets an alias name columns; and sqlite3
    # counts no row of a statement that starts with WITH.
    requete = (
        f"UPDATE {ETABLISSEMENTS} SET latitude = p.latitude, longitude = p.longitude"
        f" FROM (WITH p ({colonnes}) AS ({{lignes}}) SELECT * FROM p) AS p"
        f" WHERE {ETABLISSEMENTS}.finess_geographique = p.finess_geographique"
        f" AND ({ETABLISSEMENTS}.latitude {_differe()} p.latitude"
        f" OR {ETABLISSEMENTS}.longitude {_differe()} p.longitude)"
    )
    return _executer(requete, Etablissement, COLONNES_POSITION, lignes)


def _verser(
    modele: type[models.Model], colonnes: Sequence[str], garder: str, lignes: Sequence[Ligne]
) -> int:
    """Upsert on the first column; an extract that lacks the kept column does not empty it."""
    table = modele._meta.db_table
    cle, *autres = colonnes
    nouvelles = {colonne: f"excluded.{colonne}" for colonne in autres}
    nouvelles[garder] = f"COALESCE(NULLIF(excluded.{garder}, ''), {table}.{garder})"
    requete = (
        f"INSERT INTO {table} ({', '.join(colonnes)}) {{lignes}}"
        f" ON CONFLICT ({cle}) DO UPDATE SET "
        + ", ".join(f"{colonne} = {valeur}" for colonne, valeur in nouvelles.items())
        + " WHERE "
        + " OR ".join(f"{table}.{colonne} {_differe()} {v}" for colonne, v in nouvelles.items())
    )
    return _executer(requete, modele, colonnes, lignes)


def _differe() -> str:
    """The comparison that takes NULL for a value (SQLite's standard name is newer than 3.31)."""
    return "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"


def _executer(
    requete: str, modele: type[models.Model], colonnes: Sequence[str], lignes: Sequence[Ligne]
) -> int:
    """Run the statement with these rows in the place of `{lignes}`; return the rows written.

    SQLite runs it once a row, which costs it nothing. PostgreSQL would plan it 100,000 times (and
    psycopg would spend as long cutting up thousands of %s): it gets one array a column.
    """
    if not lignes:
        return 0
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            types = (_type(modele, colonne) for colonne in colonnes)
            source = f"SELECT * FROM unnest({', '.join(f'%s::{type_}[]' for type_ in types)})"
            curseur.execute(
                requete.format(lignes=source), list(map(list, zip(*lignes, strict=True)))
            )
        else:
            source = f"VALUES ({', '.join(['%s'] * len(colonnes))})"
            curseur.executemany(requete.format(lignes=source), lignes)
        return curseur.rowcount


def _type(modele: type[models.Model], colonne: str) -> str:
    """The column's type, without a length: a cast to varchar(9) would cut in silence."""
    champ = next(champ for champ in modele._meta.concrete_fields if champ.column == colonne)
    return (champ.db_type(connection) or "text").partition("(")[0]
