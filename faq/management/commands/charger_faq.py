"""manage.py charger_faq: load the shipped answers; run it again after each deployment."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from faq.fichiers.front_matter import FichierIllisible
from faq.services.chargement import CONTENU, charger


class Command(BaseCommand):
    help = "Load rubriques, questions and synonyms. Never overwrites an edit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "chemin", nargs="?", type=Path, default=CONTENU, help="a folder, or a .zip"
        )

    def handle(self, *args: Any, chemin: Path, **options: Any) -> None:
        try:
            sorts = charger(chemin)
        except FichierIllisible as erreur:
            raise CommandError(f"Rien n’a été chargé.\n{erreur}") from erreur
        for sort, nombre in sorted(sorts.items()):
            self.stdout.write(f"{sort} : {nombre}")
