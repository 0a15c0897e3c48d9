"""What waits for the Collectif: each count with the list that shows exactly these rows."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from faq.models import Lien, Question, QuestionPosee
from grappes.models import DemandeRattachement, EtatPlace, StatutCandidature
from grappes.services.collectif import listes
from grappes.services.regroupement import conflits, departs


@dataclass(frozen=True)
class Attente:
    """A pile of work. `modele` (`app.model`) names the admin list, `filtre` its query string."""

    libelle: str
    conseil: str
    modele: str
    filtre: str
    nombre: int

    @property
    def liste(self) -> str:
        return f"admin:{self.modele.replace('.', '_')}_changelist"

    @property
    def droit(self) -> str:
        """The permission to read that list."""
        return self.modele.replace(".", ".view_")


def attentes() -> list[Attente]:
    """Every pile, even empty, in the order of a working day; one COUNT each, or a few queries."""
    return [*_dossiers(), *_regroupement(), *_faq(), *_messagerie()]


def _dossiers() -> list[Attente]:
    candidatures = listes.candidatures()
    examen = candidatures.filter(statut=StatutCandidature.EN_EXAMEN)
    en_retard = candidatures.filter(statut=StatutCandidature.A_COMPLETER)
    jours = listes.JOURS_COMPLEMENTS
    return [
        _pile(
            "À examiner",
            "Candidatures reçues, pas encore ouvertes",
            candidatures.filter(statut=StatutCandidature.RECUE),
            "statut__exact=recue",
        ),
        _pile(
            "Doutes à trancher",
            "En examen, avec au moins un ESMS douteux",
            listes.avec_doutes(examen),
            "statut__exact=en_examen&doutes=oui",
        ),
        _pile(
            "À compléter, en retard",
            f"Compléments demandés il y a plus de {jours} jours",
            listes.en_attente_depuis(en_retard, jours),
            f"statut__exact=a_completer&attente={jours}",
        ),
        _pile(
            "Doublons à rapprocher",
            "Même organisme, ou un ESMS dans deux dossiers",
            listes.doublons(candidatures),
            "doublon=oui",
        ),
        _pile(
            "Demandes de rattachement",
            "Un second directeur demande à rejoindre un dossier",
            DemandeRattachement.objects.filter(decision=DemandeRattachement.Decision.ATTENTE),
            "decision__exact=attente",
        ),
    ]


def _regroupement() -> list[Attente]:
    return [
        _pile(
            "Réponses attendues",
            "Grappe proposée, le membre n’a pas répondu",
            listes.places(EtatPlace.ANNONCEE),
            "etat__exact=annoncee",
        ),
        _pile(
            "Propositions à discuter",
            "Le membre demande un échange",
            listes.places(EtatPlace.A_DISCUTER),
            "etat__exact=a_discuter",
        ),
        _pile(
            "Et maintenant ?",
            "Un membre est parti : garder, remplacer, fusionner ou dissoudre",
            departs.grappes_a_decider(),
            "depart=oui",
        ),
        Attente(
            "Conflits à régler",
            "Souhaits, refus et places qui se contredisent",
            "grappes.arbitrage",
            "",
            len(conflits.a_regler()),
        ),
        _pile(
            "Grappes à revoir",
            "Constituées, mais hors des règles de l’instruction publiée, ou sans porteur",
            listes.grappes_a_revoir(),
            "a_revoir=oui",
        ),
    ]


def _faq() -> list[Attente]:
    return [
        _pile(
            "Questions sans réponse",
            "Posées par un candidat ou depuis la FAQ",
            QuestionPosee.objects.sans_reponse(),
            "reponse=attendue",
        ),
        _pile(
            "Réponses à relire",
            "Leur date de relecture est venue, ou une règle a changé",
            Question.objects.a_relire(timezone.localdate()),
            "relecture=due",
        ),
        _pile(
            "Liens morts",
            "Dans une réponse publiée de la FAQ, deux jours de suite",
            Lien.objects.morts(),
            "etat__exact=mort",
        ),
    ]


def _messagerie() -> list[Attente]:
    return [
        _pile(
            "Courriels en échec",
            "Refusés, ou à vérifier",
            listes.courriels_a_traiter(),
            "a_traiter=oui",
        ),
    ]


def _pile(libelle: str, conseil: str, liste: QuerySet, filtre: str) -> Attente:
    return Attente(libelle, conseil, liste.model._meta.label_lower, filtre, liste.count())
