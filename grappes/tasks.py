"""What beat ticks: each task delegates to a service and may run twice, late or together."""

from celery import shared_task
from django.core.management import call_command

from faq.services import journal, liens
from grappes.services import debit, relances, travaux
from grappes.services.messagerie import envois


@shared_task
def envoyer_courriels() -> None:
    envois.envoyer_les_dus()


@shared_task(soft_time_limit=1500, time_limit=1600)
def mener_travaux() -> None:
    travaux.mener()


@shared_task
def planifier_relances() -> None:
    relances.planifier()


@shared_task
def oublier() -> None:
    """Once a day, what was kept for as long as the page of personal data says."""
    journal.purger()
    debit.oublier_les_fenetres_finies()
    call_command("clearsessions")


@shared_task(soft_time_limit=120, time_limit=150)
def verifier_liens() -> None:
    liens.verifier_les_dus()
