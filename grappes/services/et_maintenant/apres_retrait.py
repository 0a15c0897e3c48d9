"""« Et maintenant ? »: a member left a grappe; what was lost, what it is now, four ways on."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from grappes import gardes
from grappes.erreurs import ErreurMetier
from grappes.models import (
    Candidature,
    Depart,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Place,
    User,
)
from grappes.models.statuts import GRAPPES_ENGAGEES, GRAPPES_INFORMEES
from grappes.optimizer import ProblemError
from grappes.services.atelier import temoins
from grappes.services.enonce import recrues
from grappes.services.enonce.recrues import Recrue
from grappes.services.et_maintenant import fusions
from grappes.services.et_maintenant.fusions import Fusion
from grappes.services.regroupement import departs, grappes, places
from grappes.services.regroupement.composition import Bilan, bilan, membres_de, reglement_de
from grappes.services.verrous import verrouiller
from grappes.workflow import Auteur

Decision = Depart.Decision


@dataclass(frozen=True)
class Perte:
    """One member that left: its eligible ESMS, the role that it had, why it left."""

    depart: Depart
    organisme: str
    esms: int
    role: str
    le: datetime.datetime | None
    raison: str


@dataclass(frozen=True)
class Suites:
    """The grappe after its losses, and what each way would make of it.

    `manques` are the rules and roles (`portage`) that are not met: empty, it may be kept as it is.
    `informes` are the members that a merge would ask again, a dissolution tell.
    """

    pertes: list[Perte]
    bilan: Bilan
    portage: list[str]
    informes: list[Place]
    remplacants: list[Recrue]
    fusions: list[Fusion]
    obstacle: str

    @property
    def manques(self) -> list[str]:
        return _enfreintes(self.bilan) + self.portage

    @property
    def vus(self) -> list[int]:
        return [perte.depart.pk for perte in self.pertes]


def lire(grappe: Grappe) -> Suites:
    """All that the page shows, in a bounded number of queries."""
    banc: list[Recrue] = []
    enonce, obstacle = None, ""
    try:
        enonce = recrues.enonce_de(grappe)
        banc = recrues.banc(grappe, enonce)
    except (ErreurMetier, ProblemError) as erreur:
        obstacle = str(erreur)
    return Suites(
        pertes=pertes(grappe),
        bilan=bilan_actuel(grappe),
        portage=_portage(grappe),
        informes=_informes(grappe),
        remplacants=banc,
        fusions=fusions.possibles(grappe, enonce),
        obstacle=obstacle,
    )


def pertes(grappe: Grappe) -> list[Perte]:
    ouverts = list(departs.a_regler(grappe).prefetch_related("place__transitions"))
    eligibles = EtablissementDeclare.objects.filter(
        candidature__in=[d.place.candidature_id for d in ouverts],
        retenue=True,
        verdict=EtablissementDeclare.Verdict.ELIGIBLE,
    ).values_list("candidature", flat=True)
    nombres = list(eligibles)
    return [
        Perte(
            depart=depart,
            organisme=str(depart.place.candidature.organisme),
            esms=nombres.count(depart.place.candidature_id),
            role=depart.place.get_role_display(),
            le=depart.place.liberee_le,
            raison=_raison(depart.place),
        )
        for depart in ouverts
    ]


def _raison(place: Place) -> str:
    """« a refusé : le calendrier ne nous convient pas (« en juin ») », as staff may read it."""
    precision = f" (« {place.precision} »)" if place.precision else ""
    if place.etat == EtatPlace.REFUSEE:
        motif = place.get_motif_refus_display() or "sans raison donnée"
        return f"A refusé : {motif}{precision}"
    derniere = next(iter(place.transitions.all()), None)
    return f"Place libérée : {derniere.motif}" if derniere and derniere.motif else "Place libérée"


def bilan_actuel(grappe: Grappe) -> Bilan:
    cles = list(grappe.places.vivantes().values_list("candidature", flat=True))
    lus = membres_de(grappe.campagne, cles)
    return bilan(list(lus.values()), grappe.dui, reglement_de(grappe.campagne))


def _informes(grappe: Grappe) -> list[Place]:
    """The live members that were told."""
    informees = grappe.places.vivantes().exclude(etat=EtatPlace.PREVUE)
    return list(informees.select_related("candidature__organisme").order_by("pk"))


def _manques(grappe: Grappe) -> list[str]:
    return _enfreintes(bilan_actuel(grappe)) + _portage(grappe)


def _enfreintes(actuel: Bilan) -> list[str]:
    """The rules that are not met."""
    if not actuel.constats:
        return ["La campagne n’a pas de règlement en vigueur : rien ne peut être vérifié."]
    return [constat.phrase for constat in actuel.constats if not constat.respecte]


def _portage(grappe: Grappe) -> list[str]:
    """Once it is constituted, the roles that nobody holds."""
    return gardes.portage(grappe) if grappe.statut in GRAPPES_ENGAGEES else []


@transaction.atomic
def garder(grappe: Grappe, *, par: User, vus: set[int], motif: str = "") -> None:
    """Leave the grappe as it is; a reason is owed when it no longer meets the rules."""
    grappe = verrouiller(grappe)
    manques = _manques(grappe)
    if manques and not motif.strip():
        raise ErreurMetier(" ".join(manques) + " Indiquez pourquoi vous gardez cette grappe.")
    departs.regler(grappe, Decision.GARDER, par=par, vus=vus, motif=motif)


@transaction.atomic
def remplacer(grappe: Grappe, candidature: Candidature, *, par: User, vus: set[int]) -> bool:
    """Give the place to another and tell it at once; return whether that settles the question.

    It does when the grappe meets the rules again; else another replacement may be needed.
    """
    grappe = verrouiller(grappe)
    departs.confirmer(grappe, vus)
    if grappe.gelee_le:
        raise ErreurMetier(f"« {grappe} » est gelée : dégelez-la d’abord.")
    if refus := temoins.rencontres(grappe.campagne, {candidature.pk: grappe.pk}):
        phrases = " ".join(conflit.phrase for conflit in refus)
        raise ErreurMetier(f"{phrases} Choisissez une autre candidature.")
    place = places.ajouter(grappe, candidature)
    grappes.annoncer_les_places(grappe, auteur=Auteur.collectif(par), seulement=[place.pk])
    if _manques(grappe):
        return False
    motif = str(candidature.organisme)
    departs.regler(grappe, Decision.REMPLACER, par=par, vus=vus, motif=motif)
    return True


@transaction.atomic
def dissoudre(grappe: Grappe, *, par: User, vus: set[int], motif: str) -> None:
    """Free every place; the reason is mailed to the members."""
    departs.regler(grappe, Decision.DISSOUDRE, par=par, vus=vus, motif=motif)
    grappes.dissoudre(grappe, auteur=Auteur.collectif(par), motif=motif)


def est_ouverte(grappe: Grappe) -> bool:
    """Whether a departure waits for a decision about this grappe."""
    return grappe.statut in GRAPPES_INFORMEES and departs.a_regler(grappe).exists()
