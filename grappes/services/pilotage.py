"""The manager's figures: counted from the lines of a territory, each one opening its list."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from grappes.models import (
    Campagne,
    EtablissementDeclare,
    Secteur,
    StatutCandidature,
    StatutGrappe,
)
from grappes.regles.preparation import Besoin
from grappes.services.pilotage_grappes import EtatGrappe, etats_des_grappes
from grappes.services.pilotage_listes import (
    INCONNU,
    Filtres,
    lignes_filtrees,
    referentiel,
)
from grappes.services.territoires import Territoire

MESURES = {
    "candidatures": Count("candidature", distinct=True),
    "esms": Count("pk"),
    "eligibles": Count("pk", filter=Q(verdict=EtablissementDeclare.Verdict.ELIGIBLE)),
    "places": Count("pk", filter=Q(verdict=EtablissementDeclare.Verdict.ELIGIBLE, placee=True)),
}
SANS_RIEN = dict.fromkeys(MESURES, 0)


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
    """One row of a table of figures, in candidatures and in ESMS.

    `cle` is the value that filters the lists; `couverture` is None where the register says nothing.
    """

    cle: str
    libelle: str
    candidatures: int
    esms: int
    eligibles: int
    places: int
    couverture: Couverture | None = None


@dataclass(frozen=True)
class Tableau:
    """The dashboard of one campagne in one territory."""

    etats: list[EtatGrappe]
    statuts: list[Ligne]
    departements: list[Ligne]
    secteurs: list[Ligne]
    total: Ligne
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
    """All the figures of the dashboard."""
    couvertures = _couvertures(campagne, territoire, "departement")
    return Tableau(
        etats=etats_des_grappes(campagne, territoire),
        statuts=par_statut(campagne, territoire),
        departements=par_departement(campagne, territoire, couvertures),
        secteurs=par_secteur(campagne, territoire),
        total=_total(campagne, territoire),
        couverture=Couverture(
            sum(c.referentiel for c in couvertures.values()),
            sum(c.declares for c in couvertures.values()),
        ),
    )


def _total(campagne: Campagne, territoire: Territoire) -> Ligne:
    mesures = lignes_filtrees(campagne, territoire, Filtres()).aggregate(**MESURES)
    return Ligne("", "Ensemble", **mesures)


def _mesurer(campagne: Campagne, territoire: Territoire, champ: str) -> dict[str, dict[str, int]]:
    """The four measures by value of a field; `INCONNU` holds those that have none."""
    lignes = lignes_filtrees(campagne, territoire, Filtres())
    mesures = lignes.order_by().values(champ).annotate(**MESURES)
    return {mesure.pop(champ) or INCONNU: mesure for mesure in mesures}


def par_statut(campagne: Campagne, territoire: Territoire) -> list[Ligne]:
    """The statuses that some file has, in the order of a life."""
    mesures = _mesurer(campagne, territoire, "candidature__statut")
    return [Ligne(s.value, s.label, **mesures[s]) for s in StatutCandidature if s in mesures]


def par_departement(
    campagne: Campagne, territoire: Territoire, couvertures: dict[str, Couverture]
) -> list[Ligne]:
    mesures = _mesurer(campagne, territoire, "departement_id")
    noms = {d.pk: str(d) for d in territoire.departements(campagne)}
    return _lignes(noms, mesures, couvertures, "Département à vérifier")


def par_secteur(campagne: Campagne, territoire: Territoire) -> list[Ligne]:
    mesures = _mesurer(campagne, territoire, "etablissement__categorie__secteur")
    noms = {s.pk: s.nom for s in Secteur.objects.all()}
    couvertures = _couvertures(campagne, territoire, "categorie__secteur")
    return _lignes(noms, mesures, couvertures, "Secteur à vérifier")


def _lignes(
    noms: dict[str, str],
    mesures: dict[str, dict[str, int]],
    couvertures: dict[str, Couverture],
    inconnu: str,
) -> list[Ligne]:
    """One row per name, even empty: a white zone is a figure. Then what has no name, if any."""
    if INCONNU in mesures or INCONNU in couvertures:
        noms = {**noms, INCONNU: inconnu}
    return [
        Ligne(cle, nom, **mesures.get(cle, SANS_RIEN), couverture=couvertures.get(cle))
        for cle, nom in noms.items()
    ]


def _couvertures(campagne: Campagne, territoire: Territoire, champ: str) -> dict[str, Couverture]:
    comptes = referentiel(campagne, territoire, Filtres()).order_by().values(champ)
    comptes = comptes.annotate(tous=Count("pk"), declares=Count("pk", filter=Q(declare=True)))
    return {c[champ] or INCONNU: Couverture(c["tous"], c["declares"]) for c in comptes}
