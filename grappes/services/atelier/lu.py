"""A scenario as it is read: its grappes with what is wrong in each, and who is left out and why.

Everything comes from the scenario's own rows and from the problem as it was solved: a page costs
six queries, whatever its size.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from grappes.models import (
    Candidature,
    Grappe,
    GrappeEnvisagee,
    MembreEnvisage,
    Mouvement,
    Place,
    Scenario,
)
from grappes.optimizer import Candidate, Group, Plan, Problem, check, parse_problem
from grappes.services.atelier.candidats import AU_CHOIX, PROJETS
from grappes.services.atelier.resultat import IDENTIFIANT, nommer

RANG = re.compile(r"Grappe (\d+)\s:\s(.*)")


@dataclass(frozen=True)
class Annexe:
    """What explains a result, as it was when it was computed; see `resultat`."""

    reglement: int
    actuel: dict[str, int | None]
    figees: dict[str, list[str]]
    verrous: dict[str, str]
    ecartees: dict[str, str]
    souhaits: dict[str, list[str]]
    conflits: list[str]
    orphelins: dict[str, str]


@dataclass
class Envisagee:
    """A grappe of the scenario. `fautes`: the rules and wishes that it breaks, as sentences."""

    ligne: GrappeEnvisagee
    membres: list[MembreEnvisage]
    groupe: Group
    esms: int
    seuil: int
    appliquee: bool = False
    inchangee: bool = False  # its grappe is already so
    en_regle: bool = True  # it counts among what is placed
    fautes: list[str] = field(default_factory=list)

    def membre(self, candidature: int) -> MembreEnvisage:
        return next(m for m in self.membres if m.candidature_id == candidature)

    def arrivees(self, actuel: Mapping[str, int | None]) -> int:
        """How many of its members are not in its grappe yet."""
        if self.ligne.grappe_id is None:
            return len(self.membres)
        return sum(
            actuel[identifiant] != self.ligne.grappe_id for identifiant in self.groupe.members
        )

    @property
    def marge(self) -> int:
        """ESMS above the minimum; negative when some are missing."""
        return self.esms - self.seuil


@dataclass(frozen=True)
class Orphelin:
    """A candidature without a grappe, and the reason in French."""

    candidature: Candidature
    esms: int
    phrase: str


class ScenarioLu:
    """A solved scenario, its problem and its rows, read once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        assert scenario.enonce is not None, "not solved yet"
        donnees = dict(scenario.enonce)
        self.annexe = Annexe(**donnees.pop("annexe"))
        self.problem: Problem = parse_problem(donnees)
        concernees = self.annexe.actuel.keys() | self.annexe.ecartees.keys()
        lues = Candidature.objects.filter(campagne=scenario.campagne_id)
        self.candidatures: dict[str, Candidature] = {
            str(c.pk): c for c in lues.select_related("organisme") if str(c.pk) in concernees
        }
        self.mouvements = self._mouvements()
        self.envisagees = self._envisagees()
        self._juger()

    def nom(self, identifiant: str) -> str:
        candidature = self.candidatures.get(identifiant)
        return str(candidature.organisme) if candidature else f"candidature {identifiant}"

    @cached_property
    def plan(self) -> Plan:
        """The scenario as a plan of the optimiser, frozen grappes included."""
        groupes = [*(e.groupe for e in self.envisagees), *self._figees()]
        places = {identifiant for groupe in groupes for identifiant in groupe.members}
        people = self.problem.candidates
        return Plan(
            groups=tuple(groupes),
            unplaced=tuple(c.id for c in people if c.id not in places),
            placed_esms=sum(c.esms for c in people if c.id in places),
        )

    @property
    def orphelins(self) -> list[Orphelin]:
        """Those without a grappe, the largest first."""
        return sorted(
            (self._orphelin(identifiant) for identifiant in self.plan.unplaced),
            key=lambda o: (-o.esms, str(o.candidature.organisme)),
        )

    @property
    def ecartees(self) -> list[Orphelin]:
        """Those that the run left out, and why."""
        return [
            Orphelin(self.candidatures[cle], 0, phrase)
            for cle, phrase in self.annexe.ecartees.items()
            if cle in self.candidatures
        ]

    @property
    def restent(self) -> list[Envisagee]:
        """The grappes that are still to apply."""
        return [e for e in self.envisagees if not e.appliquee and not e.inchangee]

    @property
    def deplacements(self) -> int:
        """How many candidatures applying the rest would move, those put out included."""
        restent = self.restent
        places = {identifiant for e in self.envisagees for identifiant in e.groupe.members}
        quittees = set().union(*(self._presents(e.ligne.grappe_id) for e in restent))
        sorties = quittees - places - self.annexe.verrous.keys()
        return sum(e.arrivees(self.annexe.actuel) for e in restent) + len(sorties)

    @property
    def videes(self) -> list[Grappe]:
        """The grappes that applying the rest would leave without a member."""
        partants = {
            membre.candidature_id: ou
            for e in self.restent
            for membre in e.membres
            if (ou := self.ou(membre.candidature_id)) not in (None, e.ligne.grappe_id)
        }
        completees = [e.ligne.grappe_id for e in self.restent if e.ligne.grappe_id]
        restants = Place.objects.vivantes().exclude(candidature__in=partants)
        quittees = Grappe.objects.filter(pk__in=set(partants.values()) - set(completees))
        return list(quittees.exclude(pk__in=restants.values("grappe")).order_by("nom"))

    @property
    def a_regler(self) -> int:
        """How many grappes break a rule or a wish."""
        return sum(bool(envisagee.fautes) for envisagee in self.envisagees)

    @property
    def esms_figes(self) -> int:
        """The ESMS of the grappes that the run left as they are."""
        return _esms(self.problem, (i for ids in self.annexe.figees.values() for i in ids))

    def envisagee_de(self, identifiant: str) -> Envisagee | None:
        return next((e for e in self.envisagees if identifiant in e.groupe.members), None)

    def tient_une_promesse(self, envisagee: Envisagee) -> bool:
        """Whether nobody joins it: all its members are held where they are."""
        return all(membre in self.annexe.verrous for membre in envisagee.groupe.members)

    def ou(self, candidature: int) -> int | None:
        """The grappe where the scenario found it, or where it has put it since."""
        if candidature in self.mouvements:
            return self.mouvements[candidature]
        return self.annexe.actuel[str(candidature)]

    def _mouvements(self) -> dict[int, int | None]:
        """Where this scenario has moved candidatures, in gestes that still hold."""
        tenus = Mouvement.objects.filter(geste__scenario=self.scenario, geste__annule_le=None)
        return dict(tenus.order_by("geste").values_list("candidature", "vers"))

    def _est_appliquee(self, ligne: GrappeEnvisagee, membres: Sequence[MembreEnvisage]) -> bool:
        """Applied, and not taken back: some of its members were moved and none is any more."""
        if ligne.appliquee_le is None:
            return False
        arrives = [
            m for m in membres if self.annexe.actuel[str(m.candidature_id)] != ligne.grappe_id
        ]
        return not arrives or any(m.candidature_id in self.mouvements for m in arrives)

    def _presents(self, grappe: int | None) -> set[str]:
        """Who the scenario found in this grappe."""
        if grappe is None:
            return set()
        return {identifiant for identifiant, ou in self.annexe.actuel.items() if ou == grappe}

    def _orphelin(self, identifiant: str) -> Orphelin:
        phrase = self.annexe.orphelins.get(identifiant, "Sortie de sa grappe à la main.")
        esms = self.problem.by_id[identifiant].esms
        return Orphelin(self.candidatures[identifiant], esms, phrase[:1].upper() + phrase[1:])

    def _envisagees(self) -> list[Envisagee]:
        lignes = self.scenario.grappes.select_related("grappe", "dui").order_by("rang")
        membres: dict[int, list[MembreEnvisage]] = {ligne.pk: [] for ligne in lignes}
        for membre in self.scenario.membres.order_by("pk"):
            if str(membre.candidature_id) in self.problem.by_id:
                membre.candidature = self.candidatures[str(membre.candidature_id)]
                membres[membre.envisagee_id].append(membre)
        return [self._envisagee(ligne, membres[ligne.pk]) for ligne in lignes if membres[ligne.pk]]

    def _envisagee(self, ligne: GrappeEnvisagee, membres: list[MembreEnvisage]) -> Envisagee:
        ids = tuple(str(membre.candidature_id) for membre in membres)
        people = [self.problem.by_id[identifiant] for identifiant in ids]
        membres.sort(key=lambda m: (m.candidature_id != ligne.porteur_id, m.pk))
        vendeurs = set().union(*(person.accepts for person in people))
        groupe = Group(
            lead=str(ligne.porteur_id) if str(ligne.porteur_id) in ids else meilleur(people),
            vendor=AU_CHOIX if AU_CHOIX in vendeurs or ligne.dui is None else str(ligne.dui),
            project=PROJETS.get(ligne.projet, "acquisition"),
            members=ids,
        )
        return Envisagee(
            ligne,
            membres,
            groupe,
            esms=sum(p.esms for p in people),
            seuil=seuil_de(self.problem, people),
            appliquee=self._est_appliquee(ligne, membres),
            inchangee=set(ids) == self._presents(ligne.grappe_id),
        )

    def _figees(self) -> Iterable[Group]:
        """Frozen grappes need no porteur here: nothing of theirs is judged or moved."""
        for ids in self.annexe.figees.values():
            people = [self.problem.by_id[identifiant] for identifiant in ids]
            yield Group(ids[0], (people[0].accepts or (AU_CHOIX,))[0], "acquisition", tuple(ids))

    def _juger(self) -> None:
        """Give each grappe the sentences of the judge that concern it.

        The reach is a wish for this run: it reproaches nothing to those who only keep a promise.
        """
        strictes = self._fautes(self.problem)
        reglement = self._fautes(sans_rayon(self.problem))
        for rang, envisagee in enumerate(self.envisagees, start=1):
            fautes = reglement if self.tient_une_promesse(envisagee) else strictes
            envisagee.fautes += fautes.get(rang, [])
            envisagee.en_regle = rang not in strictes
        for phrase in check(self.problem, self.plan):
            if not RANG.match(phrase):
                self._juger_les_verrous(phrase)

    def _fautes(self, problem: Problem) -> dict[int, list[str]]:
        """By rank of the grappe in the plan."""
        fautes: dict[int, list[str]] = {}
        for phrase in check(problem, self.plan):
            if trouve := RANG.match(phrase):
                faute = nommer(trouve[2], self.nom)
                fautes.setdefault(int(trouve[1]), []).append(faute[:1].upper() + faute[1:])
        return fautes

    def _juger_les_verrous(self, phrase: str) -> None:
        """A broken lock is told in the grappe that holds the first one it names."""
        for envisagee in self.envisagees:
            if set(IDENTIFIANT.findall(phrase)) & set(envisagee.groupe.members):
                envisagee.fautes.append(nommer(phrase, self.nom))
                envisagee.en_regle = False
                return


def meilleur(people: Sequence[Candidate]) -> str:
    """Who would carry best: fitness first, then size."""
    return max(people, key=lambda person: (person.lead, person.esms, person.id)).id


def seuil_de(problem: Problem, people: Iterable[Candidate]) -> int:
    """The minimum for these members, reduced when all lie in such départements."""
    reduits = problem.rules.reduced
    if reduits and all(person.department in reduits.departments for person in people):
        return reduits.min_esms
    return problem.rules.min_esms


def _esms(problem: Problem, identifiants: Iterable[str]) -> int:
    return sum(problem.by_id[identifiant].esms for identifiant in identifiants)


def sans_rayon(problem: Problem) -> Problem:
    """The same under the règlement alone, without the reach that staff wish."""
    return replace(problem, rules=replace(problem.rules, radius_km=None))
