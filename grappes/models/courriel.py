"""An e-mail as a row, before it is a message."""

import datetime

from django.db import models

from grappes.models.candidature import Candidature, Contact
from grappes.models.grappe import Grappe


class CourrielQuerySet(models.QuerySet["Courriel"]):
    def dus(self, maintenant: datetime.datetime) -> "CourrielQuerySet":
        return self.filter(etat=Courriel.Etat.PREVU, prevu_le__lte=maintenant)


class Courriel(models.Model):
    """Written in the transaction that causes it; a worker claims it, sends it and marks it."""

    class Etat(models.TextChoices):
        PREVU = "prevu", "Prévu"
        PRIS = "pris", "En cours d’envoi"
        ENVOYE = "envoye", "Envoyé"
        REMIS = "remis", "Remis"
        REJETE = "rejete", "Rejeté"
        EN_ECHEC = "en_echec", "En échec"
        A_VERIFIER = "a_verifier", "À vérifier"
        ANNULE = "annule", "Annulé"

    class Genre(models.TextChoices):
        CONFIRMATION_ADRESSE = "confirmation_adresse", "Confirmation de l’adresse"
        ACCUSE_RECEPTION = "accuse_reception", "Accusé de réception"
        LIEN_ACCES = "lien_acces", "Lien d’accès"
        BROUILLON_INACHEVE = "brouillon_inacheve", "Candidature à terminer"
        COMPLEMENTS = "complements", "Demande de compléments"
        CHANGEMENT_STATUT = "changement_statut", "Changement de statut"
        GRAPPE_PROPOSEE = "grappe_proposee", "Grappe proposée"
        RAPPEL_PROPOSITION = "rappel_proposition", "Rappel : réponse attendue"
        PROPOSITION_MODIFIEE = "proposition_modifiee", "Proposition modifiée"
        GRAPPE_CHANGEE = "grappe_changee", "Grappe changée"
        GRAPPE_CONSTITUEE = "grappe_constituee", "Grappe constituée"
        INSTRUCTION_PUBLIEE = "instruction_publiee", "Instruction publiée"
        FENETRE_SE_FERME = "fenetre_se_ferme", "Fin prochaine du dépôt"
        REPONSE_QUESTION = "reponse_question", "Réponse à une question"
        RATTACHEMENT = "rattachement", "Rattachement à un dossier"
        RESUME_COLLECTIF = "resume_collectif", "Résumé hebdomadaire du Collectif"

    genre = models.CharField("genre", max_length=24, choices=Genre, db_index=True)
    # genre:subject:recipient:occasion; a second planning of the same mail does nothing.
    cle = models.CharField("clé", max_length=255, unique=True)
    candidature = models.ForeignKey(
        Candidature, models.CASCADE, related_name="courriels", null=True, blank=True
    )
    grappe = models.ForeignKey(
        Grappe, models.CASCADE, related_name="courriels", null=True, blank=True
    )
    # Whose links the worker makes when it sends; none for mails to staff or to an asker.
    contact = models.ForeignKey(
        Contact, models.SET_NULL, related_name="courriels", null=True, blank=True
    )
    destinataire = models.EmailField("destinataire")
    objet = models.CharField("objet", max_length=200)
    # Links stand as marks (⟦acces⟧): the worker makes each one when it sends.
    texte = models.TextField("texte")
    html = models.TextField("HTML")
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.PREVU)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    prevu_le = models.DateTimeField("prévu le")
    pris_le = models.DateTimeField("pris le", null=True, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    interruptions = models.PositiveSmallIntegerField("envois interrompus", default=0)
    erreur = models.TextField("dernière erreur", blank=True)

    objects = CourrielQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        ordering = ["-prevu_le", "-pk"]
        indexes = [
            # The worker's question, every two seconds: what is due?
            models.Index(fields=["etat", "prevu_le"], name="courriel_a_envoyer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} → {self.destinataire}"
