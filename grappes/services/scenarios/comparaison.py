"""A scenario beside today's state, or beside another scenario: figures, and who moves and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grappes.models import Candidature, Grappe, Scenario
from grappes.optimizer import Group, Problem
from grappes.services.enonce.probleme import Enonce, plan_actuel
from grappes.services.regroupement.attaches import pourquoi
from grappes.services.scenarios import jugement
from grappes.services.scenarios.calcul import enoncer
from grappes.services.scenarios.jugement import DISTANCE, Faute
from grappes.services.scenarios.lecture import ScenarioLu, lire

VIVIER = "Vivier"


@dataclass(frozen=True)
class Etat:
    """What one side holds. `esms` are those of the grappes that break no rule."""

    titre: str
    esms: int
    valides: int
    incompletes: int
    orphelines: int
    esms_orphelins: int


@dataclass(frozen=True)
class Trajet:
    """A candidature that is not in the same grappe on both sides.

    `promesse` is the sentence of what holds it where it is, `exception` the reason to break it.
    """

    candidature: Candidature
    de: str
    vers: str
    raison: str
    promesse: str = ""
    exception: str = ""


@dataclass(frozen=True)
class Comparaison:
    """Both sides, from the one that is left to the one that is proposed, and what moves."""

    avant: Etat
    apres: Etat
    trajets: list[Trajet]

    @property
    def exceptees(self) -> list[Trajet]:
        """The promises that are broken, for a reason that is recorded."""
        return [trajet for trajet in self.trajets if trajet.promesse and trajet.exception]

    @property
    def trahies(self) -> list[Trajet]:
        """The promises that are broken without an exception: none, or applying is refused."""
        return [trajet for trajet in self.trajets if trajet.promesse and not trajet.exception]


@dataclass(frozen=True)
class _Cote:
    """One side: its groups, a key and a name for each, and which of them keep all the rules."""

    titre: str
    problem: Problem
    groupes: Sequence[Group]
    en_regle: Sequence[bool]
    cles: Sequence[object]
    noms: Sequence[str]


def comparer_a_aujourd_hui(scenario: Scenario) -> Comparaison:
    """What the scenario changes of the grappes as they are now."""
    lu, frais = lire(scenario), enoncer(scenario)
    promesses = {
        identifiant: phrase
        for identifiant, place in frais.places.items()
        if (phrase := pourquoi(place, place.grappe))
    }
    exceptions = dict(scenario.derogations.values_list("place__candidature", "motif"))
    comparaison = _comparer(lu, _aujourd_hui(frais), _cote(lu))
    trajets = [
        replace(
            trajet,
            promesse=promesses.get(str(trajet.candidature.pk), ""),
            exception=exceptions.get(trajet.candidature.pk, ""),
        )
        for trajet in comparaison.trajets
    ]
    trajets.sort(key=lambda trajet: not trajet.promesse)
    return replace(comparaison, trajets=trajets)


def comparer(scenario: Scenario, autre: Scenario) -> Comparaison:
    """What the scenario changes of another one. Their new grappes are paired by likeness."""
    lu, ancien = lire(scenario), lire(autre)
    return _comparer(lu, _apparier(_cote(ancien), _cote(lu)), _cote(lu))


def _comparer(lu: ScenarioLu, avant: _Cote, apres: _Cote) -> Comparaison:
    ici, la = _ou(avant), _ou(apres)
    trajets = [
        Trajet(
            candidature=candidature,
            de=avant.noms[ici[identifiant]] if identifiant in ici else VIVIER,
            vers=apres.noms[la[identifiant]] if identifiant in la else VIVIER,
            raison=_raison(lu, identifiant),
        )
        for identifiant, candidature in lu.candidatures.items()
        if _cle(avant, ici, identifiant) != _cle(apres, la, identifiant)
    ]
    trajets.sort(key=lambda t: (t.vers, t.de, str(t.candidature.organisme)))
    return Comparaison(_etat(avant), _etat(apres), trajets)


def _ou(cote: _Cote) -> dict[str, int]:
    return {i: rang for rang, groupe in enumerate(cote.groupes) for i in groupe.members}


def _cle(cote: _Cote, places: Mapping[str, int], identifiant: str) -> object:
    return cote.cles[places[identifiant]] if identifiant in places else None


def _raison(lu: ScenarioLu, identifiant: str) -> str:
    envisagee = lu.envisagee_de(identifiant)
    if envisagee is None:
        return lu.annexe.orphelins.get(identifiant, "")
    cle = int(identifiant)
    return next(m.raison for m in envisagee.membres if m.candidature_id == cle)


def _etat(cote: _Cote) -> Etat:
    """A grappe that breaks a rule is incomplete."""
    places = _ou(cote)
    valides = [g for g, tenue in zip(cote.groupes, cote.en_regle, strict=True) if tenue]
    libres = [c for c in cote.problem.candidates if c.id not in places]
    return Etat(
        titre=cote.titre,
        esms=sum(cote.problem.by_id[i].esms for groupe in valides for i in groupe.members),
        valides=len(valides),
        incompletes=len(cote.groupes) - len(valides),
        orphelines=len(libres),
        esms_orphelins=sum(c.esms for c in libres),
    )


def _aujourd_hui(enonce: Enonce) -> _Cote:
    groupes = plan_actuel(enonce).groups
    grappes = [enonce.places[groupe.lead].grappe for groupe in groupes]
    cadre = jugement.cadre(enonce.campagne, enonce.reglement.pk)
    trouvees = jugement.juger(enonce.problem, groupes, enonce.nom)
    return _Cote(
        "Aujourd’hui",
        enonce.problem,
        groupes,
        [
            not _hors_distance(fautes) and not cadre.manquements(groupe, grappe.dui, fautes)
            for groupe, grappe, fautes in zip(groupes, grappes, trouvees, strict=True)
        ],
        [g.pk for g in grappes],
        [str(g) for g in grappes],
    )


def _hors_distance(fautes: Iterable[Faute]) -> list[Faute]:
    """The reach is a wish: both sides are judged without it."""
    return [faute for faute in fautes if faute.code != DISTANCE]


def _cote(lu: ScenarioLu) -> _Cote:
    """A scenario; its frozen grappes come last, as in its plan."""
    lignes = [envisagee.ligne for envisagee in lu.envisagees]
    figees = [int(cle) for cle in lu.annexe.figees]
    noms = Grappe.objects.in_bulk(figees)
    return _Cote(
        str(lu.scenario),
        lu.problem,
        lu.plan.groups,
        [not _hors_distance(e.fautes) and not e.manquements for e in lu.envisagees]
        + [True] * len(figees),
        [*(ligne.grappe_id or f"nouvelle {ligne.rang}" for ligne in lignes), *figees],
        [str(ligne) for ligne in lignes] + [str(noms[cle]) for cle in figees],
    )


def _apparier(avant: _Cote, apres: _Cote) -> _Cote:
    """Give each new grappe of one side the key of the new one that most resembles it."""
    la = _ou(apres)
    communs = Counter(
        (rang, la[i])
        for rang, groupe in enumerate(avant.groupes)
        for i in groupe.members
        if i in la and isinstance(avant.cles[rang], str) and isinstance(apres.cles[la[i]], str)
    )
    trouvees: dict[int, object] = {}
    for rang, autre in sorted(communs, key=lambda paire: (-communs[paire], paire)):
        if rang not in trouvees and apres.cles[autre] not in trouvees.values():
            trouvees[rang] = apres.cles[autre]
    cles = [
        trouvees.get(rang, f"ancienne {rang}") if isinstance(cle, str) else cle
        for rang, cle in enumerate(avant.cles)
    ]
    return replace(avant, cles=cles)
