"""The Collectif examines: verdicts of the lines, remarks, admission or refusal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Candidature, Courriel, EtablissementDeclare, Remarque, Transition, User
from grappes.regles.eligibilite import Jugement, juger
from grappes.services.messagerie import courriels
from grappes.workflow import Auteur, changer_statut

VERDICT = ["verdict", "verdict_regle", "verdict_source", "verdict_le"]
# SQLite took 999 parameters at most in one statement for long.
LOT = 500


def juger_lignes(candidature: Candidature) -> None:
    """Judge again every line that staff have not decided themselves."""
    reglement = candidature.campagne.reglement
    if reglement is None:
        return
    categories = set(reglement.categories.values_list("pk", flat=True))
    jugements: dict[Jugement, list[int]] = defaultdict(list)
    for ligne in candidature.lignes.filter(verdict_par=None).select_related(
        "etablissement__categorie", "candidature"
    ):
        jugements[juger(ligne, reglement, categories)].append(ligne.pk)
    ecrire_les_jugements(jugements)


def ecrire_les_jugements(jugements: Mapping[Jugement, list[int]]) -> None:
    """Write what the rules said of lines, given by their keys.

    A decision that staff took since the lines were read stands: the UPDATE leaves it alone.
    """
    for jugement, cles in jugements.items():
        for debut in range(0, len(cles), LOT):
            lignes = EtablissementDeclare.objects.filter(pk__in=cles[debut : debut + LOT])
            lignes.filter(verdict_par=None).update(
                verdict=jugement.verdict,
                verdict_regle=jugement.regle,
                verdict_source=jugement.source,
                verdict_le=timezone.now(),
            )


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
