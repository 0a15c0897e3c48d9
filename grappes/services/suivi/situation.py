"""Where a candidature stands, told to its candidate: every status, in every state of the campagne.

Each status has one function: what is going on, what comes next, who acts, and exactly one
thing to do or nothing at all.
"""

import datetime
from collections.abc import Callable

from django.utils import timezone

from grappes.francais import compter, jour
from grappes.models import (
    Acteur,
    Candidature,
    EtatCampagne,
    EtatPlace,
    FenetreDepot,
    Place,
    StatutCandidature,
)
from grappes.services.regroupement import grappes, propositions
from grappes.services.suivi.recit import Action, Dossier, Situation, raconter

S, E = StatutCandidature, EtatCampagne
PUBLIEE = (E.INSTRUCTION_PUBLIEE, E.DEPOT_OUVERT, E.DEPOT_CLOS)


def lire(candidature: Candidature) -> Situation:
    """Tell where a candidature stands."""
    campagne = candidature.campagne
    dossier = Dossier(
        candidature=candidature,
        campagne=campagne,
        etat=campagne.etat,
        place=propositions.place_proposee(candidature),
        derniere=candidature.transitions.select_related("par").first(),
    )
    return RECITS[StatutCandidature(candidature.statut)](dossier)


def _brouillon(d: Dossier) -> Situation:
    if d.campagne.est_ouverte:
        return raconter(
            S.BROUILLON,
            "Votre candidature est enregistrée, mais elle n’est pas déposée : le Collectif ne la "
            "voit pas encore.",
            f"Déposez-la au plus tard le {jour(d.campagne.ferme_le)} à minuit, heure de Paris. "
            "Vous recevrez alors un numéro de reçu.",
            action=Action(
                "Terminer ma candidature",
                "candidature_etape",
                etape="contact",
                avant_le=d.campagne.ferme_le,
            ),
        )
    if d.etat == E.A_VENIR:
        suite = f"Le recueil ouvre le {jour(d.campagne.ouvre_le)} : revenez la déposer ce jour-là."
    else:
        suite = (
            f"Le recueil est clos depuis le {jour(d.campagne.ferme_le)} : elle ne peut plus être "
            "déposée. Écrivez au Collectif, qui vous dira ce qui reste possible."
        )
    return raconter(
        S.BROUILLON, "Votre candidature n’a pas été déposée.", suite, libelle="Non déposée"
    )


def _recue(d: Dossier) -> Situation:
    return raconter(
        S.RECUE,
        "Votre candidature est arrivée. Un membre du Collectif va la lire.",
        "Il vérifiera que vos établissements sont éligibles. Un courriel vous dira le résultat, "
        "ou ce qu’il faut compléter. D’ici là, vous pouvez encore corriger votre dossier.",
    )


def _en_examen(d: Dossier) -> Situation:
    return raconter(
        S.EN_EXAMEN,
        "Le Collectif étudie votre dossier, établissement par établissement.",
        "Un courriel vous dira si vous êtes éligible, ou ce qu’il faut compléter.",
    )


def _a_completer(d: Dossier) -> Situation:
    return raconter(
        S.A_COMPLETER,
        "Le Collectif a besoin de précisions pour poursuivre l’étude de votre dossier.",
        "Dès que vous aurez complété, l’étude reprendra là où elle s’était arrêtée.",
        action=Action("Compléter mon dossier", "candidature_completer"),
    )


def _au_vivier(d: Dossier) -> Situation:
    suite = "Dès qu’une grappe vous convient, nous vous la proposons par courriel, sans les noms."
    if d.etat == E.DEPOT_CLOS:
        suite = (
            "Le dépôt de cette campagne est terminé : aucune grappe ne peut plus y être formée. "
            "Le Collectif vous dira comment candidater à la prochaine."
        )
    elif d.etat == E.DEPOT_OUVERT:
        suite += " Le dépôt est ouvert : une grappe formée maintenant peut encore déposer."
    elif d.etat == E.INSTRUCTION_PUBLIEE:
        suite += " L’instruction est publiée : une grappe formée maintenant sera invitée aussitôt."
    else:
        suite += " L’instruction nationale n’est pas encore publiée : rien n’est perdu."
    return raconter(
        S.AU_VIVIER,
        "Votre dossier est éligible. Nous cherchons des organismes avec lesquels former une "
        "grappe : même logiciel accepté, calendriers compatibles, assez d’établissements.",
        suite,
    )


