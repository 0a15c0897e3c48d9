"""The people of the chain, each at a browser of her own, and what they do there."""

import datetime
import re

from django.utils import timezone

from tests import chaine
from tests.browser import PHONE, Personne
from tests.factories import MOT_DE_PASSE

LOGICIEL = "Airmes"


class Directrice(Personne):
    """On her phone; `adresse` is where she reads her mail."""

    def __init__(self, chromium, parts, prenom, organisme):
        super().__init__(chromium, parts.adresse, PHONE)
        self.chromium, self.parts, self.organisme = chromium, parts, organisme
        self.prenom, self.adresse = prenom, f"{prenom.lower()}@ehpad.example"

    def recoit(self, objet):
        """Wait for the mail of that subject; give its text."""

        def recus():
            messages = [m for m in self.parts.boite.messages if m["To"] == self.adresse]
            return [m for m in messages if objet in m["Subject"]]

        chaine.attendre(recus)
        return recus()[-1].get_body(("plain",)).get_content()

    def suit_le_lien(self, courriel, usage):
        """Open the link of a mail, as "ouvrir"."""
        self.aller(re.search(rf"https?://\S+/liens/{usage}/\S+/", courriel)[0])

    def change_de_navigateur(self, courriel):
        """Come back by the access link of a mail, on a browser that knows nothing."""
        autre = Directrice(self.chromium, self.parts, self.prenom, self.organisme)
        autre.suit_le_lien(courriel, "ouvrir")
        autre.presser("Ouvrir ma candidature")
        return autre

    def se_presente(self):
        """By keyboard alone, from field to field."""
        self.aller("/")
        self.ouvrir("Déposer une candidature")
        self.champ("Prénom").focus()
        for frappe in (self.prenom, "Wattrelos", "Direction", self.adresse, "03 20 00 00 00"):
            self.page.keyboard.type(frappe)
            self.page.keyboard.press("Tab")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.verifier()

    def trouve_son_organisme(self, saisie):
        """The list narrows while she types."""
        self.page.get_by_role("searchbox").press_sequentially(saisie, delay=20)
        choisir = self.page.get_by_role("button", name=f"Choisir {self.organisme}")
        choisir.wait_for()
        self.verifier()
        with self.page.expect_navigation():
            choisir.tap()
        self.verifier()

    def decrit_ses_etablissements(self, deja_finance):
        communes = self.page.locator("details", has_text="Répondre une fois pour tous").first
        self.champ("Type de projet", communes).select_option("acquisition")
        self.champ("DUI actuel", communes).select_option("aucun")
        self.presser("Appliquer à tous les établissements")
        lignes = self.page.locator("li.ligne")
        for rang in range(lignes.count()):
            self.champ("Personnes accompagnées", lignes.nth(rang)).fill("40")
        if deja_finance:
            lignes.first.locator("summary").tap()
            self.champ("Déjà financé", lignes.first).select_option("oui")
        self.presser("Enregistrer et continuer")

    def dit_son_projet(self, portage):
        self.champ(LOGICIEL).tap()
        self.champ(portage).tap()
        self.presser("Enregistrer et continuer")
        self.champ("Assistance à maîtrise d’ouvrage").tap()
        self.presser("Enregistrer et continuer")

    def depose(self):
        """Give the receipt number that the page shows."""
        self.lit("Votre dossier est complet")
        self.champ("J’ai pris connaissance").tap()
        self.presser("Déposer ma candidature")
        return self.page.locator(".numero").inner_text()

    def accepte(self):
        self.champ("Nous acceptons").tap()
        self.presser("Envoyer ma réponse")

    def cherche_dans_la_faq(self, saisie, question):
        self.ouvrir("Lire les questions fréquentes")
        self.page.get_by_role("searchbox").press_sequentially(saisie, delay=20)
        self.page.locator(".faq-resultats").wait_for()
        self.verifier()
        self.ouvrir(question)


class Collectif(Personne):
    """Claire at her desk, in the admin."""

    def se_connecte(self):
        self.aller("/admin/")
        self.champ("Nom d’utilisateur").fill("claire")
        self.champ("Mot de passe").fill(MOT_DE_PASSE)
        self.presser("Connexion")

    def liste(self, nom):
        self.ouvrir(nom, self.page.get_by_role("navigation", name="Listes du quotidien"))

    def ouvre(self, numero):
        """Find a file in the list by its receipt number."""
        self.liste("Candidatures")
        self.page.get_by_role("searchbox").fill(numero)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.verifier()
        self.ouvrir(numero)

    def tranche_les_doutes(self, motif):
        self.lit("Financement ESMS Numérique antérieur déclaré")
        for case in self.page.locator(".verdict-douteux input").all():
            case.check()
        self.champ("Verdict").select_option("eligible")
        self.champ("Motif de la décision").fill(motif)
        self.presser("Enregistrer le verdict")

    def forme_une_grappe(self, nom, porteuse, suppleante):
        self.liste("Grappes")
        self.ouvrir("Ajouter grappe")
        self.champ("Campagne").select_option(index=1)
        self.champ("Nom").fill(nom)
        self.champ("DUI").select_option(LOGICIEL)
        self.presser("Enregistrer")
        for directrice in (porteuse, suppleante):
            self.champ(str(directrice.organisme)).check()
        self.presser("Ajouter les candidatures cochées")
        for directrice, role in ((porteuse, "porteur"), (suppleante, "suppleant")):
            self.champ(f"Rôle de {directrice.organisme}").select_option(role)
            self.presser(re.compile(f"Changer.*{re.escape(str(directrice.organisme))}"))

    def ouvre_la_grappe(self, nom):
        self.liste("Grappes")
        self.ouvrir(nom)

    def prepare_l_instruction(self, reference):
        """A new version of the règlement, then the text with its deposit window."""
        self.liste("Campagnes")
        self.ouvrir("ESMS Numérique")
        self.presser("Nouvelle version")
        self.champ("Texte de référence").fill(reference)
        self.presser("Enregistrer")
        self.liste("Campagnes")
        self.ouvrir("ESMS Numérique")
        self.ouvrir("Saisir l’instruction")
        jour = timezone.localdate()
        self.champ("Référence").fill(reference)
        self.champ("Date du texte").fill(f"{jour:%d/%m/%Y}")
        self.champ("Adresse du texte").fill("https://bulletin.example/instruction")
        self.champ("Règlement publié").select_option(index=1)
        fenetre = self.page.locator("#fenetres-0")
        self.champ("Voie", fenetre).select_option("regionale")
        self.champ("Ouverture du dépôt", fenetre).fill(f"{jour:%d/%m/%Y}")
        fin = jour + datetime.timedelta(days=40)
        self.champ("Clôture du dépôt", fenetre).fill(f"{fin:%d/%m/%Y}")
        self.presser("Enregistrer")

    def publie(self, reference):
        """Preview, then publish: the page follows the job that the worker leads."""
        self.liste("Campagnes")
        self.ouvrir("ESMS Numérique")
        self.ouvrir("Préparer la publication")
        self.lit("Aperçu sur les données de maintenant")
        self.presser(re.compile("^Publier et prévenir"))
        self.lit("L’instruction est publiée")
        self.verifier()


class Gerante(Personne):
    """Rey, at the ARS: she reads, and changes nothing."""

    def se_connecte(self):
        self.aller("/")
        self.ouvrir("Espace professionnel")
        self.champ("Identifiant").fill("rey")
        self.champ("Mot de passe").fill(MOT_DE_PASSE)
        self.presser("Se connecter")
