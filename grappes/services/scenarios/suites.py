"""What follows a scenario: what is left to apply and would move, who stays without a grappe."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst

from grappes.models import Candidature, EtatPlace, Grappe, Place
from grappes.services.atelier import temoins
from grappes.services.scenarios.lecture import Envisagee, ScenarioLu


@dataclass(frozen=True)
class Reste:
    """The grappes still to apply, how many candidatures that would move (those put out included),
    and the grappes that would be left without a member.

    `conflits`: by key of these grappes, who would meet somebody that they refuse.
    """

    envisagees: list[Envisagee]
    deplacements: int
    videes: list[Grappe]
    conflits: dict[int, list[str]]

    @property
    def nouvelles(self) -> int:
        return sum(envisagee.ligne.grappe_id is None for envisagee in self.envisagees)

    @property
    def rencontres(self) -> list[str]:
        return [phrase for phrases in self.conflits.values() for phrase in phrases]


@dataclass(frozen=True)
class Orphelin:
    """A candidature without a grappe, and the reason in French."""

    candidature: Candidature
    esms: int
    phrase: str


def a_appliquer(lu: ScenarioLu) -> list[Envisagee]:
    return [e for e in lu.envisagees if not e.appliquee and not e.inchangee]


def reste(lu: ScenarioLu) -> Reste:
    restent = a_appliquer(lu)
    # A grappe that is not made yet has no key of its own.
    cibles = {e.ligne.pk: e.ligne.grappe_id or -e.ligne.pk for e in restent}
    vises = trajets(lu, restent, cibles)
    return Reste(restent, len(vises), _videes(lu, restent), _conflits(lu, vises, cibles))


def trajets(
    lu: ScenarioLu, envisagees: Iterable[Envisagee], cibles: Mapping[int, int]
) -> dict[int, int | None]:
    """Where applying these grappes would move each candidature (None: out), those who are not
    there already. `cibles` gives the destination of each grappe."""
    voulus: dict[int, int | None] = {
        membre.candidature_id: cibles[envisagee.ligne.pk]
        for envisagee in envisagees
        for membre in envisagee.membres
    }
    voulus |= dict.fromkeys(_evinces(lu, cibles.values(), voulus), None)
    actuels = dict(
        Place.objects.vivantes().filter(candidature__in=voulus).values_list("candidature", "grappe")
    )
    return {cle: vers for cle, vers in voulus.items() if actuels.get(cle) != vers}


def _evinces(lu: ScenarioLu, grappes: Iterable[int], voulus: Collection[int]) -> list[int]:
    """Who is in a completed grappe today, free to move, and not in it in the scenario."""
    presentes = Place.objects.vivantes().filter(
        grappe__in=list(grappes), etat=EtatPlace.PREVUE, epinglee_le=None
    )
    return [
        cle
        for cle in presentes.values_list("candidature", flat=True)
        if cle not in voulus and str(cle) in lu.annexe.actuel and str(cle) not in lu.annexe.verrous
    ]


def _conflits(
    lu: ScenarioLu, vises: Mapping[int, int | None], cibles: Mapping[int, int]
) -> dict[int, list[str]]:
    lignes = {destination: ligne for ligne, destination in cibles.items()}
    conflits: dict[int, list[str]] = defaultdict(list)
    for conflit in temoins.rencontres(lu.scenario.campagne, vises):
        arrivee = next(vers for cle in conflit.candidatures if (vers := vises.get(cle)) is not None)
        conflits[lignes[arrivee]].append(conflit.phrase)
    return dict(conflits)


def _videes(lu: ScenarioLu, restent: list[Envisagee]) -> list[Grappe]:
    partants = {
        membre.candidature_id: ou
        for e in restent
        for membre in e.membres
        if (ou := lu.ou(membre.candidature_id)) not in (None, e.ligne.grappe_id)
    }
    completees = [e.ligne.grappe_id for e in restent if e.ligne.grappe_id]
    restants = Place.objects.vivantes().exclude(candidature__in=partants)
    quittees = Grappe.objects.filter(pk__in=set(partants.values()) - set(completees))
    return list(quittees.exclude(pk__in=restants.values("grappe")).order_by("nom"))


def orphelins(lu: ScenarioLu) -> list[Orphelin]:
    """Those without a grappe, the largest first."""
    return sorted(
        (_orphelin(lu, identifiant) for identifiant in lu.plan.unplaced),
        key=lambda o: (-o.esms, str(o.candidature.organisme)),
    )


def _orphelin(lu: ScenarioLu, identifiant: str) -> Orphelin:
    phrase = lu.annexe.orphelins.get(identifiant, "Sortie de sa grappe à la main.")
    esms = lu.problem.by_id[identifiant].esms
    return Orphelin(lu.candidatures[identifiant], esms, capfirst(phrase))


def ecartees(lu: ScenarioLu) -> list[Orphelin]:
    """Those that the run left out, and why."""
    return [
        Orphelin(lu.candidatures[cle], 0, phrase)
        for cle, phrase in lu.annexe.ecartees.items()
        if cle in lu.candidatures
    ]
