"""One candidature of the demo: filled as a director would, then led to a status."""

from random import Random

from django.utils import timezone

from grappes.demo import distribution as d
from grappes.demo.temps import Horloge
from grappes.models import (
    Campagne,
    Candidature,
    Contact,
    Dui,
    EtablissementDeclare,
    Note,
    OrganismeGestionnaire,
)
from grappes.services.dossiers import candidatures, examen
from grappes.workflow import CANDIDATE, Auteur

Projet = Candidature.Projet
Verdict = EtablissementDeclare.Verdict


class Dossiers:
    """Fills and leads candidatures; every choice is drawn from one seeded source."""

    def __init__(self, hasard: Random, horloge: Horloge, claire: Auteur) -> None:
        self.hasard, self.horloge, self.claire = hasard, horloge, claire
        self.duis = {dui.nom: dui for dui in Dui.objects.all()}
        self.logiciels: list[str | None] = list(d.LOGICIELS)

    def commencer(
        self,
        campagne: Campagne,
        organisme: OrganismeGestionnaire,
        jour: int,
        boite: str = "direction",
    ) -> Candidature:
        """A draft with its contact (at `boite`), its organisme and its lines."""
        prenom, nom = self.hasard.choice(d.PRENOMS), self.hasard.choice(d.NOMS)
        with self.horloge.au(jour):
            candidature = candidatures.commencer(
                campagne,
                prenom=prenom,
                nom=nom,
                courriel=f"{boite}@og-{organisme.finess_juridique}.example",
            )
            candidatures.choisir_organisme(candidature, organisme)
            contact = Contact.objects.get(candidature=candidature)
            contact.fonction, contact.telephone = Contact.Fonction.DIRECTION, organisme.telephone
            if self.hasard.random() < 0.85:
                contact.confirme_le = timezone.now()
            contact.save()
        return candidature

    def remplir(self, candidature: Candidature, dui: Dui | None, jour: int) -> None:
        """Answer the whole form; `dui` is what the organisme uses, if anything."""
        with self.horloge.au(jour):
            lignes = list(candidature.lignes.all())
            for ligne in lignes:
                self._decrire(ligne, dui)
            champs = [
                "personnes_accompagnees", "dui", "sans_dui", "dui_etat", "type_projet",
                "contrat_signe", "commande_sons", "sons_dui", "financement_anterieur",
                "public_anonyme",
            ]  # fmt: skip
            EtablissementDeclare.objects.bulk_update(lignes, champs)
            self._souhaiter(candidature, dui)

    def _decrire(self, ligne: EtablissementDeclare, dui: Dui | None) -> None:
        hasard, choix = self.hasard, EtablissementDeclare
        ligne.personnes_accompagnees = hasard.randint(8, 120)
        ligne.dui, ligne.sans_dui = dui, dui is None
        ligne.type_projet = Projet.MISE_EN_CONFORMITE if dui else Projet.ACQUISITION
        ligne.dui_etat = hasard.choice(choix.EtatDui.values) if dui else ""
        ligne.contrat_signe = choix.OuiNon.OUI if dui else choix.OuiNon.NON
        vague = dui is not None and hasard.random() < 0.2
        ligne.commande_sons = choix.Sons.VAGUE_1 if vague else choix.Sons.NON
        ligne.sons_dui = dui if vague else None
        finance = hasard.random() < 0.06
        ligne.financement_anterieur = choix.OuiNon.OUI if finance else choix.OuiNon.NON
        ligne.public_anonyme = ligne.nom.startswith(("CSAPA", "CAARUD"))

    def _souhaiter(self, candidature: Candidature, dui: Dui | None) -> None:
        hasard = self.hasard
        candidature.nombre_esms_national = candidature.organisme.etablissements.count()
        candidature.dui_de_la_grappe = dui is None or hasard.random() < 0.15
        candidature.dui_acceptes.set(
            [dui] if dui else hasard.sample(sorted(self.duis.values(), key=str), 3)
        )
        grand = candidature.lignes.count() >= 8
        portage = Candidature.Portage
        candidature.portage = (
            portage.OUI if grand else hasard.choice([portage.NON, portage.NON, portage.ACCOMPAGNE])
        )
        candidature.demarrage_souhaite_le = self.horloge.jour(hasard.choice((120, 200, 280)))
        candidature.besoin_amoa = not grand and hasard.random() < 0.6
        candidature.besoin_equipement = hasard.random() < 0.3
        candidature.notice_lue_le = timezone.now()
        candidature.save()

    def deposer(self, candidature: Candidature, jour: int) -> None:
        with self.horloge.au(jour):
            candidatures.deposer(candidature, auteur=CANDIDATE)
            if self.hasard.random() < 0.15:
                self.annoter(candidature)

    def annoter(self, candidature: Candidature) -> None:
        genre, texte = self.hasard.choice(d.NOTES)
        Note.objects.create(candidature=candidature, genre=genre, texte=texte, par=self.claire.user)

    def examiner(self, candidature: Candidature, jour: int) -> None:
        with self.horloge.au(jour):
            examen.examiner(candidature, auteur=self.claire)

    def demander(self, candidature: Candidature, jour: int) -> None:
        """Ask for complements."""
        with self.horloge.au(jour):
            examen.demander_complements(
                candidature, auteur=self.claire, remarques=[self.hasard.choice(d.REMARQUES)]
            )

    def admettre(self, candidature: Candidature, jour: int) -> bool:
        """Settle half of the doubts, then admit; False when no line is eligible."""
        with self.horloge.au(jour):
            for ligne in candidature.lignes.filter(verdict=Verdict.DOUTEUX):
                if self.hasard.random() < 0.5:
                    motif = "Vérifié auprès de l’ARS : aucun financement versé."
                    examen.decider(ligne, Verdict.ELIGIBLE, par=self.claire.user, motif=motif)
            if not candidature.lignes.filter(verdict=Verdict.ELIGIBLE).exists():
                return False
            examen.admettre(candidature, auteur=self.claire)
        return True

    def ecarter(self, candidature: Candidature, jour: int) -> None:
        with self.horloge.au(jour):
            for ligne in candidature.lignes.all():
                motif = "Établissement déjà financé pour le même logiciel."
                examen.decider(ligne, Verdict.EXCLU, par=self.claire.user, motif=motif)
            examen.ecarter(
                candidature,
                auteur=self.claire,
                motif="Vos établissements ont déjà été financés pour ce logiciel.",
            )

    def retirer(self, candidature: Candidature, jour: int) -> None:
        with self.horloge.au(jour):
            motif = self.hasard.choice(d.MOTIFS_RETRAIT)
            candidatures.retirer(candidature, auteur=CANDIDATE, motif=motif)

    def logiciel(self) -> Dui | None:
        """Draw what an organisme uses among `logiciels`, by the weights of the distribution."""
        poids = [d.LOGICIELS[nom] for nom in self.logiciels]
        nom = self.hasard.choices(self.logiciels, weights=poids)[0]
        return self.duis[nom] if nom else None
