"""Fill the database with the demo's story."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from grappes.demo.comptes import presenter_comptes
from grappes.demo.histoire import GRAINE, raconter
from grappes.models import Campagne


class Command(BaseCommand):
    help = "Fill an empty database with the demo's story; what is there is kept."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="empty the database first")
        parser.add_argument("--graine", type=int, default=GRAINE, help="another story")
        parser.add_argument("--comptes", action="store_true", help="only print the accounts")

    def handle(self, *, reset, graine, comptes, **options):
        if not settings.DEMO:
            raise CommandError("The demo's data only go into a demo's database: set DEMO=1.")
        if comptes:
            self.stdout.write(presenter_comptes())
            return
        if reset:
            call_command("flush", interactive=False, verbosity=0)
        if not Campagne.objects.exists():
            raconter(graine)
        call_command("charger_faq", verbosity=0)
