"""The demo's story: four campagnes, three hundred files and their months, drawn from a seed.

Days count from the day of the demo, so that the story never ages. Everything goes through the
services, as people would do it; only the clock is moved.
"""

import datetime
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from grappes.demo import listes
from grappes.demo.atelier import Atelier
from grappes.demo.campagnes import ouvrir, publier
from grappes.demo.comptes import creer_comptes
from grappes.demo.distribution import LOGICIELS
from grappes.demo.dossiers import Dossiers
from grappes.demo.imprevus import Imprevus
from grappes.demo.lectorat import Lectorat
from grappes.demo.regroupements import Regroupements
from grappes.demo.temps import Horloge
from grappes.finess.fictif import ecrire_extraits, generer
from grappes.models import Campagne, Candidature, Courriel, Grappe, OrganismeGestionnaire
from grappes.services import relances
from grappes.services.registre import chargement
from grappes.services.registre.referentiels import charger_referentiels
from grappes.workflow import Auteur

GRAINE = 2026
REGION, CORSE = "32", "94"


@transaction.atomic
def raconter(graine: int = GRAINE) -> None:
    """Fill an empty database; the same seed on the same day tells the same story."""
    Histoire(graine).raconter()


class Histoire:
    def __init__(self, graine: int) -> None:
        self.graine, self.hasard = graine, Random(graine)
        self.horloge = Horloge(self.hasard)

    def raconter(self) -> None:
        charger_referentiels()
        self._charger_le_registre()
        self.comptes = creer_comptes()
        claire = Auteur.collectif(self.comptes["claire"])
        self.dossiers = Dossiers(self.hasard, self.horloge, claire)
        self.regroupements = Regroupements(self.hasard, self.horloge, claire)
        self.claire = claire
        self.campagne_passee()
        lectorat = Lectorat(self.graine, self.comptes["claire"], self.comptes["samir"])
        lectorat.ouvrir()
        self.campagne_en_depot()
        self.campagne_en_attente()
        ouverte = self.campagne_ouverte()
        lectorat.raconter(ouverte)
        self.relancer()
        dater_les_envois()

    def _charger_le_registre(self) -> None:
        with tempfile.TemporaryDirectory() as dossier:
            fictif = generer(self.graine, organismes=400, outre_mer=True)
            chargement.importer(ecrire_extraits(fictif, Path(dossier), self.horloge.jour(-12)))

    # --- The four campagnes ------------------------------------------------------------------

    def campagne_passee(self) -> None:
        """Last year: filed, judged."""
        campagne = ouvrir(self.horloge, REGION, -1, (-760, -640))
        vivier = self._vivier(campagne, 40, (-755, -650))
        formees = self._constituer(campagne, vivier, 3, -600)
        publier(self.horloge, campagne, self.claire, -560, (-530, -430))
        for rang, grappe in enumerate(formees):
            self.regroupements.transmettre(grappe, -440)
            self.regroupements.conclure(grappe, -380, laureate=rang != 1)
        for candidature in vivier[:6]:
            self.dossiers.retirer(candidature, -370)

    def campagne_en_depot(self) -> None:
        """This year: the instruction is out, the deposit window is open."""
        campagne = ouvrir(self.horloge, REGION, 0, (-400, -270))
        vivier = self._vivier(campagne, 52, (-395, -280))
        formees = self._constituer(campagne, vivier, 3, -200)
        publier(self.horloge, campagne, self.claire, -45, (-30, 12))
        self.regroupements.transmettre(formees[0], -6)

    def campagne_en_attente(self) -> None:
        """Corsica: the intake is closed, everyone awaits the instruction, the threshold is 8."""
        campagne = ouvrir(self.horloge, CORSE, 1, (-120, -21))
        self.dossiers.logiciels = ["Titan"]
        vivier = self._vivier(campagne, 10, (-115, -25))
        self.dossiers.logiciels = list(LOGICIELS)
        self._constituer(campagne, vivier, 1, -15)

    def campagne_ouverte(self) -> Campagne:
        """Next year's call: every moment of a file's life at once."""
        campagne = ouvrir(self.horloge, REGION, 1, (-80, 40))
        organismes = self._organismes(campagne)
        self._en_cours(campagne, organismes)
        vivier = self._vivier(campagne, 110, (-78, -30), organismes)
        self._constituer(campagne, vivier, 3, -18)
        if dissoute := self.regroupements.former(campagne, vivier, -25):
            self.regroupements.proposer(dissoute, -24)
            self.regroupements.dissoudre(dissoute, -16)
        self._proposer(campagne, vivier)
        for jour, marge in ((-6, 1), (-3, 0), (-1, -3)):
            self.regroupements.former(campagne, vivier, jour, marge)
        recues = campagne.candidatures.filter(statut="recue").order_by("deposee_le")[:6]
        Imprevus(self.dossiers, list(recues)).raconter(organismes.pop())
        oubliee = self._deposer(campagne, organismes.pop(), -34)
        self.dossiers.examiner(oubliee, -32)
        self.dossiers.demander(oubliee, -18)
        listes.importer(self.horloge, campagne, self.claire)
        Atelier(self.horloge, campagne, self.comptes["claire"], self.comptes["samir"]).raconter()
        return campagne

    # --- Their parts -------------------------------------------------------------------------

    def _organismes(self, campagne: Campagne) -> list[OrganismeGestionnaire]:
        """The region's organismes that have an ESMS to declare; the larger ones tend to come first.

        A weighted draw without replacement (Efraimidis and Spirakis, 2006); callers pop the end.
        """
        organismes = OrganismeGestionnaire.objects.filter(
            etablissements__departement__region=campagne.region_id,
            etablissements__categorie__l312_1=True,
        ).annotate(taille=Count("etablissements"))
        tirages = {
            organisme: self.hasard.random() ** (1 / organisme.taille**0.5)
            for organisme in organismes.order_by("finess_juridique")
        }
        return sorted(tirages, key=tirages.__getitem__)

    def _en_cours(self, campagne: Campagne, organismes: list[OrganismeGestionnaire]) -> None:
        """Drafts, new files, files under examination, complements, refusals, withdrawals."""
        for jour in (-11, -11, -9, -8, -6, -5, -5, -4, -3, -3, -2, -1, -1, 0, 0, 0):
            brouillon = self.dossiers.commencer(campagne, organismes.pop(), jour)
            if self.hasard.random() < 0.5:
                self.dossiers.remplir(brouillon, self.dossiers.logiciel(), jour)
        for _ in range(22):
            self._deposer(campagne, organismes.pop(), self.hasard.randint(-9, 0))
        for candidature in self._examinees(campagne, organismes, 18):
            with self.horloge.au(self.hasard.randint(-10, -1)):
                self.dossiers.annoter(candidature)
        for candidature in self._examinees(campagne, organismes, 12):
            self.dossiers.demander(candidature, self.hasard.randint(-8, -1))
        for candidature in self._examinees(campagne, organismes, 6):
            self.dossiers.ecarter(candidature, -4)
        for candidature in self._examinees(campagne, organismes, 7):
            self.dossiers.retirer(candidature, -2)

    def _examinees(
        self, campagne: Campagne, organismes: list[OrganismeGestionnaire], nombre: int
    ) -> Iterable[Candidature]:
        for _ in range(nombre):
            jour = self.hasard.randint(-40, -14)
            candidature = self._deposer(campagne, organismes.pop(), jour)
            self.dossiers.examiner(candidature, jour + self.hasard.randint(1, 5))
            yield candidature

    def _deposer(
        self, campagne: Campagne, organisme: OrganismeGestionnaire, jour: int
    ) -> Candidature:
        candidature = self.dossiers.commencer(campagne, organisme, jour)
        self.dossiers.remplir(candidature, self.dossiers.logiciel(), jour)
        self.dossiers.deposer(candidature, jour)
        return candidature

    def _vivier(
        self,
        campagne: Campagne,
        nombre: int,
        jours: tuple[int, int],
        organismes: list[OrganismeGestionnaire] | None = None,
    ) -> list[Candidature]:
        """Submitted, examined and admitted; what has no eligible line stays under examination."""
        organismes = self._organismes(campagne) if organismes is None else organismes
        vivier = []
        for _ in range(min(nombre, len(organismes))):
            jour = self.hasard.randint(*jours)
            candidature = self._deposer(campagne, organismes.pop(), jour)
            self.dossiers.examiner(candidature, jour + 2)
            if self.dossiers.admettre(candidature, jour + self.hasard.randint(3, 9)):
                vivier.append(candidature)
        return vivier

    def _constituer(
        self, campagne: Campagne, vivier: list[Candidature], nombre: int, jour: int
    ) -> list[Grappe]:
        formees = []
        for _ in range(nombre):
            if grappe := self.regroupements.former(campagne, vivier, jour - 12):
                self.regroupements.proposer(grappe, jour - 10)
                self.regroupements.constituer(grappe, jour)
                formees.append(grappe)
        return formees

    def _proposer(self, campagne: Campagne, vivier: list[Candidature]) -> None:
        """Proposals under way: one nearly agreed, one with doubts, one just sent."""
        presque = self.regroupements.former(campagne, vivier, -17)
        hesitante = self.regroupements.former(campagne, vivier, -14, marge=4)
        recente = self.regroupements.former(campagne, vivier, -2)
        if presque:
            self.regroupements.proposer(presque, -17)
            self.regroupements.accepter(presque, -8, sauf=1)
        if hesitante:
            self.regroupements.proposer(hesitante, -12)
            self.regroupements.accepter(hesitante, -7, sauf=3)
            self.regroupements.hesiter(hesitante, -5)
        if recente:
            self.regroupements.proposer(recente, -1)

    def relancer(self) -> None:
        """The follow-ups that beat would have written on those days."""
        for jour in range(-10, 0):
            with self.horloge.au(jour):
                relances.planifier()


def dater_les_envois() -> None:
    """What was due before today has left long ago; today's mails really leave."""
    hier = timezone.now() - datetime.timedelta(days=1)
    passes = Courriel.objects.filter(etat=Courriel.Etat.PREVU, prevu_le__lt=hier).order_by("pk")
    for courriel in passes.iterator():
        courriel.etat, courriel.tentatives = Courriel.Etat.ENVOYE, 1
        courriel.envoye_le = courriel.prevu_le + datetime.timedelta(seconds=3)
        if courriel.pk % 97 == 0:
            courriel.etat, courriel.envoye_le = Courriel.Etat.EN_ECHEC, None
            courriel.erreur = "550 5.1.1 adresse inconnue du serveur destinataire"
        courriel.save(update_fields=["etat", "tentatives", "envoye_le", "erreur"])
