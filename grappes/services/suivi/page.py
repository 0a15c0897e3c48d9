"""The candidate's page, composed from the rows: steps, history, who else waits, what to do."""

import datetime
from dataclasses import dataclass

from django.db.models import Max

from grappes.models import (
    Acteur,
    Candidature,
    Contact,
    EtablissementDeclare,
    EtatPlace,
    Remarque,
    StatutCandidature,
    StatutGrappe,
)
from grappes.models.candidature import TERMINEES
from grappes.services.regroupement import propositions
from grappes.services.regroupement.divulgation import Cercle, ouvrir_les_noms
from grappes.services.regroupement.propositions import Fiche
from grappes.services.suivi import historique, situation
from grappes.services.suivi.historique import Evenement
from grappes.services.suivi.recit import Situation
from grappes.workflow import passages_possibles

S = StatutCandidature

# Below this, a number of neighbours could tell who they are.
ANONYMAT = 5
# The path as the candidate walks it: a status stands on one step, those before are behind.
ETAPES = (
    "Candidature déposée",
    "Étude de votre dossier",
    "Recherche d’une grappe",
    "Grappe constituée",
    "Instruction et dépôt du dossier",
    "Décision",
)
RANGS = {
    S.BROUILLON: 0,
    S.RECUE: 1,
    S.EN_EXAMEN: 1,
    S.A_COMPLETER: 1,
    S.NON_ELIGIBLE: 1,
    S.AU_VIVIER: 2,
    S.PROPOSEE: 2,
    S.EN_GRAPPE: 4,
    S.INVITEE: 4,
    S.TRANSMISE: 5,
    S.RETENUE: 6,
    S.NON_RETENUE: 6,
}
A_L_ETUDE = (S.BROUILLON, S.RECUE, S.EN_EXAMEN, S.A_COMPLETER)
# The arrival at a status that ends each step; all members join and end the search at once.
FINS = (S.RECUE, S.AU_VIVIER, S.EN_GRAPPE, S.EN_GRAPPE, S.TRANSMISE, None)


# Before these, a grappe is only a proposal to its members.
EN_PROJET = (StatutGrappe.EN_PREPARATION, StatutGrappe.PROPOSEE)


@dataclass(frozen=True)
class Etape:
    """One step of the path; `etat` is faite, en_cours, a_venir or arretee."""

    libelle: str
    etat: str
    le: datetime.datetime | None = None


@dataclass(frozen=True)
class Suivi:
    """All that the candidate's page shows. `semblables` is None when it would tell too much."""

    situation: Situation
    depuis: datetime.datetime
    etapes: list[Etape]
    historique: list[Evenement]
    remarques: list[Remarque]
    dernier_regard: datetime.datetime | None
    semblables: int | None
    etablissements: int
    ecartes: list[EtablissementDeclare]
    fiche: Fiche | None
    constituee: bool
    cercle: Cercle | None
    corrigeable: bool
    retirable: bool


def suivre(candidature: Candidature, lecteur: Contact | None) -> Suivi:
    """Compose the page of a candidature for a proved contact; names opened here are logged."""
    derniere = candidature.transitions.first()
    place = propositions.place_proposee(candidature)
    acceptee = place is not None and place.etat == EtatPlace.ACCEPTEE
    retenues = list(candidature.lignes.filter(retenue=True))
    return Suivi(
        situation=situation.lire(candidature),
        depuis=derniere.le if derniere else candidature.creee_le,
        etapes=etapes(candidature),
        historique=historique.raconter(candidature),
        remarques=remarques_a_lever(candidature),
        dernier_regard=dernier_regard(candidature),
        semblables=semblables(candidature),
        etablissements=len(retenues),
        ecartes=ecartes(candidature, retenues),
        fiche=propositions.fiche(place) if place else None,
        constituee=place is not None and place.grappe.statut not in EN_PROJET,
        cercle=ouvrir_les_noms(place, lecteur) if place and acceptee else None,
        corrigeable=candidature.est_modifiable,
        retirable=peut(candidature, "retirer"),
    )


def etapes(candidature: Candidature) -> list[Etape]:
    """The path, with the dates of what is behind."""
    arrivees = dict(
        candidature.transitions.order_by()
        .values_list("vers")
        .annotate(le=Max("le"))
        .values_list("vers", "le")
    )
    rang, arretee = _rang(candidature)
    resultat = arrivees.get(S.RETENUE) or arrivees.get(S.NON_RETENUE)
    fins = [arrivees.get(str(fin)) if fin else resultat for fin in FINS]
    return [
        Etape(libelle, "faite", le)
        if i < rang
        else Etape(libelle, ("arretee" if arretee else "en_cours") if i == rang else "a_venir")
        for i, (libelle, le) in enumerate(zip(ETAPES, fins, strict=True))
    ]


def _rang(candidature: Candidature) -> tuple[int, bool]:
    """On which step the file stands, and whether its path stopped there."""
    statut = S(candidature.statut)
    if statut == S.RETIREE:
        retrait = candidature.transitions.filter(vers=S.RETIREE).first()
        return (RANGS[S(retrait.de)] if retrait else 1), True
    return RANGS[statut], statut == S.NON_ELIGIBLE


def remarques_a_lever(candidature: Candidature) -> list[Remarque]:
    """What is asked now. Before the Collectif sends its request, a remark is a draft of its own."""
    if candidature.statut != S.A_COMPLETER:
        return []
    return list(candidature.remarques.filter(levee_le=None).select_related("ligne"))


def ecartes(
    candidature: Candidature, lignes: list[EtablissementDeclare]
) -> list[EtablissementDeclare]:
    """The establishments judged out, once the file was examined: before, nothing is decided."""
    if candidature.statut in A_L_ETUDE:
        return []
    return [ligne for ligne in lignes if ligne.verdict == EtablissementDeclare.Verdict.EXCLU]


def dernier_regard(candidature: Candidature) -> datetime.datetime | None:
    """When a person of the Collectif last had this file in hands."""
    dates = (
        candidature.transitions.filter(par__isnull=False).aggregate(le=Max("le"))["le"],
        candidature.notes.aggregate(le=Max("le"))["le"],
        candidature.remarques.aggregate(le=Max("le"))["le"],
        candidature.lignes.filter(verdict_par__isnull=False).aggregate(le=Max("verdict_le"))["le"],
    )
    return max((date for date in dates if date), default=None)


def semblables(candidature: Candidature) -> int | None:
    """How many files of the département stand where this one does, itself included."""
    organisme = candidature.organisme
    seule = candidature.statut in (S.BROUILLON, *TERMINEES)
    if seule or organisme is None or organisme.departement_id is None:
        return None
    nombre = Candidature.objects.filter(
        campagne=candidature.campagne_id,
        statut=candidature.statut,
        organisme__departement=organisme.departement_id,
    ).count()
    return nombre if nombre >= ANONYMAT else None


def peut(candidature: Candidature, acte: str) -> bool:
    """Whether the table allows this act of the candidate now."""
    return acte in {p.acte for p in passages_possibles(candidature, Acteur.CANDIDAT)}
