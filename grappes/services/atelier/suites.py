"""What follows a scenario: what is left to apply and would move, who stays without a grappe."""

from dataclasses import dataclass

from grappes.models import Candidature, Grappe, Place
from grappes.services.atelier.lu import Envisagee, ScenarioLu


@dataclass(frozen=True)
class Reste:
    """The grappes still to apply, how many candidatures that would move (those put out included),
    and the grappes that would be left without a member."""

    envisagees: list[Envisagee]
    deplacements: int
    videes: list[Grappe]

    @property
    def nouvelles(self) -> int:
        return sum(envisagee.ligne.grappe_id is None for envisagee in self.envisagees)


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
    return Reste(restent, _deplacements(lu, restent), _videes(lu, restent))


def _deplacements(lu: ScenarioLu, restent: list[Envisagee]) -> int:
    places = {identifiant for e in lu.envisagees for identifiant in e.groupe.members}
    quittees = set().union(*(lu.annexe.presents(e.ligne.grappe_id) for e in restent))
    sorties = quittees - places - lu.annexe.verrous.keys()
    return sum(e.arrivees(lu.annexe.actuel) for e in restent) + len(sorties)


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
    return Orphelin(lu.candidatures[identifiant], esms, phrase[:1].upper() + phrase[1:])


def ecartees(lu: ScenarioLu) -> list[Orphelin]:
    """Those that the run left out, and why."""
    return [
        Orphelin(lu.candidatures[cle], 0, phrase)
        for cle, phrase in lu.annexe.ecartees.items()
        if cle in lu.candidatures
    ]