def _proposee(d: Dossier) -> Situation:
    if d.place and d.place.etat == EtatPlace.ACCEPTEE:
        return _acceptee(d.place)
    if d.place and d.place.etat == EtatPlace.A_DISCUTER:
        return raconter(
            S.PROPOSEE,
            "Vous avez demandé à en parler : le Collectif va vous contacter.",
            "Votre place est gardée. Vous pourrez ensuite accepter ou refuser sur cette page.",
            acteur=Acteur.COLLECTIF.label,
        )
    limite = d.place.reponse_avant_le if d.place else None
    return raconter(
        S.PROPOSEE,
        "Nous avons trouvé une grappe qui correspond à votre dossier.",
        _suite_de_la_proposition(limite),
        action=Action("Répondre à la proposition", "proposition_suivi", avant_le=limite),
    )


def _acceptee(place: Place) -> Situation:
    """Of an accord given: who is still awaited, the members or the Collectif."""
    membres = place.grappe.places.vivantes()
    accords, tous = membres.filter(etat=EtatPlace.ACCEPTEE).count(), membres.count()
    if accords < tous:
        suite = "Quand tous les membres auront accepté, la grappe sera constituée"
        acteur = "les autres membres et le Collectif"
    else:
        suite = "Tous ont accepté : le Collectif vérifie les règles, puis constitue la grappe"
        acteur = Acteur.COLLECTIF.label
    return raconter(
        S.PROPOSEE,
        f"Vous avez accepté. {compter(accords, 'accord')} sur {tous} à ce jour.",
        f"{suite}. Les noms s’ouvrent, entre ceux qui acceptent, dès qu’ils sont assez nombreux.",
        libelle="Vous avez accepté la grappe proposée",
        acteur=acteur,
    )


def _suite_de_la_proposition(limite: datetime.date | None) -> str:
    if limite is None:
        return "Votre réponse décide de la suite : les autres membres l’attendent."
    if limite < timezone.localdate():
        return (
            f"Votre réponse était attendue pour le {jour(limite)}. Votre place n’a pas encore été "
            "redonnée : répondez dès que possible."
        )
    return f"Votre réponse est attendue au plus tard le {jour(limite)} à minuit."


def _en_grappe(d: Dossier) -> Situation:
    if d.etat in PUBLIEE:
        return raconter(
            S.EN_GRAPPE,
            "L’instruction est publiée. Le Collectif vérifie que votre grappe respecte les règles "
            "publiées avant de vous inviter à déposer.",
            "Un courriel vous dira si la grappe dépose telle quelle ou ce qui doit changer.",
            libelle="Votre grappe est constituée : règles publiées à vérifier",
        )
    return raconter(
        S.EN_GRAPPE,
        "Tous les membres ont accepté : votre grappe est prête. Le dépôt ouvrira quand "
        "l’instruction nationale sera publiée ; personne ne connaît encore cette date.",
        "Le jour de la publication, vous recevrez un courriel avec les dates de dépôt. "
        "Profitez de l’attente pour faire connaissance et préparer la convention de grappe.",
        libelle="Votre grappe est constituée : en attente de l’instruction",
    )


def _invitee(d: Dossier) -> Situation:
    fenetre = grappes.fenetre_de_depot(d.place.grappe_id) if d.place else None
    libelle, suite = _depot(fenetre)
    porteur = d.place is not None and d.place.role == Place.Role.PORTEUR
    present = (
        "Vous êtes le porteur : vous déposez le dossier de la grappe sur la plateforme de l’État "
        "(PAI numérique), puis vous donnez son numéro au Collectif."
        if porteur
        else "Le porteur de votre grappe dépose le dossier pour tous sur la plateforme de l’État "
        "(PAI numérique). Répondez vite à ce qu’il vous demande."
    )
    return raconter(
        S.INVITEE,
        present,
        suite,
        libelle=libelle,
        acteur=Acteur.CANDIDAT.label if porteur else "",
    )


