from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grappes.finess.extrait import ExtraitRefuse
from grappes.services.registre.chargement import Bilan, importer
from grappes.services.registre.referentiels import charger_referentiels

LARGEUR_DE_BARRE = 40


class Command(BaseCommand):
    help = (
        "Charge les extraits officiels du référentiel FINESS (data.gouv.fr) : établissements, "
        "avec ou sans positions, et entités juridiques. Tout ou rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichiers", nargs="+", type=Path, metavar="FICHIER")

    def handle(self, *args: Any, fichiers: list[Path], **options: Any) -> None:
        for fichier in fichiers:
            if not fichier.is_file():
                raise CommandError(f"Le fichier {fichier} est introuvable.")
        charger_referentiels()
        try:
            compte_rendu = importer(fichiers, self._avancer)
        except ExtraitRefuse as refus:
            raise CommandError(f"{refus}\nRien n’a été modifié.") from refus
        except OSError as erreur:
            raise CommandError(f"Lecture impossible : {erreur}. Rien n’a été modifié.") from erreur
        for avis in compte_rendu.avis:
            self.stdout.write(self.style.WARNING(avis))
        self.stdout.write(_phrase("Établissements", compte_rendu.etablissements))
        self.stdout.write(_phrase("Organismes", compte_rendu.organismes))
        self.stdout.write(f"Positions : {compte_rendu.positions} placées ou déplacées.")

    def _avancer(self, faites: int, total: int) -> None:
        """Draw the bar over itself, for a person only."""
        if not self.stderr.isatty():
            return
        part = min(1.0, faites / max(total, 1))
        barre = "█" * round(part * LARGEUR_DE_BARRE)
        self.stderr.write(
            f"\r{barre:░<{LARGEUR_DE_BARRE}} {part:4.0%}",
            style_func=str,
            ending="\n" if part == 1 else "",
        )


def _phrase(nom: str, bilan: Bilan) -> str:
    return (
        f"{nom} : {bilan.lus} lus, {bilan.nouveaux} nouveaux, {bilan.modifies} mis à jour, "
        f"{bilan.rouverts} rouverts, {bilan.fermes} fermés."
    )
