"""The manager's figures: counted from the lines of a territory, each one opening its list."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from grappes.models import (
    Campagne,
    EtablissementDeclare,
    Secteur,
    StatutCandidature,
    StatutGrappe,
)
from grappes.regles.preparation import Besoin
from grappes.services.pilotage.grappes import EtatGrappe, etats_des_grappes
from grappes.services.pilotage.listes import (
    INCONNU,
    Filtres,
    lignes_filtrees,
    referentiel,
)
from grappes.services.pilotage.territoires import Territoire

# A département and a sector.
Lieu = tuple[str, str]
ELIGIBLE = EtablissementDeclare.Verdict.ELIGIBLE


class Rang(NamedTuple):
    """One declared ESMS, as the figures count it."""

    candidature: int
    statut: str
    departement: str | None
    secteur: str | None
    verdict: str
    placee: bool


@dataclass(frozen=True)
class Mesures:
    candidatures: int = 0
    esms: int = 0
    eligibles: int = 0
    places: int = 0


@dataclass(frozen=True)
class Couverture:
    """ESMS that the register knows, and those of them that a candidature declares."""

    referentiel: int
    declares: int

    @property
    def absents(self) -> int:
        return self.referentiel - self.declares

    @property
    def part(self) -> int | None:
        """Declared ones out of 100; None where the register has none."""
        return round(100 * self.declares / self.referentiel) if self.referentiel else None


@dataclass(frozen=True)
class Ligne:
    """One row of a table of figures.

    `cle` is the value that filters the lists; `couverture` is None where the register says nothing.
    """

    cle: str
    libelle: str
    mesures: Mesures
    couverture: Couverture | None = None


@dataclass(frozen=True)
class Tableau:
    """The dashboard of one campagne in one territory."""

    etats: list[EtatGrappe]
    statuts: list[Ligne]
    departements: list[Ligne]
    secteurs: list[Ligne]
    total: Mesures
    couverture: Couverture

    @property
    def pretes(self) -> list[EtatGrappe]:
        return [etat for etat in self.etats if etat.prete]

    @property
    def en_attente(self) -> list[EtatGrappe]:
        """Those that lack something, the nearest to ready first."""
        return [etat for etat in self.etats if not etat.prete]

    @property
    def besoins(self) -> list[tuple[Besoin, int]]:
        """(what is missing, to how many grappes), the most frequent first."""
        comptes = Counter(m.besoin for etat in self.etats for m in etat.manques)
        return comptes.most_common()

    @property
    def par_etat(self) -> list[tuple[StatutGrappe, int]]:
        """(status, how many grappes) for each status that has some, in the order of a life."""
        nombres = Counter(etat.grappe.statut for etat in self.etats)
        return [(statut, nombres[statut]) for statut in StatutGrappe if nombres[statut]]


def dresser(campagne: Campagne, territoire: Territoire) -> Tableau:
    """All the figures of the dashboard, from the lines read once."""
    rangs = _lire(campagne, territoire)
    couvertures = _couvertures(campagne, territoire)
    eligibles = {rang.candidature: 0 for rang in rangs}
    for rang in rangs:
        eligibles[rang.candidature] += rang.verdict == ELIGIBLE
    return Tableau(
        etats=etats_des_grappes(campagne, territoire, eligibles),
        statuts=_par_statut(rangs),
        departements=_par_departement(campagne, territoire, rangs, couvertures),
        secteurs=_par_secteur(rangs, couvertures),
        total=_mesurer(rangs),
        couverture=_additionner(couvertures.values()),
    )


def _lire(campagne: Campagne, territoire: Territoire) -> list[Rang]:
    lignes = lignes_filtrees(campagne, territoire, Filtres()).order_by()
    rangs = lignes.values_list(
        "candidature",
        "candidature__statut",
        "departement_id",
        "etablissement__categorie__secteur",
        "verdict",
        "placee",
    )
    return [Rang(*rang) for rang in rangs]


def _mesurer(rangs: Sequence[Rang]) -> Mesures:
    eligibles = [rang for rang in rangs if rang.verdict == ELIGIBLE]
    return Mesures(
        candidatures=len({rang.candidature for rang in rangs}),
        esms=len(rangs),
        eligibles=len(eligibles),
        places=sum(rang.placee for rang in eligibles),
    )


def _mesurer_par(rangs: Sequence[Rang], champ: str) -> dict[str, Mesures]:
    """The measures by value of a field; `INCONNU` holds the lines that have none."""
    groupes = defaultdict(list)
    for rang in rangs:
        groupes[getattr(rang, champ) or INCONNU].append(rang)
    return {cle: _mesurer(groupe) for cle, groupe in groupes.items()}


def _par_statut(rangs: Sequence[Rang]) -> list[Ligne]:
    """The statuses that some file has, in the order of a life."""
    mesures = _mesurer_par(rangs, "statut")
    return [Ligne(s.value, s.label, mesures[s]) for s in StatutCandidature if s in mesures]


def _par_departement(
    campagne: Campagne,
    territoire: Territoire,
    rangs: Sequence[Rang],
    couvertures: dict[Lieu, Couverture],
) -> list[Ligne]:
    noms = {d.pk: str(d) for d in territoire.departements(campagne)}
    comptes = {
        cle: _additionner(c for (d, _), c in couvertures.items() if d == cle) for cle in noms
    }
    return _lignes(
        noms, _mesurer_par(rangs, "departement"), comptes, inconnu="Département à vérifier"
    )


def _par_secteur(rangs: Sequence[Rang], couvertures: dict[Lieu, Couverture]) -> list[Ligne]:
    noms = {s.pk: s.nom for s in Secteur.objects.all()}
    cles = {*noms, *(secteur for _, secteur in couvertures)}
    comptes = {
        cle: _additionner(c for (_, s), c in couvertures.items() if s == cle) for cle in cles
    }
    return _lignes(noms, _mesurer_par(rangs, "secteur"), comptes, inconnu="Secteur à vérifier")


def _lignes(
    noms: dict[str, str],
    mesures: dict[str, Mesures],
    couvertures: dict[str, Couverture],
    *,
    inconnu: str,
) -> list[Ligne]:
    """One row per name, even empty: a white zone is a figure. Then what has no name, if any."""
    if INCONNU in mesures or INCONNU in couvertures:
        noms = {**noms, INCONNU: inconnu}
    return [
        Ligne(cle, nom, mesures.get(cle, Mesures()), couvertures.get(cle))
        for cle, nom in noms.items()
    ]


def _couvertures(campagne: Campagne, territoire: Territoire) -> dict[Lieu, Couverture]:
    """The register by (département, sector)."""
    etablissements = referentiel(campagne, territoire, Filtres()).order_by()
    comptes = etablissements.values_list("departement", "categorie__secteur").annotate(
        tous=Count("pk"), declares=Count("pk", filter=Q(declare=True))
    )
    return {
        (departement, secteur or INCONNU): Couverture(tous, declares)
        for departement, secteur, tous, declares in comptes
    }


def _additionner(couvertures: Iterable[Couverture]) -> Couverture:
    lues = list(couvertures)
    return Couverture(sum(c.referentiel for c in lues), sum(c.declares for c in lues))
