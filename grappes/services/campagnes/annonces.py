"""What the home page says of each region's campagne."""

from dataclasses import dataclass

from grappes.francais import jour
from grappes.models import Campagne, EtatCampagne


@dataclass(frozen=True)
class Annonce:
    """The newest campagne of a region: its state in a word, as a call, and as a plain fact.

    `phrase` calls who visits the home page to apply; `fait` also suits who has applied already.
    """

    campagne: Campagne
    etat: str
    phrase: str
    fait: str


def a_la_une() -> list[Annonce]:
    """One announcement per region, the open ones first."""
    dernieres: dict[str, Campagne] = {}
    campagnes = Campagne.objects.select_related("region", "instruction").prefetch_related(
        "instruction__fenetres", "reglements"
    )
    for campagne in campagnes.order_by("-ouvre_le"):
        dernieres.setdefault(campagne.region_id, campagne)
    annonces = [annoncer(campagne) for campagne in dernieres.values()]
    return sorted(annonces, key=lambda a: (not a.campagne.est_ouverte, a.campagne.region.nom))


def annoncer(campagne: Campagne) -> Annonce:
    """What is said of this campagne today."""
    etat = campagne.etat
    phrase = _phrase(campagne, etat)
    if not campagne.est_ouverte:
        return Annonce(campagne, TITRES[etat], phrase, phrase)
    terme = f"jusqu’au {jour(campagne.ferme_le)} à minuit, heure de Paris."
    appel = f"Déposez votre candidature {terme} {phrase}"
    fait = f"Le recueil des candidatures est ouvert {terme} {phrase}"
    return Annonce(campagne, "Ouverte", appel, fait)


TITRES = {
    EtatCampagne.A_VENIR: "Bientôt",
    EtatCampagne.OUVERTE: "Ouverte",
    EtatCampagne.CLOSE: "En attente de l’instruction",
    EtatCampagne.INSTRUCTION_PUBLIEE: "Instruction publiée",
    EtatCampagne.DEPOT_OUVERT: "Dépôt des dossiers ouvert",
    EtatCampagne.DEPOT_CLOS: "Terminée",
}


def _phrase(campagne: Campagne, etat: EtatCampagne) -> str:
    if etat == EtatCampagne.A_VENIR:
        return f"Le recueil des candidatures ouvre le {jour(campagne.ouvre_le)}."
    if etat == EtatCampagne.OUVERTE:
        return "L’instruction nationale n’est pas encore publiée : préparez-vous avec nous."
    if etat == EtatCampagne.CLOSE:
        return (
            f"Le recueil est clos depuis le {jour(campagne.ferme_le)}. Les grappes se préparent "
            "en attendant l’instruction nationale."
        )
    reference = campagne.instruction.reference
    if etat == EtatCampagne.INSTRUCTION_PUBLIEE:
        return f"L’instruction est publiée ({reference}) : les dates de dépôt approchent."
    if etat == EtatCampagne.DEPOT_OUVERT:
        fin = max(fenetre.ferme_le for fenetre in campagne.instruction.fenetres.all())
        return f"Les porteurs déposent leur dossier ({reference}), au plus tard le {jour(fin)}."
    return f"Le dépôt est terminé ({reference})."
