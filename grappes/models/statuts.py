"""The statuses, in the Collectif's words and in the candidate's; `workflow` changes them."""

from django.db.models import TextChoices


class Acteur(TextChoices):
    """Who acts, or whose turn it is."""

    CANDIDAT = "candidat", "vous"
    COLLECTIF = "collectif", "le Collectif"
    PORTEUR = "porteur", "le porteur de votre grappe"
    ARS = "ars", "l’ARS"
    SYSTEME = "systeme", "l’application"
    PERSONNE = "personne", "personne : le parcours est terminé"


class StatutCandidature(TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    RECUE = "recue", "Reçue"
    EN_EXAMEN = "en_examen", "En examen"
    A_COMPLETER = "a_completer", "À compléter"
    AU_VIVIER = "au_vivier", "Éligible, au vivier"
    PROPOSEE = "proposee", "Grappe proposée"
    EN_GRAPPE = "en_grappe", "En grappe"
    INVITEE = "invitee", "Invitée à déposer"
    TRANSMISE = "transmise", "Dossier transmis"
    RETENUE = "retenue", "Retenue"
    NON_RETENUE = "non_retenue", "Non retenue"
    NON_ELIGIBLE = "non_eligible", "Non éligible"
    RETIREE = "retiree", "Retirée"

    @property
    def libelle_candidat(self) -> str:
        return LIBELLES_CANDIDAT[self]

    @property
    def attend(self) -> Acteur:
        """Whose turn it is while a candidature has this status."""
        return ATTENTES[self]


LIBELLES_CANDIDAT = {
    StatutCandidature.BROUILLON: "À terminer",
    StatutCandidature.RECUE: "Reçue : merci",
    StatutCandidature.EN_EXAMEN: "À l’étude",
    StatutCandidature.A_COMPLETER: "Compléments demandés",
    StatutCandidature.AU_VIVIER: "Éligible : nous cherchons votre grappe",
    StatutCandidature.PROPOSEE: "Une grappe vous est proposée",
    StatutCandidature.EN_GRAPPE: "Votre grappe est constituée",
    StatutCandidature.INVITEE: "Instruction publiée : préparez le dépôt",
    StatutCandidature.TRANSMISE: "Votre porteur a transmis le dossier",
    StatutCandidature.RETENUE: "Projet retenu",
    StatutCandidature.NON_RETENUE: "Projet non retenu",
    StatutCandidature.NON_ELIGIBLE: "Non éligible",
    StatutCandidature.RETIREE: "Vous avez retiré votre candidature",
}

ATTENTES = {
    StatutCandidature.BROUILLON: Acteur.CANDIDAT,
    StatutCandidature.RECUE: Acteur.COLLECTIF,
    StatutCandidature.EN_EXAMEN: Acteur.COLLECTIF,
    StatutCandidature.A_COMPLETER: Acteur.CANDIDAT,
    StatutCandidature.AU_VIVIER: Acteur.COLLECTIF,
    StatutCandidature.PROPOSEE: Acteur.CANDIDAT,
    StatutCandidature.EN_GRAPPE: Acteur.COLLECTIF,
    StatutCandidature.INVITEE: Acteur.PORTEUR,
    StatutCandidature.TRANSMISE: Acteur.ARS,
    StatutCandidature.RETENUE: Acteur.PERSONNE,
    StatutCandidature.NON_RETENUE: Acteur.PERSONNE,
    StatutCandidature.NON_ELIGIBLE: Acteur.PERSONNE,
    StatutCandidature.RETIREE: Acteur.PERSONNE,
}


class StatutGrappe(TextChoices):
    EN_PREPARATION = "en_preparation", "En préparation"
    PROPOSEE = "proposee", "Proposée"
    CONSTITUEE = "constituee", "Constituée"
    INVITEE = "invitee", "Invitée à déposer"
    TRANSMISE = "transmise", "Dossier transmis"
    LAUREATE = "laureate", "Lauréate"
    NON_LAUREATE = "non_laureate", "Non lauréate"
    DISSOUTE = "dissoute", "Dissoute"


class EtatPlace(TextChoices):
    PREVUE = "prevue", "Prévue (l’OG n’est pas informé)"
    ANNONCEE = "annoncee", "Annoncée"
    ACCEPTEE = "acceptee", "Acceptée"
    A_DISCUTER = "a_discuter", "À discuter"
    REFUSEE = "refusee", "Refusée"
    LIBEREE = "liberee", "Libérée"


# All its members have agreed: whoever carries it must have said yes too.
GRAPPES_ENGAGEES = (StatutGrappe.CONSTITUEE, StatutGrappe.INVITEE)
# Its members were told of it, and it may still change.
GRAPPES_INFORMEES = (StatutGrappe.PROPOSEE, *GRAPPES_ENGAGEES)
# Until its file is sent, a grappe may welcome members, lose some, and change their roles.
GRAPPES_OUVERTES = (StatutGrappe.EN_PREPARATION, *GRAPPES_INFORMEES)
# The filing is done: whatever the result, the grappe was ready, and is nobody's to rearrange.
GRAPPES_DEPOSEES = (StatutGrappe.TRANSMISE, StatutGrappe.LAUREATE, StatutGrappe.NON_LAUREATE)

# In a grappe that all its members have agreed to.
CANDIDATURES_ENGAGEES = (StatutCandidature.EN_GRAPPE, StatutCandidature.INVITEE)
# Told of a grappe: its file goes back to the vivier when its place is freed.
CANDIDATURES_INFORMEES = (StatutCandidature.PROPOSEE, *CANDIDATURES_ENGAGEES)
# May still be placed, or moved.
CANDIDATURES_PLACABLES = (StatutCandidature.AU_VIVIER, *CANDIDATURES_INFORMEES)

# A place in one of these states no longer holds its candidature.
ETATS_LIBRES = (EtatPlace.REFUSEE, EtatPlace.LIBEREE)
# Its holder was told, and has neither accepted nor refused.
ETATS_ATTENDUS = (EtatPlace.ANNONCEE, EtatPlace.A_DISCUTER)


class EtatCampagne(TextChoices):
    """Derived from the dates and the instruction, never stored."""

    A_VENIR = "a_venir", "À venir"
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close, en attente de l’instruction"
    INSTRUCTION_PUBLIEE = "instruction_publiee", "Instruction publiée"
    DEPOT_OUVERT = "depot_ouvert", "Dépôt ouvert"
    DEPOT_CLOS = "depot_clos", "Dépôt clos"
