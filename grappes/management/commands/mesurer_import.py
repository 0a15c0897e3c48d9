from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grappes.finess.fictif import ecrire_exactement
from grappes.services.registre.mesure import Mesure, base_jetable, mesurer

LIGNES_MAX = 100_000  # beyond, the generator runs out of fictitious numbers


class Command(BaseCommand):
    help = (
        "Mesure l’import du référentiel contre un « executemany » nu des mêmes lignes, "
        "sur une base jetable créée à côté de la vôtre. Le meilleur temps de trois tours."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lignes", type=int, default=100_000)

    def handle(self, *args: Any, lignes: int, **options: Any) -> None:
        if not 100 <= lignes <= LIGNES_MAX:
            raise CommandError(f"Choisissez entre 100 et {LIGNES_MAX} lignes.")
        with TemporaryDirectory() as dossier, base_jetable(Path(dossier)):
            # In a process of its own: the generator's memory is not the importer's.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as atelier:
                extrait = atelier.submit(ecrire_exactement, lignes, Path(dossier)).result()
            mesure = mesurer(extrait)
        self._rapporter(mesure)

    def _rapporter(self, mesure: Mesure) -> None:
        self.stdout.write(
            f"{mesure.lignes} établissements, {mesure.organismes} organismes, {mesure.moteur}\n"
            f"executemany nu     : {mesure.nu:.2f} s\n"
            f"import             : {mesure.importation:.2f} s\n"
            f"rapport            : {mesure.importation / mesure.nu:.1f}\n"
            f"deuxième import    : {mesure.deuxieme:.2f} s\n"
            f"mémoire au plus    : {mesure.memoire} Mo"
        )
