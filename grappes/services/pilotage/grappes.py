"""The grappes as a manager reads them: ready, or what they lack, without anyone from elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from grappes.models import Campagne, Candidature, EtablissementDeclare, Grappe, StatutGrappe
from grappes.models.statuts import GRAPPES_DEPOSEES, GRAPPES_ENGAGEES
from grappes.regles.grappe import composer, seuil
from grappes.regles.preparation import Manque, manques
from grappes.services.pilotage.territoires import Territoire
from grappes.services.regroupement.grappes import avec_membres

FORMEES = (*GRAPPES_ENGAGEES, *GRAPPES_DEPOSEES)


@dataclass(frozen=True)
class EtatGrappe:
    """One grappe. Sizes are in eligible ESMS; `membres` and `du_territoire` stay inside it."""

    grappe: Grappe
    membres: list[Candidature]
    ailleurs: int
    eligibles: int
    du_territoire: int
    minimum: int | None
    manques: list[Manque]

    @property
    def prete(self) -> bool:
        """Formed and lacking nothing, or already filed."""
        return self.grappe.statut in FORMEES and not self.manques


def eligibles_par_candidature(campagne: Campagne, territoire: Territoire) -> dict[int, int]:
    """The eligible ESMS of each candidature that the territory sees, 0 included."""
    eligible = Q(verdict=EtablissementDeclare.Verdict.ELIGIBLE)
    lignes = territoire.lignes(campagne).order_by().values_list("candidature")
    return dict(lignes.annotate(eligibles=Count("pk", filter=eligible)))


def etats_des_grappes(
    campagne: Campagne, territoire: Territoire, eligibles: Mapping[int, int]
) -> list[EtatGrappe]:
    """Every living grappe of the territory: the ready ones, then the nearest to be.

    `eligibles` is that of `eligibles_par_candidature`: who is not in it is from elsewhere.
    """
    grappes = avec_membres().filter(pk__in=territoire.grappes(campagne))
    etats = [_etat(grappe, eligibles) for grappe in grappes]
    return sorted(etats, key=_avancement)


def _avancement(etat: EtatGrappe) -> tuple[bool, bool, int, str]:
    """Ready first; then those that their members know of; then by how much is missing."""
    cachee = etat.grappe.statut == StatutGrappe.EN_PREPARATION
    return not etat.prete, cachee, len(etat.manques), etat.grappe.nom


def _etat(grappe: Grappe, eligibles: Mapping[int, int]) -> EtatGrappe:
    membres = [place.candidature for place in grappe.places_vivantes]
    vus = [candidature for candidature in membres if candidature.pk in eligibles]
    reglement = grappe.campagne.reglement
    composition = composer(grappe, reglement) if reglement else None
    return EtatGrappe(
        grappe=grappe,
        membres=vus,
        ailleurs=len(membres) - len(vus),
        eligibles=composition.eligibles if composition else 0,
        du_territoire=sum(eligibles[candidature.pk] for candidature in vus),
        minimum=seuil(composition, reglement) if composition and reglement else None,
        manques=manques(grappe),
    )


def filtrer(
    etats: Iterable[EtatGrappe], *, statut: str = "", prete: str = "", besoin: str = ""
) -> list[EtatGrappe]:
    """`prete` is "oui", "non" or "" (both); `besoin` is the code of something missing."""
    return [
        etat
        for etat in etats
        if (not statut or etat.grappe.statut == statut)
        and (not prete or etat.prete == (prete == "oui"))
        and (not besoin or besoin in {manque.besoin for manque in etat.manques})
    ]
