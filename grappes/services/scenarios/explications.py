"""What would place an orphan: the smallest changes, and who may decide each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction

from grappes.erreurs import ErreurMetier
from grappes.models import Grappe, Scenario, User
from grappes.optimizer import Locks, Problem, Suggestion, best_groups, suggest
from grappes.services.regroupement import contraintes
from grappes.services.scenarios import demandes
from grappes.services.scenarios.lecture import ScenarioLu, lire
from grappes.services.scenarios.retouches import retoucher

# Kinds of change that the Collectif decides alone.
PLACE, DISTANCE, DEGEL = "place", "distance", "degel"
DU_COLLECTIF = (PLACE, DISTANCE, DEGEL)
ENSUITE = {
    PLACE: "Ajouter à cette grappe",
    DISTANCE: "Relancer avec cette distance",
    DEGEL: "Dégeler et relancer",
}
DEMANDES = {
    "logiciel": "pourriez-vous accepter le logiciel {valeur} ?",
    "projet": "votre projet peut-il être aussi bien une acquisition qu’une mise en conformité ?",
    "partenaire": "accepteriez-vous une grappe sans les partenaires que vous souhaitez ?",
    "refus": "pourriez-vous revenir sur les organismes que vous préférez éviter ?",
}


@dataclass(frozen=True)
class Changement:
    """One change that would place an orphan.

    `genre` and `valeur` name it to `appliquer_changement`; `acte` is what the button says when
    staff may decide, empty otherwise; `question` is what to ask the OG, if it decides.
    """

    genre: str
    valeur: str
    phrase: str
    acte: str = ""
    question: str = ""

    @property
    def du_reglement(self) -> bool:
        """Whether only the règlement could allow it."""
        return not self.acte and not self.question

    @property
    def message(self) -> str:
        """A mail to the OG, for staff to read over and send: it names nobody else."""
        return (
            "Bonjour,\n\nNous cherchons une grappe pour votre organisme. Pour y parvenir, "
            f"{self.question}\n\nVotre réponse ne vous engage pas. Bien à vous,"
        )


def changements(lu: ScenarioLu, candidature: int) -> list[Changement]:
    """The smallest changes that would place this orphan, the lightest first."""
    identifiant = str(candidature)
    if identifiant not in lu.plan.unplaced:
        return []
    trouves = suggest(lu.problem, lu.plan, identifiant, name=lu.nom)
    proposes = [_changement(lu, suggestion) for suggestion in trouves]
    return [*proposes, *_degels(lu, identifiant)]


def _changement(lu: ScenarioLu, suggestion: Suggestion) -> Changement:
    genre, valeur = suggestion.kind, str(suggestion.value or "")
    if genre == PLACE:
        envisagee = lu.envisagee_de(suggestion.lead)
        valeur = str(envisagee.ligne.pk) if envisagee else ""
    question = DEMANDES.get(genre, "").format(valeur=valeur)
    return Changement(genre, valeur, suggestion.sentence, ENSUITE.get(genre, ""), question)


def _degels(lu: ScenarioLu, identifiant: str) -> Iterator[Changement]:
    """The grappes frozen by staff that it could join, were they thawed."""
    gelees = [
        grappe
        for grappe in Grappe.objects.filter(pk__in=map(int, lu.annexe.figees)).order_by("nom")
        if grappe.gelee_le
    ]
    if not gelees:
        return
    degelees = {frozenset(lu.annexe.figees[str(grappe.pk)]): grappe for grappe in gelees}
    problem, toutes = _degele(lu.problem, set(degelees)), len(lu.plan.groups)
    for option in best_groups(problem, lu.plan, identifiant, toutes, name=lu.nom):
        grappe = degelees.get(frozenset(option.group.members) - {identifiant})
        if grappe:
            yield Changement(
                DEGEL,
                str(grappe.pk),
                f"Dégeler « {grappe} » : la rejoindrait ({option.esms} ESMS avec lui).",
                ENSUITE[DEGEL],
            )


def _degele(problem: Problem, groupes: set[frozenset[str]]) -> Problem:
    """The problem where these frozen groups are only held together."""
    locks = problem.locks
    restent = tuple(ids for ids in locks.frozen_groups if frozenset(ids) not in groupes)
    libres = tuple(ids for ids in locks.frozen_groups if frozenset(ids) in groupes and len(ids) > 1)
    verrous = Locks(restent, locks.together + libres, locks.apart, locks.excluded)
    return replace(problem, locks=verrous)


@transaction.atomic
def appliquer_changement(
    scenario: Scenario, candidature: int, genre: str, valeur: str, *, par: User
) -> Scenario:
    """Do one of `changements` that staff may decide; return the scenario to look at.

    Joining a grappe amends this scenario; a wider reach or a thawed grappe asks for a new one.
    """
    scenario = demandes.tenir(scenario)
    possibles = {(c.genre, c.valeur) for c in changements(lire(scenario), candidature)}
    if genre not in DU_COLLECTIF or (genre, valeur) not in possibles:
        raise ErreurMetier("Ce changement n’est plus possible : rechargez la page.")
    if genre == PLACE:
        retoucher(scenario, candidature, int(valeur))
        return scenario
    if genre == DEGEL:
        contraintes.degeler(Grappe.objects.get(pk=int(valeur)))
        return demandes.refaire(scenario, par=par, suffixe="grappe dégelée")
    rayon = int(valeur)
    return demandes.refaire(scenario, par=par, suffixe=f"{rayon} km", rayon_km=rayon)
