"""Save the steps of the form: nothing typed is lost, nothing is overwritten silently.

Each rendering of a step carries two tokens: its own (`onglet`) and that of the form which wrote
the step last when it was rendered (`vu`). A write is accepted when the last writer is one of the
two, so the autosaves and the back button of one tab never conflict with themselves, while a
second tab or another device is told.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from grappes.erreurs import ErreurMetier
from grappes.models import Candidature, StatutCandidature
from grappes.regles.completude import Etape, Manque, manques
from grappes.services.dossiers import examen
from grappes.services.verrous import verrouiller_candidature

Brut = dict[str, Any]


class SaisieConcurrente(ErreurMetier):
    """Another form wrote this step since this one was opened."""


class SaisieIncomplete(ErreurMetier):
    """A submitted file would owe something again: nothing was saved."""

    def __init__(self, attendus: list[Manque]) -> None:
        super().__init__(" ".join(manque.phrase for manque in attendus))
        self.manques = attendus


@dataclass(frozen=True)
class Formulaire:
    """One rendering of one step."""

    onglet: str
    vu: str


def nouveau(candidature: Candidature, etape: str) -> Formulaire:
    return Formulaire(secrets.token_urlsafe(9), candidature.ecritures.get(etape, ""))


def courant(candidature: Candidature, etape: str) -> Formulaire:
    """The form that wrote the step last, to carry on in its name."""
    vu = candidature.ecritures.get(etape, "")
    return Formulaire(vu, vu)


@transaction.atomic
def garder(candidature: Candidature, etape: str, brut: Brut, formulaire: Formulaire) -> None:
    """Keep a step as it was typed, valid or not."""
    _prendre(candidature, etape, formulaire)
    candidature.saisie[etape] = brut
    _ecrire(candidature)


@transaction.atomic
def garder_lignes(candidature: Candidature, brut: Brut, formulaire: Formulaire) -> None:
    """Keep lines as they were typed; `brut` has None for a line that has nothing to keep."""
    _prendre(candidature, Etape.ETABLISSEMENTS, formulaire)
    retenir_lignes(candidature, brut)
    _ecrire(candidature)


def retenir_lignes(candidature: Candidature, brut: Brut) -> None:
    """Merge lines into what is kept; whoever calls saves."""
    lignes = candidature.saisie.get(Etape.ETABLISSEMENTS, {}) | brut
    candidature.saisie[Etape.ETABLISSEMENTS] = {pk: b for pk, b in lignes.items() if b}


@transaction.atomic
def enregistrer(
    candidature: Candidature,
    etape: str,
    formulaire: Formulaire,
    ecrire: Callable[[], object],
    reste: Brut | None = None,
) -> None:
    """Write a step to its columns by `ecrire`, which runs under the lock of the file.

    `reste` is what `ecrire` leaves raw of the lines of one page. A submitted file stays complete
    (`SaisieIncomplete` otherwise, and nothing changes), and its lines are judged again.
    """
    _prendre(candidature, etape, formulaire)
    if reste is None:
        candidature.saisie.pop(etape, None)
    else:
        retenir_lignes(candidature, reste)
    _ecrire(candidature)
    ecrire()
    if candidature.statut != StatutCandidature.BROUILLON:
        if attendus := manques(Candidature.objects.get(pk=candidature.pk)):
            raise SaisieIncomplete(attendus)
        examen.juger_lignes(candidature)


def _prendre(candidature: Candidature, etape: str, formulaire: Formulaire) -> None:
    """Lock the file for this transaction and sign the step; `SaisieConcurrente` if it moved."""
    fraiche = verrouiller_candidature(candidature)
    if not fraiche.est_modifiable:
        raise ErreurMetier("L’examen a commencé : ce dossier ne peut plus être corrigé ici.")
    if fraiche.ecritures.get(etape, "") not in (formulaire.vu, formulaire.onglet):
        raise SaisieConcurrente(
            "Ces réponses ont changé dans un autre onglet ou sur un autre appareil."
        )
    candidature.statut = fraiche.statut
    candidature.saisie, candidature.ecritures = fraiche.saisie, fraiche.ecritures
    candidature.ecritures[etape] = formulaire.onglet


def _ecrire(candidature: Candidature) -> None:
    candidature.save(update_fields=["saisie", "ecritures", "modifiee_le"])
