"""A published instruction changes: who has dates to keep is told the new ones, and the answers of
the FAQ that depend on it are due for review."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from faq.services.relecture import faire_relire_dependantes
from grappes.francais import jour
from grappes.models import Courriel, Grappe, Instruction, Route, StatutCandidature, StatutGrappe
from grappes.regles.grappe import composer, route
from grappes.services.messagerie import courriels
from grappes.services.regroupement import grappes
from grappes.services.regroupement.engagements import candidatures_de

TEXTES = ("reference", "signee_le", "url")


@dataclass(frozen=True)
class Lecture:
    """What an instruction says, to be compared with what it said."""

    textes: dict[str, str]
    fenetres: dict[Route, tuple[datetime.date, datetime.date]]


def lire(instruction: Instruction) -> Lecture:
    """What the database holds of it now."""
    gardee = Instruction.objects.prefetch_related("fenetres").get(pk=instruction.pk)
    return Lecture(
        {
            str(champ.verbose_name): str(getattr(gardee, champ.name))
            for champ in Instruction._meta.concrete_fields
            if champ.name in TEXTES
        },
        {Route(f.route): (f.ouvre_le, f.ferme_le) for f in gardee.fenetres.all()},
    )


@transaction.atomic
def annoncer(instruction: Instruction, avant: Lecture) -> int:
    """Tell what changed since `avant`, once published. Returns how many mails were written."""
    apres = lire(instruction)
    if instruction.publication_le is None or apres == avant:
        return 0
    voies = {voie for voie in Route if avant.fenetres.get(voie) != apres.fenetres.get(voie)}
    changes = [nom for nom, texte in apres.textes.items() if texte != avant.textes[nom]]
    changes += [f"dépôt, voie {voie.label.lower()}" for voie in Route if voie in voies]
    faire_relire_dependantes(
        f"{instruction.reference} a changé le {jour(timezone.localdate())} : {', '.join(changes)}."
    )
    return sum(_prevenir(grappe, instruction) for grappe in _concernees(instruction, voies))


def _concernees(instruction: Instruction, voies: set[Route]) -> list[Grappe]:
    """The invited grappes that file by these routes: the others will read their dates in time."""
    reglement = instruction.campagne.reglement
    if not voies or reglement is None:
        return []
    invitees = grappes.avec_membres().filter(
        campagne=instruction.campagne_id, statut=StatutGrappe.INVITEE
    )
    return [g for g in invitees if route(composer(g, reglement), reglement) in voies]


def _prevenir(grappe: Grappe, instruction: Instruction) -> int:
    fenetre = grappes.fenetre_de(grappe)
    dates = f"{fenetre.ouvre_le}-{fenetre.ferme_le}" if fenetre else "sans-dates"
    places = {place.candidature_id: place for place in grappe.places_vivantes}
    ecrits = [
        courriels.ecrire_aux_contacts(
            Courriel.Genre.INSTRUCTION_PUBLIEE,
            candidature,
            occasion=f"modificatif-{instruction.pk}-{dates}",
            grappe=grappe,
            contexte={
                "instruction": instruction,
                "fenetre": fenetre,
                "place": places[candidature.pk],
                "modificatif": True,
            },
        )
        for candidature in candidatures_de(grappe, StatutCandidature.INVITEE)
    ]
    return sum(map(len, ecrits))
