"""What waits for the Collectif: each count with the list that shows exactly these rows."""

from dataclasses import dataclass

from django.db.models import QuerySet

from grappes.models import DemandeRattachement, EtatPlace, StatutCandidature
from grappes.services.collectif import listes


@dataclass(frozen=True)
class Attente:
    """A pile of work. `modele` names the admin list, `filtre` its query string."""

    libelle: str
    conseil: str
    modele: str
    filtre: str
    nombre: int

    @property
    def liste(self) -> str:
        return f"admin:grappes_{self.modele}_changelist"


def attentes() -> list[Attente]:
    """Every pile, even empty, in the order of a working day; one COUNT each."""
    return [
        Attente(libelle, conseil, liste.model._meta.model_name or "", filtre, liste.count())
        for libelle, conseil, liste, filtre in _piles()
    ]


def _piles() -> list[tuple[str, str, QuerySet, str]]:
    candidatures = listes.candidatures()
    examen = candidatures.filter(statut=StatutCandidature.EN_EXAMEN)
    en_retard = candidatures.filter(statut=StatutCandidature.A_COMPLETER)
    jours = listes.JOURS_COMPLEMENTS
    return [
        (
            "À examiner",
            "Candidatures reçues, pas encore ouvertes",
            candidatures.filter(statut=StatutCandidature.RECUE),
            "statut__exact=recue",
        ),
        (
            "Doutes à trancher",
            "En examen, avec au moins un ESMS douteux",
            listes.avec_doutes(examen),
            "statut__exact=en_examen&doutes=oui",
        ),
        (
            "À compléter, en retard",
            f"Compléments demandés il y a plus de {jours} jours",
            listes.en_attente_depuis(en_retard, jours),
            f"statut__exact=a_completer&attente={jours}",
        ),
        (
            "Doublons à rapprocher",
            "Même organisme, ou un ESMS dans deux dossiers",
            listes.doublons(candidatures),
            "doublon=oui",
        ),
        (
            "Demandes de rattachement",
            "Un second directeur demande à rejoindre un dossier",
            DemandeRattachement.objects.filter(decision=DemandeRattachement.Decision.ATTENTE),
            "decision__exact=attente",
        ),
        (
            "Réponses attendues",
            "Grappe proposée, le membre n’a pas répondu",
            listes.places(EtatPlace.ANNONCEE),
            "etat__exact=annoncee",
        ),
        (
            "Propositions à discuter",
            "Le membre demande un échange",
            listes.places(EtatPlace.A_DISCUTER),
            "etat__exact=a_discuter",
        ),
        (
            "Grappes à revoir",
            "Constituées, mais hors des règles de l’instruction publiée",
            listes.grappes_a_revoir(),
            "a_revoir=oui",
        ),
        (
            "Courriels en échec",
            "Refusés, ou à vérifier",
            listes.courriels_a_traiter(),
            "a_traiter=oui",
        ),
    ]
