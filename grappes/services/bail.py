"""The lease of a job: what a worker wrote last on the row tells that it still leads it.

A worker thought dead (a frozen machine, a lost database) may wake up after another took its job
over: it then writes nothing any more.
"""

from django.utils import timezone

from grappes.models import Job


class BailPerdu(Exception):
    """Another worker leads this job now."""


def renouveler(job: Job, **champs: object) -> None:
    """Write the progress and a new sign of life; raises `BailPerdu`.

    In a transaction, the row stays held: what is written beside it is the leader's.
    """
    _ecrire(job, bail_le=timezone.now(), **champs)


def rendre(job: Job, etat: str, compte_rendu: str) -> None:
    """End the job, or put it back in the queue, where nothing is finished."""
    fini_le = None if etat == Job.Etat.DEMANDE else timezone.now()
    _ecrire(job, etat=etat, compte_rendu=compte_rendu, fini_le=fini_le)


def _ecrire(job: Job, **champs: object) -> None:
    if not Job.objects.filter(pk=job.pk, bail_le=job.bail_le).update(**champs):
        raise BailPerdu
    for nom, valeur in champs.items():
        setattr(job, nom, valeur)
