"""The workshop of the open campagne, as two members of staff left it this morning."""

from django.db.models import QuerySet

from grappes.demo import distribution as d
from grappes.demo.regroupements import assez
from grappes.demo.temps import Horloge
from grappes.models import Campagne, Candidature, Geste, Grappe, StatutCandidature, User
from grappes.services import travaux
from grappes.services.atelier import gestes
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement, deplacer
from grappes.services.campagnes import reglements
from grappes.services.regroupement import contraintes
from grappes.services.scenarios import demandes

# What the optimiser may take of the time that the demo needs to start.
SECONDES = 2


class Atelier:
    def __init__(self, horloge: Horloge, campagne: Campagne, claire: User, samir: User) -> None:
        self.horloge, self.campagne = horloge, campagne
        self.claire, self.samir = claire, samir

    def raconter(self) -> None:
        self._preparer_le_prochain_reglement()
        self._souhaiter_sans_retour()
        self._tenir()
        self._composer()
        self._demander_un_scenario()

    def _libres(self) -> QuerySet[Candidature]:
        return (
            Candidature.objects.filter(
                campagne=self.campagne, statut=StatutCandidature.AU_VIVIER, places=None
            )
            .select_related("organisme")
            .order_by("pk")
        )

    def _preparer_le_prochain_reglement(self) -> None:
        """A version that waits: its page tells what a higher threshold would break."""
        with self.horloge.au(-4):
            projet = reglements.nouvelle_version(self.campagne)
            projet.texte_source = "Projet d’instruction, en concertation"
            projet.seuil_esms += 3
            projet.save()

    def _souhaiter_sans_retour(self) -> None:
        """One wishes to work with another, who does not: staff have to settle it."""
        une = self._libres()[0]
        autre = self._libres().exclude(pk=une.pk).filter(dui_acceptes__in=une.dui_acceptes.all())[0]
        une.partenaires_precision = str(autre.organisme)
        autre.refus_precision = str(une.organisme)
        with self.horloge.au(-3):
            for candidature in (une, autre):
                candidature.save()
            une.partenaires.set([autre.organisme])
            autre.refus.set([une.organisme])

    def _tenir(self) -> None:
        """A forbidden pair, a pinned place, a frozen grappe."""
        en_preparation = Grappe.objects.filter(
            campagne=self.campagne, statut="en_preparation"
        ).order_by("pk")
        une, autre = self._libres()[2:4]
        with self.horloge.au(-2):
            contraintes.interdire(une, autre, motif=d.MOTIF_PAIRE, par=self.claire)
            contraintes.geler(en_preparation[0], par=self.claire)
            contraintes.epingler(en_preparation[1].places.vivantes()[0], par=self.samir)

    def _composer(self) -> None:
        """Claire begins a grappe, Samir completes it, then takes his last geste back."""
        _, membres = assez(list(self._libres()[4:]), 8)
        debut, suite = membres[:2], membres[2:]
        with self.horloge.au(-1):
            commencee = self._deplacer(debut, NOUVELLE, self.claire)
            nouvelle = commencee.mouvements.get(candidature=debut[0]).vers_id
        with self.horloge.au(0):
            for candidature in suite:
                self._deplacer([candidature], nouvelle, self.samir)
        gestes.annuler(self.campagne, self.samir)

    def _deplacer(self, candidatures: list[Candidature], vers: int | None, par: User) -> Geste:
        """From the vivier."""
        return deplacer(
            self.campagne,
            [Deplacement(candidature.pk, vers) for candidature in candidatures],
            vus=dict.fromkeys(candidature.pk for candidature in candidatures),
            par=par,
        )

    def _demander_un_scenario(self) -> None:
        """Solved by the real job, at the real time: the optimiser watches its clock."""
        demandes.demander(
            self.campagne, nom="Tout le vivier, à 60 km", par=self.claire,
            rayon_km=60, marge_esms=1, duree=SECONDES,
        )  # fmt: skip
        travaux.mener()
