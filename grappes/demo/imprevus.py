"""What a real campagne adds to its files: two for one OG, a second director, questions."""

from collections.abc import Sequence

from faq.services import questions as questions_faq
from grappes.demo import distribution as d
from grappes.demo.dossiers import Dossiers
from grappes.models import Campagne, Candidature, Contact, OrganismeGestionnaire
from grappes.services import questions
from grappes.services.dossiers import candidatures, rattachements


class Imprevus:
    """`recues`: six submitted files of one campagne, whose examination has not begun."""

    def __init__(self, dossiers: Dossiers, recues: Sequence[Candidature]) -> None:
        self.dossiers, self.horloge, self.recues = dossiers, dossiers.horloge, recues

    def raconter(self, nouveau: OrganismeGestionnaire) -> None:
        """`nouveau` has no file in the campagne yet: it claims an ESMS of another."""
        campagne = self.recues[0].campagne
        self._deposer_deux_fois(campagne, self.recues[0])
        self._partager_un_esms(campagne, nouveau, self.recues[1])
        self._demander_a_rejoindre(self.recues[2])
        self._poser_des_questions(self.recues[3:6])

    def _deposer_deux_fois(self, campagne: Campagne, premiere: Candidature) -> None:
        """A colleague who knew nothing of the first file submits their own."""
        seconde = self.dossiers.commencer(campagne, premiere.organisme, -1, boite="secretariat")
        self._deposer(seconde)

    def _partager_un_esms(
        self, campagne: Campagne, nouveau: OrganismeGestionnaire, autre: Candidature
    ) -> None:
        """An ESMS that changes hands stands in the files of both its organismes."""
        reprise = self.dossiers.commencer(campagne, nouveau, -1)
        ligne = autre.lignes.filter(retenue=True).order_by("pk")[0]
        with self.horloge.au(-1):
            candidatures.ajouter_ligne(reprise, finess=ligne.finess, nom=ligne.nom)
        self._deposer(reprise)

    def _deposer(self, candidature: Candidature) -> None:
        self.dossiers.remplir(candidature, self.dossiers.logiciel(), -1)
        self.dossiers.deposer(candidature, -1)

    def _demander_a_rejoindre(self, candidature: Candidature) -> None:
        prenom, nom, message = d.SECONDE_DIRECTION
        with self.horloge.au(-1):
            rattachements.demander(
                candidature,
                prenom=prenom,
                nom=nom,
                courriel=f"adjointe@og-{candidature.organisme.finess_juridique}.example",
                message=message,
            )

    def _poser_des_questions(self, dossiers: Sequence[Candidature]) -> None:
        """Three people ask, the first already has her answer."""
        posees = []
        for jour, candidature, texte in zip((-4, -2, -1), dossiers, d.QUESTIONS, strict=True):
            with self.horloge.au(jour):
                contact = candidature.contacts.get(role=Contact.Role.TITULAIRE)
                posees.append(questions.poser(candidature, contact, texte))
        with self.horloge.au(-3):
            questions_faq.repondre(posees[0], reponse=d.REPONSE, par=self.dossiers.claire.user)
