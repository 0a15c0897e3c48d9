"""What beat ticks: each task delegates to a service and may run twice, late or together."""

from celery import shared_task

from faq.services import journal, liens
from grappes.services import relances, travaux
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
def purger_recherches() -> None:
    journal.purger()


@shared_task(soft_time_limit=120, time_limit=150)
def verifier_liens() -> None:
    liens.verifier_les_dus()
