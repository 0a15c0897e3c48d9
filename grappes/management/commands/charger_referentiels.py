from typing import Any

from django.core.management.base import BaseCommand

from grappes.services.registre.referentiels import charger_referentiels


class Command(BaseCommand):
    help = "Ajoute les régions, départements, secteurs et catégories qui manquent."

    def handle(self, *args: Any, **options: Any) -> None:
        for table, ajouts in charger_referentiels().items():
            self.stdout.write(f"{table} : {ajouts or 'aucun'} ajout{'s' if ajouts > 1 else ''}")
