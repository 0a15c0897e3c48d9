"""The official lists of the demo: files as the ARS and the ANS would send them, then confirmed."""

import csv
import io
from collections.abc import Iterable, Sequence

from grappes.demo.temps import Horloge
from grappes.models import Campagne, EtablissementDeclare, ListeOfficielle
from grappes.services.campagnes import listes
from grappes.workflow import Auteur

Genre = ListeOfficielle.Genre
# Well formed, and in nobody's register: an establishment that closed.
FERME = "590999991"


def importer(horloge: Horloge, campagne: Campagne, claire: Auteur) -> None:
    """Import both lists: they contradict a few declarations of files that nobody decided yet."""
    lignes = EtablissementDeclare.objects.filter(
        candidature__campagne=campagne, candidature__statut__in=("recue", "en_examen"), retenue=True
    ).exclude(finess="")
    en_conformite = lignes.filter(type_projet="mise_en_conformite", financement_anterieur="non")
    acquereurs = lignes.filter(type_projet="acquisition")
    with horloge.au(-9):
        _confirmer(
            ListeOfficielle(
                genre=Genre.FINANCES,
                nom=f"Lauréats 2021-{campagne.annee - 2}",
                source="ARS Hauts-de-France",
                date=horloge.jour(-30),
                fichier="laureats-esms-numerique.csv",
            ),
            _finances(en_conformite.order_by("finess")[::10]),
            claire,
        )
    with horloge.au(-7):
        _confirmer(
            ListeOfficielle(
                genre=Genre.SONS,
                nom="Commandes SONS, vagues 1 et 2",
                source="ANS",
                date=horloge.jour(-20),
                fichier="commandes-sons.csv",
            ),
            _commandes(acquereurs.order_by("-pk")[:6]),
            claire,
        )


def _finances(lignes: Iterable[EtablissementDeclare]) -> list[Sequence[str]]:
    """A leading zero lost by a spreadsheet, a closed establishment, a line told twice."""
    rangees = [
        [ligne.finess.lstrip("0"), ligne.nom, "2023", "Grappe Littoral", str(ligne.dui)]
        for ligne in lignes
    ]
    ferme = [FERME, "FOYER LES GLYCINES (FERME)", "2022", "Grappe Littoral", "NetSoins"]
    return [
        ["FINESS géographique", "Raison sociale", "Année", "Projet", "Logiciel"],
        *rangees,
        ferme,
        *rangees[:1],
    ]


def _commandes(lignes: Iterable[EtablissementDeclare]) -> list[Sequence[str]]:
    rangees = [[ligne.finess, ligne.nom, "1", "Teranga"] for ligne in lignes]
    return [["FINESS ET", "Établissement", "Vague SONS", "Logiciel"], *rangees]


def _confirmer(liste: ListeOfficielle, rangees: list[Sequence[str]], claire: Auteur) -> None:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";").writerows(rangees)
    contenu = tampon.getvalue().encode("utf-8-sig")
    listes.confirmer(listes.preparer(liste, contenu, par=claire.user))