def _depot(fenetre: FenetreDepot | None) -> tuple[str, str]:
    """The label and what comes next, by the window of the grappe's route."""
    if fenetre is None:
        return "", "Les dates de dépôt de votre grappe vous seront données par courriel."
    aujourdhui = timezone.localdate()
    if aujourdhui < fenetre.ouvre_le:
        return "", (
            f"Le dépôt ouvre le {jour(fenetre.ouvre_le)} et ferme le {jour(fenetre.ferme_le)} "
            "à minuit."
        )
    if aujourdhui <= fenetre.ferme_le:
        return f"Dépôt ouvert jusqu’au {jour(fenetre.ferme_le)}", (
            f"Le dossier doit être déposé avant le {jour(fenetre.ferme_le)} à minuit. "
            "Ensuite l’ARS l’instruira."
        )
    return "Dépôt terminé", (
        f"Le dépôt est clos depuis le {jour(fenetre.ferme_le)}. Si votre dossier est parti, le "
        "Collectif le notera ici ; sinon, écrivez-lui sans attendre."
    )


def _transmise(d: Dossier) -> Situation:
    grappe = d.place.grappe if d.place else None
    present = "Le dossier de votre grappe est entre les mains de l’ARS."
    if grappe and grappe.transmise_le:
        present = (
            f"Le dossier de votre grappe ({grappe.numero_dossier}) a été transmis le "
            f"{jour(grappe.transmise_le)}."
        )
    return raconter(
        S.TRANSMISE,
        present,
        "L’ARS rend sa décision après étude. Nous vous l’écrirons dès que nous la connaîtrons.",
    )


def _retenue(d: Dossier) -> Situation:
    return raconter(
        S.RETENUE,
        "Félicitations : le projet de votre grappe est financé.",
        "Le porteur signe la convention avec l’ARS et reverse les fonds aux membres. Le Collectif "
        "reste à vos côtés pour la mise en œuvre.",
    )


def _non_retenue(d: Dossier) -> Situation:
    return raconter(
        S.NON_RETENUE,
        "Le projet de votre grappe n’a pas été retenu pour cette campagne.",
        "Vous pouvez candidater à la prochaine campagne, avec la même grappe ou une autre. "
        "Le Collectif peut vous expliquer la décision : posez-lui la question.",
    )


def _non_eligible(d: Dossier) -> Situation:
    motif = d.derniere.motif if d.derniere else ""
    return raconter(
        S.NON_ELIGIBLE,
        f"Raison donnée par le Collectif : {motif}"
        if motif
        else "Aucun de vos établissements n’est éligible à cette campagne.",
        "Vous pensez que c’est une erreur ? Écrivez au Collectif : s’il reconnaît l’erreur, votre "
        "dossier repartira à l’étude sans que vous ayez à le saisir de nouveau.",
    )


def _retiree(d: Dossier) -> Situation:
    par_le_collectif = d.derniere is not None and d.derniere.acteur == Acteur.COLLECTIF
    suite = "Vos informations sont conservées. Pour revenir, écrivez au Collectif."
    if d.etat == E.DEPOT_CLOS:
        suite = "La campagne est terminée. Vous pourrez candidater à la prochaine."
    return raconter(
        S.RETIREE,
        "Votre dossier ne participe plus à cette campagne et vous ne recevrez plus de relance.",
        suite,
        libelle="Votre candidature a été retirée par le Collectif" if par_le_collectif else "",
    )


RECITS: dict[StatutCandidature, Callable[[Dossier], Situation]] = {
    S.BROUILLON: _brouillon,
    S.RECUE: _recue,
    S.EN_EXAMEN: _en_examen,
    S.A_COMPLETER: _a_completer,
    S.AU_VIVIER: _au_vivier,
    S.PROPOSEE: _proposee,
    S.EN_GRAPPE: _en_grappe,
    S.INVITEE: _invitee,
    S.TRANSMISE: _transmise,
    S.RETENUE: _retenue,
    S.NON_RETENUE: _non_retenue,
    S.NON_ELIGIBLE: _non_eligible,
    S.RETIREE: _retiree,
}
