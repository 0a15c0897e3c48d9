"""The FAQ of the demo: what is looked for in it, asked, voted, and how its answers change."""

import datetime
from random import Random

from django.utils import timezone

from faq.models import Question
from faq.recherche import chercher
from faq.services import chargement, journal, redaction, relecture, votes
from faq.services import questions as questions_faq
from grappes.demo import paroles as p
from grappes.demo.temps import Horloge
from grappes.models import Campagne, Contact, User
from grappes.services import questions


class Lectorat:
    """Draws from a source of its own: the rest of the story does not depend on it."""

    def __init__(self, graine: int, claire: User, samir: User) -> None:
        self.hasard = Random(graine)
        self.horloge = Horloge(self.hasard)
        self.claire, self.samir = claire, samir

    def ouvrir(self) -> None:
        """The FAQ opens before this year's instruction, which will make some answers due."""
        with self.horloge.au(-90):
            chargement.charger()

    def raconter(self, campagne: Campagne) -> None:
        self._chercher()
        self._relire()
        self._modifier()
        self._voter()
        self._annoncer()
        self._demander(campagne)

    def _chercher(self) -> None:
        """Six weeks of searches, each counted with what the FAQ answers to it."""
        trouvees = {requete: bool(chercher(requete, 1)) for requete in p.RECHERCHES}
        for jour in range(-42, 1, 3):
            with self.horloge.au(jour):
                for requete, poids in p.RECHERCHES.items():
                    for _ in range(self.hasard.randint(0, poids)):
                        journal.noter(requete, trouvee=trouvees[requete])
        with self.horloge.au(-3):
            for requete, nombre in p.DECEPTIONS.items():
                for _ in range(nombre):
                    journal.noter_inutile(requete)

    def _relire(self) -> None:
        """All but two of those that the instruction made due; each has its responsable."""
        with self.horloge.au(-20):
            Question.objects.update(responsable=self.claire)
            Question.objects.filter(slug__in=p.A_RELIRE).update(responsable=self.samir)
            relues = Question.objects.exclude(slug__in=p.A_RELIRE)
            relecture.marquer_relues(
                relues,
                prochaine=relecture.prochaine_relecture(),
                motifs=relecture.motifs_de(relues),
            )

    def _modifier(self) -> None:
        """One answer edited twice, by two people."""
        for jour, auteur, ajout, motif in (
            (-16, self.samir, p.AJOUT, "Question revenue trois fois au téléphone."),
            (-11, self.claire, p.AJOUT_CORRIGE, "Délai précisé après la réunion du Collectif."),
        ):
            with self.horloge.au(jour):
                question = Question.objects.get(slug=p.MODIFIEE)
                question.reponse = f"{question.reponse.replace(p.AJOUT, '').rstrip()}\n\n{ajout}"
                redaction.enregistrer(question, auteur=auteur, motif=motif)

    def _voter(self) -> None:
        for slug, (utiles, inutiles) in p.AVIS.items():
            question = Question.objects.get(slug=slug)
            raisons = [*p.RAISONS[:inutiles], *[""] * (inutiles - len(p.RAISONS))]
            for rang in range(utiles + inutiles):
                with self.horloge.au(-1 - rang % 9):
                    votes.voter(
                        question,
                        visiteur=f"demo-{slug[:20]}-{rang}",
                        utile=rang >= inutiles,
                        raison=raisons[rang] if rang < inutiles else "",
                    )

    def _annoncer(self) -> None:
        """One answer waits for its day."""
        with self.horloge.au(-2):
            modele = Question.objects.select_related("rubrique").get(slug=p.MODIFIEE)
            questions_faq.creer_entree(
                Question(
                    rubrique=modele.rubrique,
                    question=p.PROGRAMMEE,
                    reponse=p.REPONSE_PROGRAMMEE,
                    etat=Question.Etat.PUBLIEE,
                    publiee_a_partir_de=timezone.now() + datetime.timedelta(days=9),
                    responsable=self.claire,
                    depend_de_l_instruction=True,
                ),
                auteur=self.claire,
            )

    def _demander(self, campagne: Campagne) -> None:
        """The same questions in several words: from candidates, and from readers of the FAQ."""
        titulaires = Contact.objects.filter(
            candidature__campagne=campagne,
            candidature__statut__in=("au_vivier", "en_examen", "en_grappe"),
            role=Contact.Role.TITULAIRE,
        ).select_related("candidature")
        candidats = iter(titulaires.order_by("-pk"))
        for rang, texte in enumerate(p.QUESTIONS):
            with self.horloge.au(rang % 7 - 7):
                if rang % 3 == 2:
                    nom, courriel = p.LECTEURS[rang // 3]
                    questions_faq.poser(texte=texte, courriel=courriel, nom=nom)
                else:
                    contact = next(candidats)
                    questions.poser(contact.candidature, contact, texte)
