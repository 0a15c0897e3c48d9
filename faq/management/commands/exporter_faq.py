"""manage.py exporter_faq: the whole FAQ as Markdown files, that charger_faq reads back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from faq.fichiers.archives import en_zip
from faq.services.fiches import ecrire_tout


class Command(BaseCommand):
    help = "Write rubriques, questions (drafts and archives too) and synonyms to a folder or a zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("chemin", type=Path, help="an empty or new folder, or a .zip")

    def handle(self, *args: Any, chemin: Path, **options: Any) -> None:
        textes = ecrire_tout()
        if chemin.suffix == ".zip":
            chemin.write_bytes(en_zip(textes))
        elif chemin.exists() and any(chemin.iterdir()):
            raise CommandError(f"« {chemin} » n’est pas vide : choisissez un nouveau dossier.")
        else:
            _ecrire(chemin, textes)
        self.stdout.write(f"{len(textes)} fichiers écrits dans {chemin}")


def _ecrire(dossier: Path, textes: dict[str, str]) -> None:
    for chemin, texte in textes.items():
        (dossier / chemin).parent.mkdir(parents=True, exist_ok=True)
        # The bytes as they are, line ends included, on every system.
        (dossier / chemin).write_bytes(texte.encode())
