"""The manager's lists as spreadsheets: the same rows as on screen, and no contact."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from grappes.models import Etablissement, Secteur
from grappes.services.exports import Table, Valeur
from grappes.services.pilotage.grappes import EtatGrappe
from grappes.services.pilotage.listes import departement_de, departements_de, eligibles_de

# Rows read at a time, with their lines.
LOT = 500
Rang = tuple[Valeur, ...]


def _secteur_de(etablissement: Etablissement | None) -> Secteur | None:
    categorie = etablissement.categorie if etablissement else None
    return categorie.secteur if categorie else None


def _texte(objet: object | None) -> str | None:
    return str(objet) if objet else None


def _candidatures(candidatures: QuerySet[Any]) -> Iterator[Rang]:
    for candidature in candidatures.iterator(chunk_size=LOT):
        lignes = candidature.lignes_vues
        yield (
            candidature.numero,
            str(candidature.organisme),
            candidature.organisme.finess_juridique,
            candidature.get_statut_display(),
            timezone.localtime(candidature.depuis).date() if candidature.depuis else None,
            departements_de(lignes),
            len(lignes),
            len(eligibles_de(lignes)),
        )


def _etablissements(lignes: QuerySet[Any]) -> Iterator[Rang]:
    for ligne in lignes.iterator(chunk_size=LOT):
        yield (
            ligne.finess,
            ligne.nom,
            ligne.commune,
            _texte(departement_de(ligne)),
            _texte(_secteur_de(ligne.etablissement)),
            ligne.get_verdict_display(),
            "oui" if ligne.placee else "non",
            ligne.candidature.numero,
            str(ligne.candidature.organisme),
            ligne.candidature.get_statut_display(),
        )


def _grappes(etats: Iterable[EtatGrappe]) -> Iterator[Rang]:
    for etat in etats:
        yield (
            etat.grappe.nom,
            etat.grappe.get_statut_display(),
            "oui" if etat.prete else "non",
            _texte(etat.grappe.dui),
            etat.eligibles,
            etat.minimum,
            etat.du_territoire,
            ", ".join(str(candidature.organisme) for candidature in etat.membres),
            etat.ailleurs,
            " ".join(manque.phrase for manque in etat.manques),
        )


def _referentiel(etablissements: QuerySet[Any]) -> Iterator[Rang]:
    for etablissement in etablissements.iterator(chunk_size=LOT):
        yield (
            etablissement.finess_geographique,
            etablissement.raison_sociale,
            etablissement.commune,
            _texte(etablissement.departement),
            _texte(_secteur_de(etablissement)),
            etablissement.organisme.finess_juridique,
            str(etablissement.organisme),
            "oui" if etablissement.declare else "non",
        )


TABLES = {
    "candidatures": Table(
        nom="pilotage-candidatures",
        titre="une ligne par candidature",
        colonnes=(
            "numero", "organisme", "finess_juridique", "statut", "depuis", "departements",
            "esms", "esms_eligibles",
        ),
        lignes=_candidatures,
    ),
    "etablissements": Table(
        nom="pilotage-esms",
        titre="une ligne par ESMS déclaré",
        colonnes=(
            "finess_geographique", "etablissement", "commune", "departement", "secteur",
            "verdict", "place_acceptee", "numero", "organisme", "statut",
        ),
        lignes=_etablissements,
    ),
    "grappes": Table(
        nom="pilotage-grappes",
        titre="une ligne par grappe",
        colonnes=(
            "grappe", "etat", "prete", "dui", "esms_eligibles", "minimum",
            "esms_eligibles_du_territoire", "membres_du_territoire", "membres_ailleurs", "manques",
        ),
        lignes=_grappes,
    ),
    "referentiel": Table(
        nom="pilotage-referentiel",
        titre="une ligne par ESMS du référentiel",
        colonnes=(
            "finess_geographique", "etablissement", "commune", "departement", "secteur",
            "finess_juridique", "organisme", "declare",
        ),
        lignes=_referentiel,
    ),
}  # fmt: skip
