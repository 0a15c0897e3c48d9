"""What a candidate may read of a proposed grappe before the names open, and how they answer."""

import datetime
import hashlib
from collections import Counter
from dataclasses import astuple, dataclass, replace

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
from grappes.services.regroupement import anonymat, promesses
from grappes.workflow import passages_possibles

# The acts of the table that are answers, in the words of who answers.
REPONSES = {
    "accepter": "Nous acceptons de rejoindre cette grappe",
    "discuter": "Nous voulons en parler avec le Collectif avant de répondre",
    "refuser": "Nous refusons cette proposition",
}


@dataclass(frozen=True)
class Fiche:
    """A grappe without a name: nothing here tells who its members are (see `anonymat`).

    Sizes are in organismes and in ESMS (FINESS géographiques) not excluded; `esms` is « 17 », or
    « entre 15 et 19 » where one could subtract.
    """

    organismes: int
    esms: str
    secteurs: list[str]
    departements: list[str]
    dui: str
    porteur: str
    role: str
    reponse_avant_le: datetime.date | None

    @property
    def empreinte(self) -> str:
        """Of what is agreed to, whatever the deadline: an answer is given to one card."""
        faits = astuple(replace(self, reponse_avant_le=None))
        return hashlib.sha256(repr(faits).encode()).hexdigest()[:16]


def fiche(place: Place, grappe: Grappe | None = None) -> Fiche:
    """The anonymous card of the grappe that this place belongs to, as its holder sees it.

    `grappe` is the same, from `promesses.lire_grappe`, when it is already read. Places that nobody
    was told of are no part of it.
    """
    grappe = grappe or promesses.lire_grappe(place.grappe_id)
    dites, taille = promesses.places_dites(grappe, place), promesses.actuelle(grappe, place)
    lignes = [ligne for p in dites for ligne in promesses.lignes_comptees(p.candidature)]
    siennes = [ligne for ligne in lignes if ligne.candidature_id == place.candidature_id]
    return Fiche(
        organismes=taille.organismes,
        esms=taille.taille_dicible,
        secteurs=anonymat.secteurs_dicibles(_secteurs(lignes), _secteurs(siennes)),
        departements=anonymat.departements_dicibles(_departements(lignes), _departements(siennes)),
        dui=str(grappe.dui) if grappe.dui else "à choisir ensemble",
        porteur=_porteur(grappe, place, dites),
        role=Place.Role(taille.role).label,
        reponse_avant_le=place.reponse_avant_le,
    )


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


def _porteur(grappe: Grappe, place: Place, dites: list[Place]) -> str:
    """Who would carry, without a name: its size against the règlement, sector, département."""
    porteur = next((p for p in dites if p.role == Place.Role.PORTEUR), None)
    if porteur is None:
        return "à désigner"
    if porteur.pk == place.pk:
        return "votre organisme"
    candidature = porteur.candidature
    lignes = promesses.lignes_comptees(candidature)
    taille, au_moins = _taille(candidature, grappe)
    return anonymat.profil_dicible(
        taille,
        au_moins,
        next(iter(_secteurs(lignes)), None),
        _departements(lignes),
        grappe.campagne.region,
    )


def _taille(candidature: Candidature, grappe: Grappe) -> tuple[str, int | None]:
    """Its size against the règlement, and the number of ESMS that it tells to have, if any."""
    reglement, nombre = grappe.campagne.reglement, candidature.nombre_esms_national
    if reglement is None or reglement.petit_og_moins_de is None or nombre is None:
        return "", None
    limite = reglement.petit_og_moins_de
    if nombre < limite:
        return f" de moins de {limite} ESMS", None
    return f" d’au moins {limite} ESMS", limite


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
