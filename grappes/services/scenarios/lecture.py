"""A scenario as it is read: its grappes with what is wrong in each, and who is left out and why.

Everything comes from the scenario's own rows and from the problem as it was solved; the règlement
judges the files as they are now. A page costs a dozen queries, whatever its size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grappes.models import Candidature, GrappeEnvisagee, MembreEnvisage, Mouvement, Scenario
from grappes.optimizer import Candidate, Group, Plan, Problem, parse_problem
from grappes.services.enonce.candidats import AU_CHOIX, PROJETS
from grappes.services.scenarios import jugement
from grappes.services.scenarios.jugement import DISTANCE, Faute


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

    def presents(self, grappe: int | None) -> set[str]:
        """Who the scenario found in this grappe."""
        if grappe is None:
            return set()
        return {identifiant for identifiant, ou in self.actuel.items() if ou == grappe}


@dataclass(frozen=True)
class Envisagee:
    """A grappe of the scenario. `fautes` and `manquements`: what the two judges reproach to it.

    `inchangee`: its grappe is already so; `tenue`: nobody joins it, all are held where they are;
    `en_regle`: it counts among what the run places.
    """

    ligne: GrappeEnvisagee
    membres: list[MembreEnvisage]
    groupe: Group
    esms: int
    seuil: int
    appliquee: bool
    inchangee: bool
    tenue: bool
    en_regle: bool = True
    fautes: tuple[Faute, ...] = ()
    manquements: tuple[str, ...] = ()

    def membre(self, candidature: int) -> MembreEnvisage:
        return next(m for m in self.membres if m.candidature_id == candidature)

    @property
    def marge(self) -> int:
        """ESMS above the minimum; negative when some are missing."""
        return self.esms - self.seuil

    @property
    def a_regler(self) -> list[str]:
        return [*(faute.phrase for faute in self.fautes), *self.manquements]

    def reproches(self, fautes: Sequence[Faute]) -> tuple[Faute, ...]:
        """The reach is a wish: it reproaches nothing to those who only keep a promise."""
        return tuple(f for f in fautes if not (self.tenue and f.code == DISTANCE))


@dataclass(frozen=True)
class ScenarioLu:
    """A solved scenario, its problem and its rows. `mouvements`: where it has moved candidatures,
    in gestes that still hold."""

    scenario: Scenario
    annexe: Annexe
    problem: Problem
    candidatures: Mapping[str, Candidature]
    mouvements: Mapping[int, int | None]
    envisagees: tuple[Envisagee, ...] = ()

    def nom(self, identifiant: str) -> str:
        candidature = self.candidatures.get(identifiant)
        return str(candidature.organisme) if candidature else f"candidature {identifiant}"

    @cached_property
    def plan(self) -> Plan:
        """The scenario as a plan of the optimiser, frozen grappes last."""
        groupes = [*(e.groupe for e in self.envisagees), *_figees(self)]
        places = {identifiant for groupe in groupes for identifiant in groupe.members}
        people = self.problem.candidates
        return Plan(
            groups=tuple(groupes),
            unplaced=tuple(c.id for c in people if c.id not in places),
            placed_esms=sum(c.esms for c in people if c.id in places),
        )

    @cached_property
    def _par_membre(self) -> dict[str, Envisagee]:
        return {membre: e for e in self.envisagees for membre in e.groupe.members}

    def envisagee_de(self, identifiant: str) -> Envisagee | None:
        return self._par_membre.get(identifiant)

    def ou(self, candidature: int) -> int | None:
        """The grappe where the scenario found it, or where it has put it since."""
        if candidature in self.mouvements:
            return self.mouvements[candidature]
        return self.annexe.actuel[str(candidature)]

    @property
    def esms_figes(self) -> int:
        """The ESMS of the grappes that the run left as they are."""
        return sum(self.problem.by_id[i].esms for ids in self.annexe.figees.values() for i in ids)


def lire(scenario: Scenario) -> ScenarioLu:
    """Read a solved scenario, and judge its grappes."""
    assert scenario.enonce is not None, "not solved yet"
    donnees = dict(scenario.enonce)
    annexe = Annexe(**donnees.pop("annexe"))
    lu = ScenarioLu(
        scenario,
        annexe,
        parse_problem(donnees),
        _candidatures(scenario, annexe),
        _mouvements(scenario),
    )
    lu = replace(lu, envisagees=tuple(_envisagees(lu)))
    return replace(lu, envisagees=tuple(_jugees(lu)))


def _jugees(lu: ScenarioLu) -> Iterable[Envisagee]:
    cadre = jugement.cadre(lu.scenario.campagne, lu.annexe.reglement)
    trouvees = jugement.juger(lu.problem, lu.plan.groups, lu.nom)
    for envisagee, fautes in zip(lu.envisagees, trouvees, strict=False):  # frozen ones come last
        manquements = cadre.manquements(envisagee.groupe, envisagee.ligne.dui, fautes)
        yield replace(
            envisagee,
            fautes=envisagee.reproches(fautes),
            manquements=manquements,
            en_regle=not fautes,
        )


def _candidatures(scenario: Scenario, annexe: Annexe) -> dict[str, Candidature]:
    concernees = annexe.actuel.keys() | annexe.ecartees.keys()
    lues = Candidature.objects.filter(campagne=scenario.campagne_id).select_related("organisme")
    # A whole region is read for its names.
    lues = lues.only("numero", "organisme__raison_sociale", "organisme__finess_juridique")
    return {str(c.pk): c for c in lues if str(c.pk) in concernees}


def _mouvements(scenario: Scenario) -> dict[int, int | None]:
    tenus = Mouvement.objects.filter(geste__scenario=scenario, geste__annule_le=None)
    return dict(tenus.order_by("geste").values_list("candidature", "vers"))


def _envisagees(lu: ScenarioLu) -> Iterable[Envisagee]:
    lignes = list(lu.scenario.grappes.select_related("grappe", "dui").order_by("rang"))
    membres: dict[int, list[MembreEnvisage]] = {ligne.pk: [] for ligne in lignes}
    for membre in lu.scenario.membres.order_by("pk"):
        if str(membre.candidature_id) in lu.problem.by_id:
            membre.candidature = lu.candidatures[str(membre.candidature_id)]
            membres[membre.envisagee_id].append(membre)
    return (_envisagee(lu, ligne, membres[ligne.pk]) for ligne in lignes if membres[ligne.pk])


def _envisagee(lu: ScenarioLu, ligne: GrappeEnvisagee, membres: list[MembreEnvisage]) -> Envisagee:
    ids = tuple(str(membre.candidature_id) for membre in membres)
    people = [lu.problem.by_id[identifiant] for identifiant in ids]
    vendeurs = set().union(*(person.accepts for person in people))
    return Envisagee(
        ligne=ligne,
        membres=sorted(membres, key=lambda m: (m.candidature_id != ligne.porteur_id, m.pk)),
        groupe=Group(
            lead=str(ligne.porteur_id) if str(ligne.porteur_id) in ids else meilleur(people),
            vendor=AU_CHOIX if AU_CHOIX in vendeurs or ligne.dui is None else str(ligne.dui),
            project=PROJETS.get(ligne.projet, "acquisition"),
            members=ids,
        ),
        esms=sum(p.esms for p in people),
        seuil=seuil_de(lu.problem, people),
        appliquee=ligne.appliquee_le is not None,
        inchangee=set(ids) == lu.annexe.presents(ligne.grappe_id),
        tenue=all(identifiant in lu.annexe.verrous for identifiant in ids),
    )


def _figees(lu: ScenarioLu) -> Iterable[Group]:
    """Frozen grappes need no porteur here: nothing of theirs is judged or moved."""
    for ids in lu.annexe.figees.values():
        people = [lu.problem.by_id[identifiant] for identifiant in ids]
        yield Group(ids[0], (people[0].accepts or (AU_CHOIX,))[0], "acquisition", tuple(ids))


def meilleur(people: Sequence[Candidate]) -> str:
    """Who would carry best: fitness first, then size."""
    return max(people, key=lambda person: (person.lead, person.esms, person.id)).id


def seuil_de(problem: Problem, people: Iterable[Candidate]) -> int:
    """The minimum for these members, reduced when all lie in such départements."""
    reduits = problem.rules.reduced
    if reduits and all(person.department in reduits.departments for person in people):
        return reduits.min_esms
    return problem.rules.min_esms
