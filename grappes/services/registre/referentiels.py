"""The reference tables: territories, sectors, categories of establishments."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import models, transaction

from grappes.models import Categorie, Departement, Dui, Region, Secteur

DOSSIER = Path(__file__).resolve().parents[2] / "referentiels"


@transaction.atomic
def charger_referentiels() -> dict[str, int]:
    """Add the rows that are missing, leave the others as staff edited them.

    Return how many rows each table gained, by its French plural name.
    """
    return {
        "régions": _ajouter(Region, (Region(**ligne) for ligne in _lire("regions"))),
        "départements": _ajouter(Departement, map(_departement, _lire("departements"))),
        "secteurs": _ajouter(Secteur, (Secteur(**ligne) for ligne in _lire("secteurs"))),
        "catégories": _ajouter(Categorie, map(_categorie, _lire("categories"))),
        "logiciels": _ajouter(Dui, (Dui(**ligne) for ligne in _lire("dui"))),
    }


def _lire(nom: str) -> Iterator[dict[str, str]]:
    with (DOSSIER / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier, delimiter=";")


def _departement(ligne: dict[str, str]) -> Departement:
    return Departement(
        code=ligne["code"],
        nom=ligne["nom"],
        code_finess=ligne["code_finess"],
        region_id=ligne["region"] or None,
    )


def _categorie(ligne: dict[str, str]) -> Categorie:
    return Categorie(
        code=ligne["code"],
        libelle=ligne["libelle"],
        libelle_court=ligne["libelle_court"],
        secteur_id=ligne["secteur"] or None,
        l312_1={"oui": True, "non": False, "": None}[ligne["l312_1"]],
        reference=ligne["reference"],
    )


def _ajouter(modele: type[models.Model], lignes: Iterator[models.Model]) -> int:
    avant = modele._default_manager.count()
    modele._default_manager.bulk_create(lignes, ignore_conflicts=True)
    return modele._default_manager.count() - avant
