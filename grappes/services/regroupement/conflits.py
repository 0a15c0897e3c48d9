"""Wishes, refusals and places that contradict each other: told to staff, never to a candidate.

A conflict is settled with its facts: other facts make another conflict, other names do not.
"""

import dataclasses
from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.francais import moment
from grappes.models import Arbitrage, Campagne, Candidature, Grappe, User
from grappes.services.regroupement import contradictions
from grappes.services.regroupement.contradictions import Conflit
from grappes.services.regroupement.souhaits import Souhaits, campagnes_en_cours, lire


def a_regler(campagnes: Collection[Campagne] | None = None) -> list[Conflit]:
    """Those that nobody settled, in grappes first; of the campagnes in progress by default."""
    return ouverts(lire(campagnes_en_cours() if campagnes is None else campagnes))


def ouverts(souhaits: Souhaits) -> list[Conflit]:
    """Those of what was read that nobody settled."""
    conflits = contradictions.toutes(souhaits)
    campagnes = {conflit.campagne for conflit in conflits}
    regles = set(
        Arbitrage.objects.filter(campagne__in=campagnes).values_list("empreinte", flat=True)
    )
    return [conflit for conflit in conflits if conflit.empreinte not in regles]


def de_candidature(candidature: Candidature) -> list[Conflit]:
    return _de([candidature.pk], candidature.campagne)


def de_grappe(grappe: Grappe) -> list[Conflit]:
    """Those between its members, then those of a member with somebody else."""
    membres = list(grappe.places.vivantes().values_list("candidature", flat=True))
    return _de(membres, grappe.campagne)


def _de(cles: Collection[int], campagne: Campagne) -> list[Conflit]:
    conflits = ouverts(lire([campagne], cles))
    return [conflit for conflit in conflits if set(cles) & set(conflit.candidatures)]


def rencontres(campagne: Campagne, ou: Mapping[int, int]) -> list[Conflit]:
    """The refusals and forbidden pairs among those that would be in one grappe (key → grappe)."""
    return reunis(lire([campagne], ou), ou)


def reunis(souhaits: Souhaits, ou: Mapping[int, int]) -> list[Conflit]:
    """The same, of wishes that were already read."""
    places = {cle: (grappe, "") for cle, grappe in ou.items()}
    return list(contradictions.dans_une_grappe(dataclasses.replace(souhaits, grappes=places)))


@transaction.atomic
def regler(empreinte: str, *, par: User, motif: str) -> Arbitrage:
    """Note how staff settled a conflict that exists now. Raises `TransitionConcurrente`."""
    if not motif.strip():
        raise ErreurMetier("Indiquez ce qui est décidé : cela reste au Collectif.")
    conflit = next((c for c in a_regler() if c.empreinte == empreinte), None)
    if conflit is None:
        raise TransitionConcurrente(_deja_regle(empreinte))
    try:
        with transaction.atomic():
            return Arbitrage.objects.create(
                campagne_id=conflit.campagne,
                empreinte=empreinte,
                phrase=conflit.phrase,
                motif=motif.strip(),
                par=par,
            )
    except IntegrityError:
        raise TransitionConcurrente(_deja_regle(empreinte)) from None


def _deja_regle(empreinte: str) -> str:
    arbitrage = Arbitrage.objects.filter(empreinte=empreinte).select_related("par").first()
    if arbitrage is None:
        return "Ce conflit n’existe plus : les souhaits ou les places ont changé."
    le = moment(arbitrage.le)
    return f"{arbitrage.par} a déjà réglé ce conflit le {le} : « {arbitrage.motif} »."
