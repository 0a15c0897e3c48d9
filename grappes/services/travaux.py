"""Lead the jobs that were asked for: one worker at a time, resumable after a crash."""

import datetime
import logging

from django.db.models import Q
from django.utils import timezone

from grappes.models import Instruction, Job
from grappes.services.campagnes import instruction

logger = logging.getLogger(__name__)
Etat = Job.Etat

# A job whose worker gave no sign for so long may be taken over.
BAIL = datetime.timedelta(minutes=2)


def mener() -> None:
    """Lead every job that waits, or whose worker died."""
    while job := _prendre():
        try:
            _mener(job)
        except Exception as erreur:
            logger.exception("travail %s", job.pk)
            _clore(job, Etat.EN_ECHEC, f"{type(erreur).__name__} : {erreur}")


def _prendre() -> Job | None:
    """Claim by conditional UPDATE: of two workers, one gets the job."""
    maintenant = timezone.now()
    abandonne = Q(etat=Etat.EN_COURS, bail_le__lt=maintenant - BAIL)
    libres = Job.objects.filter(Q(etat=Etat.DEMANDE) | abandonne)
    for job in libres.order_by("demande_le"):
        if libres.filter(pk=job.pk).update(etat=Etat.EN_COURS, bail_le=maintenant):
            return job
    return None


def _mener(job: Job) -> None:
    texte = Instruction.objects.select_related("campagne", "reglement").get(pk=job.objet_id)
    for faits, total in instruction.publier(texte):
        Job.objects.filter(pk=job.pk).update(faits=faits, total=total, bail_le=timezone.now())
    _clore(job, Etat.TERMINE, "L’instruction est publiée ; les courriels partent.")


def _clore(job: Job, etat: str, compte_rendu: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        etat=etat, compte_rendu=compte_rendu, fini_le=timezone.now()
    )
