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
    Dui,
    EtablissementDeclare,
    PaireInterdite,
    StatutCandidature,
    Transition,
)
from grappes.regles.grappe import Lot, Membre
from grappes.services.atelier.composition import duis_de, lots_de

Verdict = EtablissementDeclare.Verdict
PROJETS = {
    Candidature.Projet.ACQUISITION: "acquisition",
    Candidature.Projet.MISE_EN_CONFORMITE: "mise en conformité",
    Candidature.Projet.MIXTE: "projet mixte",
    Candidature.Projet.A_DEFINIR: "projet à définir",
}
PORTE = (Candidature.Portage.OUI, Candidature.Portage.ACCOMPAGNE)


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
        projets = {lot.projet for lot in self.membre.lots} - {
            "",
            Candidature.Projet.A_DEFINIR.value,
        }
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
    duis: Mapping[int, frozenset[int]]
    noms_dui: Mapping[int, str]
    departements: Mapping[str, str]
    souhaits: dict[int, dict[int, str]]
    refus: dict[int, dict[int, str]]


def fiches(campagne: Campagne, cles: Collection[int] | None = None) -> dict[int, Fiche]:
    """Every submitted candidature of the campagne (or these only), by key: eight queries."""
    annexes = _Annexes(
        lots=lots_de(campagne, cles),
        duis=duis_de(campagne, cles),
        noms_dui=dict(Dui.objects.values_list("pk", "nom")),
        departements=dict(Departement.objects.values_list("pk", "nom")),
        souhaits=_nommes(Candidature.partenaires.through.objects.all(), campagne),
        refus=_nommes(Candidature.refus.through.objects.all(), campagne),
    )
    lues = list(_lues(campagne, cles))
    organismes = {ligne[0]: ligne[1] for ligne in lues}
    conflits = _conflits(organismes, annexes.souhaits, annexes.refus)
    for cle, phrase in _paires(campagne):
        conflits[cle].append(phrase)
    return {ligne[0]: _fiche(ligne, annexes, tuple(conflits[ligne[0]])) for ligne in lues}


def _fiche(ligne: tuple, annexes: _Annexes, conflits: tuple[str, ...]) -> Fiche:
    cle, organisme, nom, suit, numero, statut, portage, depuis, code = ligne
    duis = annexes.duis.get(cle, frozenset())
    membre = Membre(organisme, nom, duis, suit, tuple(annexes.lots.get(cle, ())))
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
        duis=tuple(sorted(annexes.noms_dui[dui] for dui in duis)),
        souhaits=tuple(annexes.souhaits[cle].values()),
        refus=tuple(annexes.refus[cle].values()),
        conflits=conflits,
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


def _nommes(liens: QuerySet, campagne: Campagne) -> dict[int, dict[int, str]]:
    """{candidature: {organisme: its name}}."""
    nommes: dict[int, dict[int, str]] = defaultdict(dict)
    for cle, organisme, nom in liens.filter(candidature__campagne=campagne).values_list(
        "candidature", "organismegestionnaire", "organismegestionnaire__raison_sociale"
    ):
        nommes[cle][organisme] = nom
    return nommes


def _conflits(
    organismes: Mapping[int, int],
    souhaits: Mapping[int, Mapping[int, str]],
    refus: Mapping[int, Mapping[int, str]],
) -> dict[int, list[str]]:
    """Wished for by one and refused by the other: staff must settle it."""
    cles = {organisme: cle for cle, organisme in organismes.items()}
    trouves: dict[int, list[str]] = defaultdict(list)
    for cle in list(souhaits):
        for organisme, nom in souhaits[cle].items():
            if organisme in refus.get(cle, {}):
                trouves[cle].append(f"souhaite et refuse {nom}")
            autre = cles.get(organisme)
            if autre is not None and organismes.get(cle) in refus.get(autre, {}):
                trouves[cle].append(f"souhaite {nom}, qui le refuse")
                trouves[autre].append("refuse un organisme qui le souhaite")
    return trouves


def _paires(campagne: Campagne) -> list[tuple[int, str]]:
    paires = PaireInterdite.objects.filter(campagne=campagne).values_list(
        "premiere",
        "premiere__organisme__raison_sociale",
        "seconde",
        "seconde__organisme__raison_sociale",
    )
    return [
        (cle, f"jamais avec {nom}")
        for premiere, une, seconde, autre in paires
        for cle, nom in ((premiere, autre), (seconde, une))
    ]


def _principal(comptes: Iterable[tuple[str | None, int]]) -> str:
    """The most frequent name; the first in order among equals; empty without any."""
    voix: Counter[str] = Counter()
    for nom, nombre in comptes:
        if nom:
            voix[nom] += nombre
    return min(voix, key=lambda nom: (-voix[nom], nom), default="")
