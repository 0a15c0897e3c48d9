"""What a candidate may read of a proposed grappe before the names open, and how they answer."""

import datetime
from collections import Counter
from dataclasses import dataclass

from grappes.models import (
    Acteur,
    Candidature,
    Departement,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Place,
    Secteur,
    StatutCandidature,
)
from grappes.workflow import passages_possibles

# The acts of the table that are answers, in the words of who answers.
REPONSES = {
    "accepter": "Nous acceptons de rejoindre cette grappe",
    "discuter": "Nous voulons en parler avec le Collectif avant de répondre",
    "refuser": "Nous refusons cette proposition",
}


@dataclass(frozen=True)
class Fiche:
    """A grappe without a name: nothing here tells who its members are.

    Sizes are in organismes and in ESMS (FINESS géographiques) not excluded.
    """

    organismes: int
    esms: int
    secteurs: list[str]
    departements: list[str]
    dui: str
    porteur: str
    reponse_avant_le: datetime.date | None


def fiche(place: Place) -> Fiche:
    """The anonymous card of the grappe that this place belongs to, as its holder sees it."""
    grappe = _avec_lignes(place.grappe_id)
    lignes = [ligne for p in grappe.places_vivantes for ligne in _lignes(p.candidature)]
    return Fiche(
        organismes=len({p.candidature.organisme_id for p in grappe.places_vivantes}),
        esms=len(lignes),
        secteurs=[secteur.nom for secteur in _secteurs(lignes)],
        departements=[str(departement) for departement in _departements(lignes)],
        dui=str(grappe.dui) if grappe.dui else "à choisir ensemble",
        porteur=_porteur(grappe, place),
        reponse_avant_le=grappe.reponse_avant_le,
    )


def _avec_lignes(pk: int) -> Grappe:
    return (
        Grappe.objects.select_related("campagne", "dui")
        .prefetch_related(
            "campagne__reglements",
            "places__candidature__lignes__etablissement__categorie__secteur",
            "places__candidature__lignes__etablissement__departement",
        )
        .get(pk=pk)
    )


def _lignes(candidature: Candidature) -> list[EtablissementDeclare]:
    exclu = EtablissementDeclare.Verdict.EXCLU
    return [li for li in candidature.lignes.all() if li.retenue and li.verdict != exclu]


def _secteurs(lignes: list[EtablissementDeclare]) -> list[Secteur]:
    """Those of the lines, the most frequent first."""
    nombres = Counter(
        categorie.secteur
        for ligne in lignes
        if ligne.etablissement
        and (categorie := ligne.etablissement.categorie)
        and categorie.secteur
    )
    return [secteur for secteur, _ in nombres.most_common()]


def _departements(lignes: list[EtablissementDeclare]) -> list[Departement]:
    trouves = {
        departement
        for ligne in lignes
        if ligne.etablissement and (departement := ligne.etablissement.departement)
    }
    return sorted(trouves, key=lambda departement: departement.pk)


def _porteur(grappe: Grappe, place: Place) -> str:
    """Who would carry, without a name: its size against the règlement, sector, département."""
    porteur = grappe.porteur
    if porteur is None:
        return "à désigner"
    if porteur.pk == place.pk:
        return "votre organisme"
    candidature = porteur.candidature
    lignes = _lignes(candidature)
    morceaux = [f"un organisme{_taille(candidature, grappe)}"]
    if secteurs := _secteurs(lignes):
        morceaux.append(f"surtout actif en « {secteurs[0].nom} »")
    if departements := _departements(lignes):
        morceaux.append(", ".join(d.nom for d in departements))
    return ", ".join(morceaux)


def _taille(candidature: Candidature, grappe: Grappe) -> str:
    reglement, nombre = grappe.campagne.reglement, candidature.nombre_esms_national
    if reglement is None or reglement.petit_og_moins_de is None or nombre is None:
        return ""
    petit = nombre < reglement.petit_og_moins_de
    comparaison = "moins de" if petit else "au moins"
    return f" de {comparaison} {reglement.petit_og_moins_de} ESMS"


def reponses_possibles(place: Place) -> list[tuple[str, str]]:
    """The answers that its holder may still give: (act of the table, sentence).

    Once the grappe is constituted a member who changes their mind withdraws or writes to us.
    """
    if not place.est_vivante or place.candidature.statut != StatutCandidature.PROPOSEE:
        return []
    permis = {p.acte for p in passages_possibles(place, Acteur.CANDIDAT)}
    return [(acte, phrase) for acte, phrase in REPONSES.items() if acte in permis]


def place_proposee(candidature: Candidature) -> Place | None:
    """The live place that the candidate was told of; one in preparation stays unknown."""
    vivantes = candidature.places.vivantes().exclude(etat=EtatPlace.PREVUE)
    return vivantes.select_related("grappe__campagne", "candidature").first()
