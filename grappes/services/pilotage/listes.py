"""The lists behind the manager's figures, and their CSV: no contact, only the territory's lines."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Max, Q, QuerySet

from grappes.models import (
    Campagne,
    Candidature,
    Departement,
    EtablissementDeclare,
    Secteur,
)
from grappes.services.exports import Table, csv_de
from grappes.services.pilotage.chiffres import EtatGrappe
from grappes.services.pilotage.territoires import Territoire


def candidatures(
    campagne: Campagne,
    territoire: Territoire,
    *,
    statut: str = "",
    departement: Departement | None = None,
    secteur: Secteur | None = None,
) -> QuerySet[Candidature]:
    """The candidatures behind a figure, each with its counts of lines in the territory."""
    lignes = _lignes(campagne, territoire, statut, departement, secteur)
    visibles = Q(lignes__in=lignes)
    eligible = Q(lignes__verdict=EtablissementDeclare.Verdict.ELIGIBLE)
    return (
        Candidature.objects.filter(pk__in=lignes.values("candidature"))
        .select_related("organisme")
        .annotate(
            esms=Count("lignes", filter=visibles, distinct=True),
            eligibles=Count("lignes", filter=visibles & eligible, distinct=True),
            depuis=Max("transitions__le"),
        )
        .order_by("organisme__recherche", "pk")
    )


def etablissements(
    campagne: Campagne,
    territoire: Territoire,
    *,
    statut: str = "",
    departement: Departement | None = None,
    secteur: Secteur | None = None,
) -> QuerySet[EtablissementDeclare]:
    """The declared ESMS behind a figure."""
    return (
        _lignes(campagne, territoire, statut, departement, secteur)
        .select_related(
            "candidature__organisme",
            "etablissement__departement",
            "etablissement__categorie__secteur",
            "dui",
        )
        .order_by("candidature__organisme__recherche", "nom", "pk")
    )


def _lignes(
    campagne: Campagne,
    territoire: Territoire,
    statut: str,
    departement: Departement | None,
    secteur: Secteur | None,
) -> QuerySet[EtablissementDeclare]:
    lignes = territoire.lignes(campagne)
    if statut:
        lignes = lignes.filter(candidature__statut=statut)
    if departement:
        lignes = lignes.filter(departement_id=departement.pk)
    if secteur:
        lignes = lignes.filter(etablissement__categorie__secteur=secteur)
    return lignes


def filtrer_les_grappes(
    etats: Iterable[EtatGrappe], *, statut: str = "", prete: str = ""
) -> list[EtatGrappe]:
    return [
        etat
        for etat in etats
        if (not statut or etat.grappe.statut == statut)
        and (not prete or etat.prete == (prete == "oui"))
    ]


def csv(nom: str, lignes) -> Iterator[bytes]:
    return csv_de(TABLES[nom], lignes)


def _en_candidatures(queryset: Iterable[Candidature]) -> Iterator[tuple]:
    for c in queryset:
        yield (
            c.numero,
            str(c.organisme),
            c.organisme.finess_juridique,
            c.organisme.commune,
            c.get_statut_display(),
            c.esms,
            c.eligibles,
        )


def _en_etablissements(queryset: Iterable[EtablissementDeclare]) -> Iterator[tuple]:
    for ligne in queryset:
        etablissement = ligne.etablissement
        categorie = etablissement.categorie if etablissement else None
        yield (
            ligne.finess,
            ligne.nom,
            ligne.commune,
            str(etablissement.departement) if etablissement else "",
            str(categorie.secteur) if categorie and categorie.secteur else "",
            ligne.get_verdict_display(),
            ligne.candidature.numero,
            str(ligne.candidature.organisme),
            ligne.candidature.get_statut_display(),
        )


def _en_grappes(etats: Iterable[EtatGrappe]) -> Iterator[tuple]:
    for etat in etats:
        yield (
            etat.grappe.nom,
            etat.grappe.get_statut_display(),
            "oui" if etat.prete else "non",
            etat.eligibles,
            ", ".join(str(c.organisme) for c in etat.membres),
            etat.ailleurs,
            " ".join(etat.manques),
        )


TABLES = {
    "candidatures": Table(
        "candidatures",
        "Candidatures",
        ("numero", "organisme", "finess_juridique", "commune", "statut", "esms", "eligibles"),
        _en_candidatures,
    ),
    "etablissements": Table(
        "etablissements",
        "ESMS",
        (
            "finess_geographique",
            "etablissement",
            "commune",
            "departement",
            "secteur",
            "verdict",
            "numero",
            "organisme",
            "statut",
        ),
        _en_etablissements,
    ),
    "grappes": Table(
        "grappes",
        "Grappes",
        (
            "grappe",
            "etat",
            "prete",
            "esms_eligibles",
            "membres_du_territoire",
            "membres_ailleurs",
            "manques",
        ),
        _en_grappes,
    ),
}
