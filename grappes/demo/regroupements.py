"""The grappes of the demo: neighbours of one software, up to the threshold, then led on."""

import math
from random import Random

from django.db.models import Avg

from grappes.demo import distribution as d
from grappes.demo.temps import Horloge
from grappes.models import Campagne, Candidature, Dui, Grappe, Place
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE, Auteur


class Regroupements:
    """Takes candidatures out of a vivier and leads grappes to a state."""

    def __init__(self, hasard: Random, horloge: Horloge, claire: Auteur) -> None:
        self.hasard, self.horloge, self.claire = hasard, horloge, claire
        self.rang = 0

    def former(
        self, campagne: Campagne, vivier: list[Candidature], jour: int, marge: int = 1
    ) -> Grappe | None:
        """Gather members of the commonest software, threshold + `marge` ESMS; None if too few."""
        reduit = campagne.region_id == "94"
        minimum = campagne.reglement.seuil_reduit if reduit else campagne.reglement.seuil_esms
        dui, membres = assez(vivier, minimum + marge)
        if dui is None:
            return None
        self.rang += 1
        with self.horloge.au(jour):
            nom = f"Grappe {dui} {self.rang}"
            grappe = Grappe.objects.create(campagne=campagne, nom=nom, dui=dui)
            for candidature in membres:
                places.ajouter(grappe, candidature)
                vivier.remove(candidature)
            self._choisir_le_portage(grappe)
        return grappe

    def _choisir_le_portage(self, grappe: Grappe) -> None:
        par_taille = sorted(
            grappe.places.select_related("candidature"),
            key=lambda p: (-p.candidature.lignes.count(), p.pk),
        )
        for place, role in zip(
            par_taille, (Place.Role.PORTEUR, Place.Role.SUPPLEANT), strict=False
        ):
            places.donner_role(place, role)

    def proposer(self, grappe: Grappe, jour: int) -> None:
        with self.horloge.au(jour):
            grappes.proposer(grappe, auteur=self.claire)

    def accepter(self, grappe: Grappe, jour: int, sauf: int = 0) -> None:
        """Members accept, all but the last `sauf`."""
        vivantes = list(grappe.places.vivantes().select_related("candidature", "grappe"))
        with self.horloge.au(jour):
            for place in vivantes[: len(vivantes) - sauf]:
                places.repondre(place, "accepter", auteur=CANDIDATE)

    def hesiter(self, grappe: Grappe, jour: int) -> None:
        """One member wants to talk, and one refuses when there are enough of them."""
        attendues = list(grappe.places.filter(etat="annoncee").select_related("grappe"))
        with self.horloge.au(jour):
            places.repondre(
                attendues[0],
                "discuter",
                auteur=CANDIDATE,
                precision="Nous aimerions connaître le calendrier avant de répondre.",
            )
            if len(attendues) > 2:
                motif, precision = self.hasard.choice(d.MOTIFS_REFUS)
                places.repondre(
                    attendues[1],
                    "refuser",
                    auteur=CANDIDATE,
                    motif_refus=motif,
                    precision=precision,
                )

    def constituer(self, grappe: Grappe, jour: int) -> None:
        self.accepter(grappe, jour)
        with self.horloge.au(jour):
            grappes.constituer(Grappe.objects.get(pk=grappe.pk), auteur=self.claire)

    def transmettre(self, grappe: Grappe, jour: int) -> None:
        with self.horloge.au(jour):
            grappes.transmettre(
                Grappe.objects.get(pk=grappe.pk),
                auteur=self.claire,
                le=self.horloge.jour(jour),
                numero_dossier=f"PAI-{grappe.campagne.annee}-{grappe.pk:04d}",
            )

    def conclure(self, grappe: Grappe, jour: int, laureate: bool) -> None:
        with self.horloge.au(jour):
            grappe = Grappe.objects.get(pk=grappe.pk)
            grappes.noter_resultat(grappe, laureate=laureate, auteur=self.claire)

    def dissoudre(self, grappe: Grappe, jour: int) -> None:
        with self.horloge.au(jour):
            motif = "Le porteur pressenti renonce."
            grappes.dissoudre(Grappe.objects.get(pk=grappe.pk), auteur=self.claire, motif=motif)


def assez(vivier: list[Candidature], minimum: int) -> tuple[Dui | None, list[Candidature]]:
    """Neighbours of one software and type of project that make the sum, from the largest pool."""
    reserves: dict[tuple[Dui, str], list[Candidature]] = {}
    duis = {dui for candidature in vivier for dui in candidature.dui_acceptes.all()}
    for candidature in vivier:
        acceptes = duis if candidature.dui_de_la_grappe else candidature.dui_acceptes.all()
        for dui in acceptes:
            reserves.setdefault((dui, candidature.projet), []).append(candidature)
    for cle in sorted(reserves, key=lambda cle: (-len(reserves[cle]), cle[0].pk, cle[1])):
        membres, total = [], 0
        for candidature in _de_proche_en_proche(reserves[cle]):
            membres.append(candidature)
            total += candidature.lignes.filter(retenue=True, verdict="eligible").count()
            if total >= minimum:
                return cle[0], membres
    return None, []


def _de_proche_en_proche(candidatures: list[Candidature]) -> list[Candidature]:
    """The first of them, then the others from the nearest to the farthest."""
    ici = _position(candidatures[0])
    return sorted(candidatures, key=lambda candidature: math.dist(ici, _position(candidature)))


def _position(candidature: Candidature) -> tuple[float, float]:
    """The middle of its establishments, in degrees of latitude whichever the way."""
    milieu = candidature.lignes.aggregate(
        nord=Avg("etablissement__latitude"), est=Avg("etablissement__longitude")
    )
    nord, est = milieu["nord"] or 0.0, milieu["est"] or 0.0
    return nord, est * math.cos(math.radians(nord))
