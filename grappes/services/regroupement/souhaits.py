"""What the candidatures of a campagne want of each other, read in a bounded number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grappes.models import (
    Campagne,
    Candidature,
    EtablissementDeclare,
    EtatCampagne,
    OrganismeGestionnaire,
    PaireInterdite,
    Place,
    Reglement,
    StatutCandidature,
)

Paires = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Souhaits:
    """By primary key of candidature. `souhaits` and `refus` hold keys of organismes.

    `organismes` names those that are cited; `grappes` names the grappe where each stands.
    """

    candidatures: dict[int, Candidature]
    presentes: dict[tuple[int, int], list[int]]  # (campagne, organisme): its live candidatures
    souhaits: dict[int, set[int]]
    refus: dict[int, set[int]]
    organismes: dict[int, str]
    duis: dict[int, set[str]]
    projets: dict[int, set[str]]
    grappes: dict[int, tuple[int, str]]
    paires: list[tuple[int, int, str]]
    reglements: dict[int, Reglement]

    def nom(self, cle: int) -> str:
        return str(self.candidatures[cle].organisme)

    def de(self, cle: int, organisme: int) -> list[int]:
        """The candidatures of this organisme, in the campagne of that candidature."""
        return self.presentes.get((self.candidatures[cle].campagne_id, organisme), [])

    def ensemble(self, cle: int, autre: int) -> bool:
        ici, la = self.grappes.get(cle), self.grappes.get(autre)
        return ici is not None and ici == la


def lire(campagnes: Collection[Campagne]) -> Souhaits:
    """A dozen queries, whatever the number of campagnes and of candidatures."""
    cles = [campagne.pk for campagne in campagnes]
    vivantes = Candidature.objects.vivantes().filter(campagne__in=cles)
    candidatures = {c.pk: c for c in vivantes.select_related("organisme").order_by("pk")}
    presentes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for cle, candidature in candidatures.items():
        if candidature.organisme_id:
            presentes[candidature.campagne_id, candidature.organisme_id].append(cle)
    souhaits, refus = (
        _par_candidature(
            table.objects.filter(candidature__campagne__in=cles).values_list(
                "candidature_id", "organismegestionnaire_id"
            ),
            candidatures,
        )
        for table in (Candidature.partenaires.through, Candidature.refus.through)
    )
    cites = OrganismeGestionnaire.objects.filter(souhaitee_par__campagne__in=cles)
    places = Place.objects.vivantes().filter(grappe__campagne__in=cles)
    return Souhaits(
        candidatures=candidatures,
        presentes=presentes,
        souhaits=souhaits,
        refus=refus,
        organismes={organisme.pk: str(organisme) for organisme in cites},
        duis=_duis(cles),
        projets=_projets(cles),
        grappes={
            place.candidature_id: (place.grappe_id, str(place.grappe))
            for place in places.select_related("grappe")
        },
        paires=list(
            PaireInterdite.objects.filter(campagne__in=cles)
            .order_by("pk")
            .values_list("premiere", "seconde", "motif")
        ),
        reglements={c.pk: c.reglement for c in campagnes if c.reglement},
    )


def _par_candidature(paires: Paires, candidatures: Collection[int]) -> dict[int, set[int]]:
    """What each live candidature cites; see `est_en_jeu` for those that may still change."""
    cites: dict[int, set[int]] = defaultdict(set)
    for cle, organisme in paires:
        if cle in candidatures:
            cites[cle].add(organisme)
    return {cle: cites[cle] for cle in sorted(cites)}


def _duis(campagnes: list[int]) -> dict[int, set[str]]:
    duis: dict[int, set[str]] = defaultdict(set)
    choix = Candidature.dui_acceptes.through.objects.filter(candidature__campagne__in=campagnes)
    for cle, nom in choix.values_list("candidature_id", "dui__nom"):
        duis[cle].add(nom)
    return duis


def _projets(campagnes: list[int]) -> dict[int, set[str]]:
    projets: dict[int, set[str]] = defaultdict(set)
    lignes = EtablissementDeclare.objects.filter(
        candidature__campagne__in=campagnes, retenue=True
    ).exclude(type_projet__in=("", Candidature.Projet.A_DEFINIR))
    for cle, projet in lignes.order_by().values_list("candidature", "type_projet").distinct():
        projets[cle].add(projet)
    return projets


def campagnes_en_cours() -> list[Campagne]:
    """Those where a grappe may still be formed."""
    toutes = Campagne.objects.select_related("instruction").prefetch_related(
        "reglements", "instruction__fenetres"
    )
    return [campagne for campagne in toutes if campagne.etat != EtatCampagne.DEPOT_CLOS]


def est_en_jeu(candidature: Candidature) -> bool:
    """Whether its grappe may still change."""
    return candidature.statut != StatutCandidature.TRANSMISE
