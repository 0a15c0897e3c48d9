"""Write a fictitious register as the official extracts are written."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from grappes.finess.coordonnees import PROJECTIONS, Position, nom_projection
from grappes.finess.fictif.lieux import Lieu
from grappes.finess.fictif.noms import VOIES
from grappes.finess.fictif.registre import (
    EtablissementFictif,
    OrganismeFictif,
    RegistreFictif,
    generer,
)

NUMERO_DE_PARUTION = "1"


def ecrire_extraits(registre: RegistreFictif, dossier: Path, jour: date) -> list[Path]:
    """Write the legal entities, then the establishments with their positions; return the files.

    Layouts `cs1100501` and `cs1100507`, UTF-8. The same register and day give the same bytes.
    """
    entites = dossier / f"etalab-cs1100501-stock-{jour:%Y%m%d}-fictif.csv"
    etablissements = dossier / f"etalab-cs1100507-stock-{jour:%Y%m%d}-fictif.csv"
    _ecrire(entites, jour, map(_entite, registre.organismes))
    _ecrire(etablissements, jour, _structures_puis_positions(registre))
    return [entites, etablissements]


def ecrire_exactement(lignes: int, dossier: Path) -> Path:
    """Write an extract of exactly this many establishments, without positions, for measures."""
    jour, registre = date(2026, 1, 1), generer(1, lignes // 2)
    structures = (_structure(*paire) for paire in registre.etablissements)
    chemin = dossier / f"etalab-cs1100502-stock-{jour:%Y%m%d}-{lignes}.csv"
    _ecrire(chemin, jour, islice(structures, lignes))
    return chemin


def _ecrire(chemin: Path, jour: date, lignes: Iterable[list[str]]) -> None:
    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.writer(fichier, delimiter=";", lineterminator="\n")
        ecrivain.writerow(["finess", "etalab", NUMERO_DE_PARUTION, jour.isoformat()])
        ecrivain.writerows(lignes)


def _structures_puis_positions(registre: RegistreFictif) -> Iterator[list[str]]:
    for organisme, etablissement in registre.etablissements:
        yield _structure(organisme, etablissement)
    for _, etablissement in registre.etablissements:
        yield _position(etablissement)


def _entite(organisme: OrganismeFictif) -> list[str]:
    lieu = organisme.lieu
    numero, type_de_voie, voie = _voie(organisme.finess)
    return [
        "structureej",
        organisme.finess,
        organisme.nom[:38].strip(),
        organisme.nom,
        "",
        numero,
        type_de_voie,
        voie,
        *[""] * 4,  # complements, locality, commune
        _acheminement(lieu),
        lieu.departement,
        lieu.libelle_departement,
        organisme.telephone,
        "",
        organisme.statut,
        "",
        "",
        organisme.siren,
        "",
        "",
    ]


def _structure(organisme: OrganismeFictif, etablissement: EtablissementFictif) -> list[str]:
    lieu = etablissement.lieu
    return [
        "structureet",
        etablissement.finess,
        organisme.finess,
        etablissement.nom[:38].strip(),
        etablissement.nom,
        *["", ""],  # complements
        *_voie(etablissement.finess),
        *[""] * 3,  # complement, locality, commune
        lieu.departement,
        lieu.libelle_departement,
        _acheminement(lieu),
        etablissement.telephone,
        "",
        etablissement.categorie.code,
        etablissement.categorie.libelle,
        *["", ""],  # grouping of categories
        etablissement.siret,
        *[""] * 5,  # APE, tariff, hospital service
        f"{etablissement.annee}-01-01",
        f"{etablissement.annee}-01-01",
        f"{etablissement.annee}-01-01",
        "",
    ]


def _position(etablissement: EtablissementFictif) -> list[str]:
    projection = nom_projection("", etablissement.finess)
    assert projection is not None, "every fictitious town has its projection"
    position = Position(etablissement.latitude, etablissement.longitude)
    x, y = PROJECTIONS[projection].vers_plan(position)
    source = f"1,FICTIF,100,{projection}"
    return ["geolocalisation", etablissement.finess, f"{x:.1f}", f"{y:.1f}", source, "2024-01-01"]


def _voie(finess: str) -> tuple[str, str, str]:
    """An address that depends on the number only."""
    return str(1 + int(finess[-4:]) % 90), *VOIES[int(finess[-1]) % len(VOIES)]


def _acheminement(lieu: Lieu) -> str:
    return f"{lieu.code_postal} {lieu.commune}"
