"""The grappes as a manager reads them: ready, or what they lack, without anyone from elsewhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from grappes.models import Campagne, Candidature, EtablissementDeclare, Grappe, Place, StatutGrappe
from grappes.regles.grappe import composer, seuil
from grappes.regles.preparation import DEPOSEES, Manque, manques
from grappes.services.grappes import avec_membres
from grappes.services.territoires import Territoire

FORMEES = (StatutGrappe.CONSTITUEE, StatutGrappe.INVITEE, *DEPOSEES)


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


def etats_des_grappes(campagne: Campagne, territoire: Territoire) -> list[EtatGrappe]:
    """Every living grappe of the territory: the ready ones, then by how much is missing."""
    visibles = set(territoire.candidatures(campagne).values_list("pk", flat=True))
    tailles = _tailles(campagne, territoire)
    grappes = avec_membres().filter(pk__in=territoire.grappes(campagne))
    etats = [_etat(grappe, visibles, tailles[grappe.pk]) for grappe in grappes]
    return sorted(etats, key=lambda e: (not e.prete, len(e.manques), e.grappe.nom))


def _tailles(campagne: Campagne, territoire: Territoire) -> Counter[int]:
    """The eligible ESMS of the territory in each grappe."""
    lignes = territoire.lignes(campagne).filter(verdict=EtablissementDeclare.Verdict.ELIGIBLE)
    tailles = (
        Place.objects.vivantes()
        .filter(candidature__lignes__in=lignes)
        .order_by()
        .values_list("grappe")
        .annotate(n=Count("candidature__lignes"))
    )
    return Counter(dict(tailles))


def _etat(grappe: Grappe, visibles: set[int], du_territoire: int) -> EtatGrappe:
    membres = [place.candidature for place in grappe.places_vivantes]
    vus = [candidature for candidature in membres if candidature.pk in visibles]
    reglement = grappe.campagne.reglement
    composition = composer(grappe, reglement) if reglement else None
    return EtatGrappe(
        grappe=grappe,
        membres=vus,
        ailleurs=len(membres) - len(vus),
        eligibles=composition.eligibles if composition else 0,
        du_territoire=du_territoire,
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
