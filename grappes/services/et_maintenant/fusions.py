"""Merging a grappe into another: its members are asked again, for that grappe is not theirs.

The other keeps its name, its DUI, its porteur and the answers of its members, as when somebody
joins it. Whoever comes gets a new place there: the yes that was said was for another grappe.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction

from grappes.erreurs import ErreurMetier
from grappes.models import Candidature, Depart, Grappe, Place, StatutGrappe, User
from grappes.models.statuts import GRAPPES_OUVERTES
from grappes.optimizer.score import km
from grappes.services.atelier import temoins
from grappes.services.enonce.probleme import Enonce
from grappes.services.regroupement import conflits, departs, grappes, places, souhaits
from grappes.services.regroupement.composition import Bilan, bilan, membres_de, reglement_de
from grappes.services.verrous import verrouiller_candidatures, verrouiller_grappes
from grappes.workflow import Auteur

PROPOSEES = 5
# Mailed to the members of the grappe that disappears.
MOTIF_ENVOYE = "elle rejoint une autre grappe, qu’un autre courriel vous propose"
MOTIF_ENVOYE_PLUS_TARD = "elle rejoint une autre grappe, que nous vous proposerons bientôt"


@dataclass(frozen=True)
class Fusion:
    """A grappe that could take the members in, as it would be.

    `distance_km` is between the porteurs, or their places in the middle; `conflits` are refusals
    and forbidden pairs that would meet.
    """

    grappe: Grappe
    apres: Bilan
    distance_km: float | None
    conflits: list[str]


def possibles(grappe: Grappe, enonce: Enonce | None, *, nombre: int = PROPOSEES) -> list[Fusion]:
    """The grappes that could take it in, those that stay valid and without conflict first."""
    autres = _autres(grappe)
    presents = _presents([grappe, *autres])
    lus = membres_de(grappe.campagne, [cle for cles in presents.values() for cle in cles])
    reglement = reglement_de(grappe.campagne)
    trouvees = [
        Fusion(
            autre,
            bilan([lus[cle] for cle in (*presents[autre.pk], *presents[grappe.pk]) if cle in lus],
                  autre.dui, reglement),
            _distance(enonce, presents[grappe.pk], presents[autre.pk]),
            [],
        )
        for autre in autres
        if presents[autre.pk]
    ]  # fmt: skip
    if not trouvees:
        return []
    retenues = sorted(trouvees, key=_rang)[:nombre]
    return sorted(_avec_conflits(grappe, retenues, presents), key=_rang)


def _autres(grappe: Grappe) -> list[Grappe]:
    """Those that could take it in; none while it is frozen."""
    if grappe.gelee_le:
        return []
    autres = Grappe.objects.filter(
        campagne=grappe.campagne_id, statut__in=GRAPPES_OUVERTES, gelee_le=None
    ).exclude(pk=grappe.pk)
    return list(autres.select_related("dui", "campagne"))


def _presents(lesquelles: list[Grappe]) -> dict[int, list[int]]:
    """The live members of each: keys of candidatures, the porteur first."""
    presents: dict[int, list[int]] = {grappe.pk: [] for grappe in lesquelles}
    for place in Place.objects.vivantes().filter(grappe__in=lesquelles).order_by("pk"):
        rang = 0 if place.role == Place.Role.PORTEUR else len(presents[place.grappe_id])
        presents[place.grappe_id].insert(rang, place.candidature_id)
    return presents


def _distance(enonce: Enonce | None, ici: list[int], la: list[int]) -> float | None:
    connus = enonce.problem.by_id if enonce else {}
    debut = next((connus[str(cle)] for cle in ici if str(cle) in connus), None)
    fin = next((connus[str(cle)] for cle in la if str(cle) in connus), None)
    return km(debut, fin) if debut and fin else None


def _rang(fusion: Fusion) -> tuple[bool, int, float]:
    distance = fusion.distance_km if fusion.distance_km is not None else float("inf")
    return not fusion.apres.valide, len(fusion.conflits), distance


def _avec_conflits(
    grappe: Grappe, retenues: list[Fusion], presents: dict[int, list[int]]
) -> Iterator[Fusion]:
    """With the conflicts that its members would make in each, from one reading of the wishes."""
    arrivants = presents[grappe.pk]
    concernes = {*arrivants, *(cle for fusion in retenues for cle in presents[fusion.grappe.pk])}
    lus = souhaits.lire([grappe.campagne], concernes)
    for fusion in retenues:
        ou = dict.fromkeys([*presents[fusion.grappe.pk], *arrivants], fusion.grappe.pk)
        phrases = [
            conflit.phrase
            for conflit in conflits.reunis(lus, ou)
            if not set(arrivants).isdisjoint(conflit.candidatures)
        ]
        yield replace(fusion, conflits=phrases)


def _conflits(dans: Grappe, arrivants: list[int]) -> list[str]:
    vises = dict.fromkeys(arrivants, dans.pk)
    return [conflit.phrase for conflit in temoins.rencontres(dans.campagne, vises)]


@transaction.atomic
def fusionner(
    grappe: Grappe, dans: Grappe, *, par: User, vus: set[int], motif: str = ""
) -> list[Place]:
    """Move every member of `grappe` into `dans`, dissolve `grappe`; return the new places.

    They are announced at once, unless `dans` is still in preparation. `motif` is owed when the
    result breaks a rule or brings together two who refuse each other, and for a pinned member.
    """
    tenues = verrouiller_grappes([grappe.pk, dans.pk])
    if len(tenues) < 2:
        raise ErreurMetier("Choisissez une autre grappe, qui existe encore.")
    grappe, dans = tenues[grappe.pk], tenues[dans.pk]
    departs.confirmer(grappe, vus)
    _refuser(grappe, dans)
    cles = list(grappe.places.vivantes().order_by("pk").values_list("candidature", flat=True))
    verrouiller_candidatures(cles)
    _exiger_un_motif(grappe, dans, cles, motif)
    departs.regler(grappe, Depart.Decision.FUSIONNER, par=par, vus=vus, motif=motif)
    auteur, en_preparation = Auteur.collectif(par), dans.statut == StatutGrappe.EN_PREPARATION
    raison = MOTIF_ENVOYE_PLUS_TARD if en_preparation else MOTIF_ENVOYE
    grappes.dissoudre(grappe, auteur=auteur, motif=raison)
    candidatures = Candidature.objects.filter(pk__in=cles).order_by("pk")
    arrivees = [places.ajouter(dans, candidature) for candidature in candidatures]
    if not en_preparation:
        grappes.annoncer_les_places(dans, auteur=auteur, seulement=[p.pk for p in arrivees])
    return arrivees


def _refuser(grappe: Grappe, dans: Grappe) -> None:
    if dans.campagne_id != grappe.campagne_id:
        raise ErreurMetier("Choisissez une autre grappe de la même campagne.")
    if dans.statut not in GRAPPES_OUVERTES:
        raise ErreurMetier(f"« {dans} » n’accueille plus de membre.")
    for gelee in (grappe, dans):
        if gelee.gelee_le:
            raise ErreurMetier(f"« {gelee} » est gelée : dégelez-la d’abord.")


def _exiger_un_motif(grappe: Grappe, dans: Grappe, arrivants: list[int], motif: str) -> None:
    """For a rule that breaks, two that refuse each other, a place that staff pinned."""
    if motif.strip():
        return
    epinglees = grappe.places.vivantes().exclude(epinglee_le=None)
    ici = dans.places.vivantes().values_list("candidature", flat=True)
    lus = membres_de(dans.campagne, [*ici, *arrivants])
    resultat = bilan(list(lus.values()), dans.dui, reglement_de(dans.campagne))
    reserves = [c.phrase for c in resultat.constats if not c.respecte]
    reserves += [
        f"{place.candidature.organisme} est épinglé dans « {grappe} »."
        for place in epinglees.select_related("candidature__organisme").order_by("pk")
    ]
    if reserves := reserves + _conflits(dans, arrivants):
        raise ErreurMetier(" ".join(reserves) + " Indiquez pourquoi vous fusionnez quand même.")
