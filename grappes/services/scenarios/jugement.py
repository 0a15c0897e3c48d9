"""What is wrong in a grappe that is only envisaged, as two judges say it.

The optimiser's knows the wishes, the links and the reach, on the problem as it was solved. The
rules of the règlement count the files as they are now.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from grappes.models import Campagne, Dui, Reglement
from grappes.optimizer import Group, Plan, Problem, judge
from grappes.regles.grappe import Membre
from grappes.services.regroupement.composition import bilan, membres_de

DISTANCE, REFUS = "DISTANCE", "REFUS"
# A rule that both judge is told once.
CODES = {
    "seuil": "SEUIL",
    "minimum_og": "NOMBRE",
    "plafond": "PLAFOND",
    "dui": "LOGICIEL",
    "projets": "PROJET",
}


@dataclass(frozen=True)
class Faute:
    """What a grappe breaks. The same fault has the same `cle`, whatever its figures have become."""

    code: str
    candidats: tuple[str, ...]
    phrase: str

    @property
    def cle(self) -> tuple[str, tuple[str, ...]]:
        return self.code, self.candidats


def juger(
    problem: Problem, groupes: Sequence[Group], nom: Callable[[str], str]
) -> list[list[Faute]]:
    """The optimiser's faults, by group.

    What the whole plan breaks is told in the group of the first that it names.
    """
    fautes: list[list[Faute]] = [[] for _ in groupes]
    ou = {membre: rang for rang, groupe in enumerate(groupes) for membre in groupe.members}
    for lue in judge(problem, Plan(tuple(groupes), (), 0), name=nom):
        rang = lue.group
        if rang is None:
            rang = next((ou[membre] for membre in lue.candidates if membre in ou), None)
        if rang is not None:
            fautes[rang].append(Faute(lue.code, lue.candidates, capfirst(lue.sentence)))
    return fautes


@dataclass(frozen=True)
class Cadre:
    """The règlement, and the files that it counts, by key of candidature."""

    reglement: Reglement | None
    membres: Mapping[int, Membre]

    def manquements(
        self, groupe: Group, dui: Dui | None, fautes: Collection[Faute]
    ) -> tuple[str, ...]:
        """The rules that this group breaks, without those that these faults already tell."""
        lus = [self.membres[int(i)] for i in groupe.members if int(i) in self.membres]
        dites = {faute.code for faute in fautes}
        return tuple(
            constat.phrase
            for constat in bilan(lus, dui, self.reglement).constats
            if not constat.respecte and CODES[constat.code] not in dites
        )


def cadre(campagne: Campagne, reglement: int) -> Cadre:
    """Read in a bounded number of queries."""
    versions = Reglement.objects.prefetch_related("departements_reduits")
    return Cadre(versions.filter(pk=reglement).first(), membres_de(campagne))
