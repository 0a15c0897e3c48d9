"""The register's loader against a bare `executemany`, on a database made for the occasion."""

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from grappes.models import Etablissement, OrganismeGestionnaire
from grappes.services.registre import sql
from grappes.services.registre.chargement import importer
from grappes.services.registre.referentiels import charger_referentiels


@dataclass(frozen=True)
class Mesure:
    """Seconds, and megabytes at the process's highest when the first import ends."""

    moteur: str
    lignes: int
    organismes: int
    importation: float
    deuxieme: float
    nu: float
    memoire: int


@contextmanager
def base_jetable(dossier: Path) -> Iterator[None]:
    """Turn the default connection to a migrated, empty database, dropped on leaving."""
    ancien = connection.settings_dict["NAME"]
    fichier = connection.vendor == "sqlite"
    essai = str(dossier / "mesure.sqlite3") if fichier else f"mesure_{ancien}"
    connection.settings_dict["TEST"]["NAME"] = essai
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(ancien), verbosity=0)


def mesurer(extrait: Path, tours: int = 3) -> Mesure:
    """Import the extract twice, then insert the same establishments bare; several rounds.

    The best time of each is kept: a busy machine slows one or the other by chance. The bare
    insert has its organismes beforehand, untimed; the import finds them and makes them.
    """
    importations, deuxiemes, nus, memoire = [], [], [], 0
    for _ in range(tours):
        _vider()
        importations.append(_chronometrer(lambda: importer([extrait])))
        # The rows of the bare insert are the bench's own burden, so the first peak is the one.
        memoire = memoire or _memoire()
        deuxiemes.append(_chronometrer(lambda: importer([extrait])))
        etablissements = list(Etablissement.objects.values_list(*sql.COLONNES_ETABLISSEMENT))
        organismes = list(OrganismeGestionnaire.objects.order_by("pk"))
        _vider()
        OrganismeGestionnaire.objects.bulk_create(organismes, batch_size=500)
        nus.append(_chronometrer(partial(_inserer_nu, etablissements)))
    return Mesure(
        moteur=connection.vendor,
        lignes=len(etablissements),
        organismes=len(organismes),
        importation=min(importations),
        deuxieme=min(deuxiemes),
        nu=min(nus),
        memoire=memoire,
    )


def _vider() -> None:
    call_command("flush", verbosity=0, interactive=False)
    charger_referentiels()


def _chronometrer(acte: Callable[[], object]) -> float:
    debut = perf_counter()
    acte()
    return perf_counter() - debut


def _inserer_nu(lignes: list[tuple[Any, ...]]) -> None:
    colonnes = sql.COLONNES_ETABLISSEMENT
    valeurs = ", ".join(["%s"] * len(colonnes))
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.executemany(
            f"INSERT INTO {sql.ETABLISSEMENTS} ({', '.join(colonnes)}) VALUES ({valeurs})", lignes
        )


def _memoire() -> int:
    """Highest resident memory of this process so far, in megabytes."""
    pic = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pic // (1 << 20 if sys.platform == "darwin" else 1 << 10)
