"""The statements of the register's loader, in SQL that SQLite and PostgreSQL both read.

Raw SQL on purpose: `bulk_create(update_conflicts=True)` took 12 times a bare `executemany` of the
same rows, and cannot leave alone the rows that did not change.
"""

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
ETABLISSEMENTS = Etablissement._meta.db_table
ORGANISMES = OrganismeGestionnaire._meta.db_table


def verser_etablissements() -> str:
    """Insert an establishment, or bring it up to date if the extract says something new."""
    return _verser(ETABLISSEMENTS, COLONNES_ETABLISSEMENT, gardees=("siret",))


def verser_organismes() -> str:
    """Insert a legal entity, or bring it up to date if the extract says something new."""
    return _verser(ORGANISMES, COLONNES_ORGANISME, gardees=("siren",))


def citer_organismes() -> str:
    """Make sure that an organisme cited by an establishment exists, is open and is verified."""
    return (
        f"INSERT INTO {ORGANISMES} (finess_juridique, raison_sociale, adresse, code_postal,"
        " commune, telephone, statut_juridique, siren, recherche, a_verifier)"
        " VALUES (%s, '', '', '', '', '', '', '', %s, FALSE)"
        " ON CONFLICT (finess_juridique) DO UPDATE SET a_verifier = FALSE, ferme_le = NULL"
        f" WHERE {ORGANISMES}.a_verifier OR {ORGANISMES}.ferme_le IS NOT NULL"
    )


def placer_etablissements() -> str:
    """Give an establishment its latitude and longitude."""
    return (
        f"UPDATE {ETABLISSEMENTS} SET latitude = %s, longitude = %s WHERE finess_geographique = %s"
    )


def _verser(table: str, colonnes: tuple[str, ...], *, gardees: tuple[str, ...]) -> str:
    """Upsert on the first column; a kept column is not emptied by an extract that lacks it."""
    # SQLite reads IS DISTINCT FROM only since 3.39; its own IS NOT means the same.
    differe = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    cle, *autres = colonnes
    nouvelles = {
        colonne: f"COALESCE(NULLIF(excluded.{colonne}, ''), {table}.{colonne})"
        if colonne in gardees
        else f"excluded.{colonne}"
        for colonne in autres
    }
    return (
        f"INSERT INTO {table} ({', '.join(colonnes)})"
        f" VALUES ({', '.join(['%s'] * len(colonnes))}) ON CONFLICT ({cle}) DO UPDATE SET "
        + ", ".join(f"{colonne} = {valeur}" for colonne, valeur in nouvelles.items())
        + " WHERE "
        + " OR ".join(f"{table}.{colonne} {differe} {v}" for colonne, v in nouvelles.items())
    )
