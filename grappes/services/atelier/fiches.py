"""One row of the board per candidature: what an officer looks at to choose its grappe."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from grappes.models import (
    Campagne,
    Candidature,
    Departement,
    EtablissementDeclare,
    StatutCandidature,
    Transition,
)
from grappes.regles.grappe import Lot, Membre
from grappes.services.regroupement import conflits, souhaits
from grappes.services.regroupement.composition import lots_de
from grappes.services.regroupement.souhaits import Souhaits

Verdict = EtablissementDeclare.Verdict
PROJETS = {
    Candidature.Projet.ACQUISITION: "acquisition",
    Candidature.Projet.MISE_EN_CONFORMITE: "mise en conformité",
    Candidature.Projet.MIXTE: "projet mixte",
    Candidature.Projet.A_DEFINIR: "projet à définir",
}
PORTE = (Candidature.Portage.OUI, Candidature.Portage.ACCOMPAGNE)


def _projets(lots: Iterable[Lot]) -> set[str]:
    """The kinds that are decided."""
    return {lot.projet for lot in lots} - {"", Candidature.Projet.A_DEFINIR.value}


@dataclass(frozen=True)
class Fiche:
    """A candidature as the board shows it. `depuis`: when it last entered the vivier."""

    cle: int
    numero: str
    statut: str
    portage: str
    depuis: datetime.datetime
    membre: Membre
    departement: str
    departement_nom: str
    secteur: str
    duis: tuple[str, ...]
    souhaits: tuple[str, ...] = ()
    refus: tuple[str, ...] = ()
    conflits: tuple[str, ...] = ()

    @property
    def nom(self) -> str:
        return self.membre.nom

    @cached_property
    def eligibles(self) -> int:
        return self.membre.nombre(Verdict.ELIGIBLE)

    @cached_property
    def douteux(self) -> int:
        return self.membre.nombre(Verdict.DOUTEUX)

    @property
    def porterait(self) -> bool:
        return self.portage in PORTE

    @property
    def jours(self) -> int:
        return (timezone.now() - self.depuis).days

    @cached_property
    def projet(self) -> Candidature.Projet:
        """As `Candidature.projet`, from the counted lines."""
        projets = _projets(self.membre.lots)
        if not projets:
            return Candidature.Projet.A_DEFINIR
        return Candidature.Projet(projets.pop()) if len(projets) == 1 else Candidature.Projet.MIXTE

    @property
    def projet_court(self) -> str:
        return PROJETS[self.projet]


@dataclass(frozen=True)
class _Annexes:
    """What is read beside the candidatures, by their keys."""

    lots: Mapping[int, list[Lot]]
    departements: Mapping[str, str]
    souhaits: Souhaits
    conflits: Mapping[int, list[str]]


def fiches(campagne: Campagne, cles: Collection[int] | None = None) -> dict[int, Fiche]:
    """Every submitted candidature of the campagne (or these only), by key.

    A bounded number of queries; a row says the same however it is read.
    """
    lots = lots_de(campagne, cles)
    projets = {cle: _projets(lus) for cle, lus in lots.items()} if cles is None else None
    voulus = souhaits.lire([campagne], cles, projets=projets)
    annexes = _Annexes(
        lots=lots,
        departements=dict(Departement.objects.values_list("pk", "nom")),
        souhaits=voulus,
        conflits=_conflits(voulus),
    )
    return {ligne[0]: _fiche(ligne, annexes) for ligne in _lues(campagne, cles)}


def _fiche(ligne: tuple, annexes: _Annexes) -> Fiche:
    cle, organisme, nom, suit, numero, statut, portage, depuis, code = ligne
    duis = annexes.souhaits.duis.get(cle, {})
    membre = Membre(organisme, nom, frozenset(duis), suit, tuple(annexes.lots.get(cle, ())))
    departement = _principal((lot.departement, lot.nombre) for lot in membre.lots) or code or ""
    return Fiche(
        cle=cle,
        numero=numero,
        statut=statut,
        portage=portage,
        depuis=depuis,
        membre=membre,
        departement=departement,
        departement_nom=annexes.departements.get(departement, ""),
        secteur=_principal((lot.secteur, lot.nombre) for lot in membre.lots),
        duis=tuple(sorted(duis.values())),
        souhaits=_noms(annexes, annexes.souhaits.souhaits.get(cle, ())),
        refus=_noms(annexes, annexes.souhaits.refus.get(cle, ())),
        conflits=tuple(annexes.conflits.get(cle, ())),
    )


def _lues(campagne: Campagne, cles: Collection[int] | None) -> QuerySet:
    entrees = Transition.objects.filter(
        candidature=OuterRef("pk"), vers=StatutCandidature.AU_VIVIER
    ).order_by("-le", "-pk")
    lues = Candidature.objects.filter(campagne=campagne).deposees().order_by()
    if cles is not None:
        lues = lues.filter(pk__in=cles)
    entree = Coalesce(
        Subquery(entrees.values("le")[:1]), F("deposee_le"), output_field=DateTimeField()
    )
    return lues.annotate(entree=entree).values_list(
        "pk",
        "organisme",
        "organisme__raison_sociale",
        "dui_de_la_grappe",
        "numero",
        "statut",
        "portage",
        "entree",
        "organisme__departement",
    )


def _noms(annexes: _Annexes, organismes: Iterable[int]) -> tuple[str, ...]:
    return tuple(sorted(annexes.souhaits.organismes[organisme] for organisme in organismes))


def _conflits(voulus: Souhaits) -> dict[int, list[str]]:
    """What each must settle, then whom staff keep it from."""
    trouves: dict[int, list[str]] = defaultdict(list)
    for conflit in conflits.ouverts(voulus):
        for cle in conflit.candidatures:
            if court := conflit.court(cle):
                trouves[cle].append(court)
    for premiere, seconde, _ in voulus.paires:
        if {premiere, seconde} <= voulus.candidatures.keys():
            trouves[premiere].append(f"jamais avec {voulus.nom(seconde)}")
            trouves[seconde].append(f"jamais avec {voulus.nom(premiere)}")
    return trouves


def _principal(comptes: Iterable[tuple[str | None, int]]) -> str:
    """The most frequent name; the first in order among equals; empty without any."""
    voix: Counter[str] = Counter()
    for nom, nombre in comptes:
        if nom:
            voix[nom] += nombre
    return min(voix, key=lambda nom: (-voix[nom], nom), default="")
