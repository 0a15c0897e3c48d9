"""Publishing the instruction: a preview on live data, then one act, resumable and idempotent."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from faq.services.relecture import faire_relire_dependantes
from grappes.erreurs import ErreurMetier, TransitionInterdite
from grappes.francais import jour
from grappes.gardes import portage
from grappes.models import (
    Candidature,
    Courriel,
    EtablissementDeclare,
    Grappe,
    Instruction,
    Job,
    Reglement,
    StatutCandidature,
    StatutGrappe,
    User,
)
from grappes.regles.grappe import manquements
from grappes.services.campagnes import effets
from grappes.services.dossiers import jugements
from grappes.services.messagerie import courriels
from grappes.services.regroupement import grappes
from grappes.services.verrous import verrouiller
from grappes.workflow import APPLICATION

LOT_GRAPPES = 20
LOT_CANDIDATURES = 100
# Mails leave at this pace, so that a receiving server does not take them for a flood.
COURRIELS_PAR_MINUTE = 300


@dataclass(frozen=True)
class Apercu:
    """Who changes, who is told, which grappes break; computed on live data, nothing written."""

    invitees: list[Grappe]
    a_revoir: list[tuple[Grappe, list[str]]]
    candidatures_invitees: int
    candidatures_informees: int
    courriels: int


def apercu(instruction: Instruction) -> Apercu:
    """What publishing would do now."""
    reglement = instruction.reglement
    prefetch_related_objects([reglement], "departements_reduits")
    membres = effets.membres_vivants(StatutGrappe.CONSTITUEE, instruction.campagne)
    lignes = EtablissementDeclare.objects.filter(candidature__in=membres)
    verdicts = effets.verdicts_sous(jugements.cadre(reglement, lignes), membres)
    invitees, a_revoir = [], []
    for grappe in grappes.avec_membres().filter(
        campagne=instruction.campagne, statut=StatutGrappe.CONSTITUEE
    ):
        effets.projeter(grappe, verdicts)
        if manques := portage(grappe) + manquements(grappe, reglement):
            a_revoir.append((grappe, manques))
        else:
            invitees.append(grappe)
    vivantes = Candidature.objects.vivantes().filter(campagne=instruction.campagne)
    nombre_invitees = sum(len(grappe.places_vivantes) for grappe in invitees)
    return Apercu(
        invitees=invitees,
        a_revoir=a_revoir,
        candidatures_invitees=nombre_invitees,
        candidatures_informees=vivantes.count() - nombre_invitees,
        courriels=vivantes.filter(contacts__isnull=False).values("contacts").count(),
    )


def demander_publication(instruction: Instruction, *, par: User) -> Job:
    """Ask for the publication; a second click finds the first job, and wakes it if it failed."""
    if not instruction.fenetres.exists():
        raise ErreurMetier("Indiquez au moins une fenêtre de dépôt avant de publier.")
    job, _ = Job.objects.get_or_create(
        cle=f"publication:{instruction.pk}",
        defaults={
            "genre": Job.Genre.PUBLICATION,
            "objet_id": instruction.pk,
            "demande_par": par,
        },
    )
    Job.objects.filter(pk=job.pk, etat=Job.Etat.EN_ECHEC).update(etat=Job.Etat.DEMANDE)
    return job


def publication_de(instruction: Instruction) -> Job | None:
    """The job that publishes, or has published, this instruction."""
    return Job.objects.filter(cle=f"publication:{instruction.pk}").first()


def publier(instruction: Instruction) -> Iterator[tuple[int, int]]:
    """Publish chunk by chunk, each in its transaction; yields (done, total) after each.

    Running it again, even after a crash in the middle, finishes what is left and repeats nothing.
    """
    _mettre_en_vigueur(instruction)
    cles = list(_vivantes(instruction).values_list("pk", flat=True))
    constituees = list(
        Grappe.objects.filter(
            campagne=instruction.campagne, statut=StatutGrappe.CONSTITUEE
        ).values_list("pk", flat=True)
    )
    faits, total = 0, 2 * len(cles) + len(constituees)
    for lot in _lots(cles, LOT_CANDIDATURES):
        jugements.rejuger(Candidature.objects.filter(pk__in=lot), instruction.campagne)
        yield (faits := faits + len(lot)), total
    for lot in _lots(constituees, LOT_GRAPPES):
        _inviter(lot)
        yield (faits := faits + len(lot)), total
    for rang, lot in enumerate(_lots(cles, LOT_CANDIDATURES)):
        _informer(instruction, lot, rang)
        yield (faits := faits + len(lot)), total


def _vivantes(instruction: Instruction) -> QuerySet[Candidature]:
    return Candidature.objects.vivantes().filter(campagne=instruction.campagne).order_by("pk")


def _lots(cles: list[int], taille: int) -> Iterator[list[int]]:
    for debut in range(0, len(cles), taille):
        yield cles[debut : debut + taille]


@transaction.atomic
def _mettre_en_vigueur(instruction: Instruction) -> None:
    """The published rules replace the provisional ones; the answers that depend on them age."""
    maintenant = timezone.now()
    Reglement.objects.filter(pk=instruction.reglement_id, en_vigueur_le=None).update(
        en_vigueur_le=maintenant, etat=Reglement.Etat.PUBLIE
    )
    inedite = Instruction.objects.filter(pk=instruction.pk, publication_le=None)
    if inedite.update(publication_le=maintenant):
        faire_relire_dependantes(
            f"{instruction.reference} est publiée depuis le {jour(timezone.localdate())}."
        )
    instruction.refresh_from_db()


@transaction.atomic
def _inviter(cles: list[int]) -> None:
    """Invite the grappes that the published rules find valid; the others wait, « à revoir »."""
    for cle in cles:
        grappe = verrouiller(Grappe(pk=cle))
        if grappe.statut != StatutGrappe.CONSTITUEE:
            continue
        try:
            grappes.inviter(grappe, auteur=APPLICATION)
        except TransitionInterdite:
            continue


@transaction.atomic
def _informer(instruction: Instruction, cles: list[int], rang: int) -> None:
    """Tell everyone else that is still in the race; the key keeps it to one mail each.

    The invited were told in the transaction that invited them.
    """
    depart = timezone.now() + datetime.timedelta(
        minutes=rang * LOT_CANDIDATURES / COURRIELS_PAR_MINUTE
    )
    contexte = {"instruction": instruction, "fenetres": list(instruction.fenetres.all())}
    lot = Candidature.objects.vivantes().filter(pk__in=cles)
    attente = lot.exclude(statut=StatutCandidature.INVITEE).select_related("organisme", "campagne")
    for candidature in attente.prefetch_related("contacts").order_by("pk"):
        courriels.ecrire_aux_contacts(
            Courriel.Genre.INSTRUCTION_PUBLIEE,
            candidature,
            occasion=f"instruction-{instruction.pk}",
            contexte=contexte,
            prevu_le=depart,
        )
