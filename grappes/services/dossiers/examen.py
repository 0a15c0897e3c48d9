"""The Collectif examines: verdicts of the lines, remarks, admission or refusal."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Candidature, Courriel, EtablissementDeclare, Remarque, Transition, User
from grappes.services.dossiers import jugements
from grappes.services.messagerie import courriels
from grappes.workflow import Auteur, changer_statut

VERDICT = ["verdict", "verdict_regle", "verdict_source", "verdict_le"]


def juger_lignes(candidature: Candidature) -> None:
    """Judge again every line that staff have not decided themselves."""
    jugements.rejuger(Candidature.objects.filter(pk=candidature.pk), candidature.campagne)


def decider(ligne: EtablissementDeclare, verdict: str, *, par: User, motif: str) -> None:
    """Override the rules on one line; the reason is owed."""
    if not motif.strip():
        raise ErreurMetier("Indiquez le motif de votre décision.")
    ligne.verdict = EtablissementDeclare.Verdict(verdict)
    ligne.verdict_regle = "Décision du Collectif"
    ligne.verdict_source = str(par)
    ligne.verdict_motif = motif.strip()
    ligne.verdict_par, ligne.verdict_le = par, timezone.now()
    ligne.save(update_fields=[*VERDICT, "verdict_motif", "verdict_par"])


@transaction.atomic
def rendre_aux_regles(ligne: EtablissementDeclare) -> None:
    """Drop the decision of staff: the rules judge again."""
    ligne.verdict_par, ligne.verdict_motif = None, ""
    ligne.save(update_fields=["verdict_par", "verdict_motif"])
    juger_lignes(ligne.candidature)


def lever(remarque: Remarque) -> None:
    """Close a remark that needs no answer any more."""
    Remarque.objects.filter(pk=remarque.pk, levee_le=None).update(levee_le=timezone.now())


def examiner(candidature: Candidature, *, auteur: Auteur) -> Transition:
    """Begin: the candidate sees « À l’étude », no mail is sent for it."""
    return changer_statut(candidature, "examiner", auteur=auteur)


@transaction.atomic
def demander_complements(
    candidature: Candidature, *, auteur: Auteur, remarques: Iterable[str] = ()
) -> Transition:
    """Ask for what is missing: one mail holds all the open remarks."""
    Remarque.objects.bulk_create(
        Remarque(candidature=candidature, texte=texte.strip(), par=auteur.user)
        for texte in remarques
        if texte.strip()
    )
    transition = changer_statut(candidature, "demander_complements", auteur=auteur)
    courriels.ecrire_aux_contacts(
        Courriel.Genre.COMPLEMENTS,
        candidature,
        occasion=f"transition-{transition.pk}",
        contexte={"remarques": list(candidature.remarques.filter(levee_le=None))},
    )
    return transition


@transaction.atomic
def admettre(candidature: Candidature, *, auteur: Auteur) -> Transition:
    transition = changer_statut(candidature, "admettre", auteur=auteur)
    courriels.annoncer_statut(candidature, transition)
    return transition


@transaction.atomic
def ecarter(candidature: Candidature, *, auteur: Auteur, motif: str) -> Transition:
    transition = changer_statut(candidature, "ecarter", auteur=auteur, motif=motif)
    courriels.annoncer_statut(candidature, transition)
    return transition
