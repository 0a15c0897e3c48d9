"""The three tables: one row per OG, per ESMS, per grappe. Column names are stable."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from grappes.models import Candidature, EtablissementDeclare, EtatPlace, Grappe, Place
from grappes.regles.grappe import composer, manquements, route, seuil
from grappes.services.regroupement.grappes import avec_membres

Valeur = str | int | datetime.date | None
Verdict = EtablissementDeclare.Verdict

# Rows read at a time: memory stays flat and the queries stay few.
LOT = 500


@dataclass(frozen=True)
class Table:
    """`lignes(objets)` yields one tuple per row, in the order of `colonnes`.

    `objets` is a queryset, or whatever else the table's own function reads.
    """

    nom: str
    titre: str
    colonnes: tuple[str, ...]
    lignes: Callable[[Any], Iterator[tuple[Valeur, ...]]]


def _lots(queryset: QuerySet[Any], lecture: QuerySet[Any]) -> Iterator[Any]:
    """The rows of `queryset`, in its order, as `lecture` reads them.

    Keys come first: what filters and annotations cost is paid once, not per chunk.
    """
    cles = iter(list(queryset.values_list("pk", flat=True)))
    while lot := list(islice(cles, LOT)):
        objets = lecture.in_bulk(lot)
        yield from (objets[cle] for cle in lot if cle in objets)


def _jour(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localtime(moment).date() if moment else None


def _oui(valeur: bool) -> str:
    return "oui" if valeur else "non"


def _noms(objets: Sequence[object]) -> str:
    return ", ".join(str(objet) for objet in objets)


def _organismes(candidatures: QuerySet[Candidature]) -> Iterator[tuple[Valeur, ...]]:
    lecture = Candidature.objects.select_related("campagne", "organisme").prefetch_related(
        "lignes",
        "contacts",
        "dui_acceptes",
        "partenaires",
        Prefetch("places", Place.objects.select_related("grappe")),
    )
    for candidature in _lots(candidatures, lecture):
        yield (*_identite(candidature), *_projet(candidature), *_contact(candidature))


def _identite(candidature: Candidature) -> tuple[Valeur, ...]:
    organisme = candidature.organisme
    return (
        candidature.numero,
        str(candidature.campagne),
        candidature.get_statut_display(),
        _jour(candidature.deposee_le),
        organisme.raison_sociale if organisme else None,
        organisme.finess_juridique if organisme else None,
        organisme.siren if organisme else None,
        organisme.commune if organisme else None,
        organisme.departement_id if organisme else None,
    )


def _projet(candidature: Candidature) -> tuple[Valeur, ...]:
    lignes = [ligne for ligne in candidature.lignes.all() if ligne.retenue]
    verdicts = [ligne.verdict for ligne in lignes]
    grappe = next((p.grappe for p in candidature.places.all() if p.est_vivante), None)
    return (
        candidature.nombre_esms_national,
        len(lignes),
        verdicts.count(Verdict.ELIGIBLE),
        verdicts.count(Verdict.DOUTEUX),
        verdicts.count(Verdict.EXCLU),
        sum(ligne.personnes_accompagnees or 0 for ligne in lignes),
        candidature.projet.label,
        _noms(list(candidature.dui_acceptes.all())),
        _oui(candidature.dui_de_la_grappe),
        candidature.demarrage_souhaite_le,
        candidature.get_portage_display(),
        _noms(list(candidature.partenaires.all())),
        _oui(candidature.besoin_amoa),
        _oui(candidature.besoin_equipement),
        str(grappe) if grappe else None,
    )


def _contact(candidature: Candidature) -> tuple[Valeur, ...]:
    contact = candidature.titulaire
    if contact is None:
        return None, None, None, None
    return contact.prenom, contact.nom, contact.courriel, contact.telephone


def _etablissements(candidatures: QuerySet[Candidature]) -> Iterator[tuple[Valeur, ...]]:
    lignes = EtablissementDeclare.objects.select_related(
        "etablissement__categorie__secteur", "dui", "sons_dui", "verdict_par"
    )
    lecture = Candidature.objects.select_related("organisme")
    for candidature in _lots(candidatures, lecture.prefetch_related(Prefetch("lignes", lignes))):
        for ligne in candidature.lignes.all():
            yield (*_situation(candidature, ligne), *_declaration(ligne), *_verdict(ligne))


def _situation(candidature: Candidature, ligne: EtablissementDeclare) -> tuple[Valeur, ...]:
    etablissement = ligne.etablissement
    categorie = etablissement.categorie if etablissement else None
    organisme = candidature.organisme
    return (
        candidature.numero,
        candidature.get_statut_display(),
        organisme.raison_sociale if organisme else None,
        organisme.finess_juridique if organisme else None,
        ligne.finess,
        ligne.nom,
        str(categorie) if categorie else None,
        str(categorie.secteur) if categorie and categorie.secteur else None,
        ligne.commune,
        etablissement.departement_id if etablissement else None,
        _oui(ligne.retenue),
    )


def _declaration(ligne: EtablissementDeclare) -> tuple[Valeur, ...]:
    return (
        ligne.personnes_accompagnees,
        _dui(ligne),
        ligne.get_dui_etat_display(),
        ligne.get_type_projet_display(),
        ligne.get_contrat_signe_display(),
        ligne.get_commande_sons_display(),
        str(ligne.sons_dui) if ligne.sons_dui else None,
        ligne.get_financement_anterieur_display(),
        _oui(ligne.public_anonyme),
    )


def _dui(ligne: EtablissementDeclare) -> str:
    """An empty cell was not answered; « Aucun » was."""
    if ligne.dui:
        return str(ligne.dui)
    return ligne.dui_autre or ("Aucun" if ligne.sans_dui else "")


def _verdict(ligne: EtablissementDeclare) -> tuple[Valeur, ...]:
    return (
        ligne.get_verdict_display(),
        ligne.verdict_regle,
        ligne.verdict_source,
        _jour(ligne.verdict_le),
        ligne.verdict_motif,
    )


def _grappes(grappes: QuerySet[Grappe]) -> Iterator[tuple[Valeur, ...]]:
    for grappe in _lots(grappes, avec_membres()):
        yield (*_fiche(grappe), *_mesures(grappe))


def _fiche(grappe: Grappe) -> tuple[Valeur, ...]:
    def nom(place: Place | None) -> str | None:
        return str(place.candidature.organisme) if place else None

    etats = [place.etat for place in grappe.places_vivantes]
    return (
        grappe.nom,
        str(grappe.campagne),
        grappe.get_statut_display(),
        str(grappe.dui) if grappe.dui else None,
        nom(grappe.porteur),
        nom(grappe.porteur_suppleant),
        _noms([place.candidature.organisme for place in grappe.places_vivantes]),
        etats.count(EtatPlace.ACCEPTEE),
        grappe.reponse_avant_le,
        grappe.transmise_le,
        grappe.numero_dossier,
    )


def _mesures(grappe: Grappe) -> tuple[Valeur, ...]:
    reglement = grappe.campagne.reglement
    if reglement is None:
        return None, None, None, None, None, None, None
    compo = composer(grappe, reglement)
    return (
        compo.organismes,
        compo.eligibles,
        compo.douteux,
        compo.exclus,
        seuil(compo, reglement),
        route(compo, reglement).label,
        " ".join(manquements(grappe, reglement)),
    )


ORGANISMES = Table(
    nom="organismes",
    titre="une ligne par OG",
    colonnes=(
        "numero", "campagne", "statut", "deposee_le", "organisme", "finess_juridique", "siren",
        "commune", "departement", "esms_geres", "esms_retenus", "esms_eligibles", "esms_douteux",
        "esms_exclus", "personnes_accompagnees", "projet", "dui_acceptes", "dui_de_la_grappe",
        "demarrage_souhaite_le", "portage", "partenaires", "besoin_amoa", "besoin_equipement",
        "grappe", "contact_prenom", "contact_nom", "contact_courriel", "contact_telephone",
    ),
    lignes=_organismes,
)  # fmt: skip

ETABLISSEMENTS = Table(
    nom="etablissements",
    titre="une ligne par ESMS",
    colonnes=(
        "numero", "statut", "organisme", "finess_juridique", "finess_geographique",
        "etablissement", "categorie", "secteur", "commune", "departement", "retenu",
        "personnes_accompagnees", "dui_actuel", "dui_version", "type_projet", "contrat_signe",
        "commande_sons", "sons_dui", "financement_anterieur", "public_anonyme", "verdict",
        "verdict_regle", "verdict_source", "verdict_le", "verdict_motif",
    ),
    lignes=_etablissements,
)  # fmt: skip

GRAPPES = Table(
    nom="grappes",
    titre="une ligne par grappe",
    colonnes=(
        "grappe", "campagne", "statut", "dui", "porteur", "porteur_suppleant", "membres",
        "reponses_acceptees", "reponse_avant_le", "transmise_le", "numero_dossier", "og",
        "esms_eligibles", "esms_douteux", "esms_exclus", "seuil", "voie", "manquements",
    ),
    lignes=_grappes,
)  # fmt: skip

TABLES = {table.nom: table for table in (ORGANISMES, ETABLISSEMENTS, GRAPPES)}
