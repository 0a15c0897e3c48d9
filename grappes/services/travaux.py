"""Lead the jobs that were asked for: one worker at a time, resumable after a crash."""

import datetime
import logging
import time
from collections.abc import Callable, Mapping

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Instruction, Job
from grappes.services import bail
from grappes.services.campagnes import instruction
from grappes.services.scenarios import calcul

logger = logging.getLogger(__name__)
Etat = Job.Etat
Genre = Job.Genre

# A job whose worker gave no sign for so long may be taken over.
BAIL = datetime.timedelta(minutes=2)
# The task is cut by its time limit: the next tick takes what is left. A job lasts 10 min at most.
SECONDES = 600


def mener() -> None:
    """Lead every job that waits, or whose worker died; begin none after ten minutes."""
    debut = time.monotonic()
    while time.monotonic() < debut + SECONDES and (job := _prendre()):
        try:
            bail.rendre(job, *_conduire(job))
        except bail.BailPerdu:
            logger.warning("travail %s : repris par un autre", job.pk)


def _conduire(job: Job) -> tuple[str, str]:
    """How the job ends, and what to tell of it."""
    try:
        return MENEURS[job.genre](job)
    except bail.BailPerdu:
        raise
    except SoftTimeLimitExceeded:
        return Etat.DEMANDE, "Interrompu par sa durée : la suite dans un instant."
    except ErreurMetier as erreur:
        return Etat.EN_ECHEC, str(erreur)
    except Exception as erreur:
        logger.exception("travail %s", job.pk)
        return Etat.EN_ECHEC, f"Erreur inattendue ({type(erreur).__name__}) : {erreur}"


def _prendre() -> Job | None:
    """Claim by conditional UPDATE: of two workers, one gets the job. A publication goes first."""
    maintenant = timezone.now()
    abandonne = Q(etat=Etat.EN_COURS, bail_le__lt=maintenant - BAIL)
    libres = Job.objects.filter(Q(etat=Etat.DEMANDE) | abandonne)
    rang = Case(When(genre=Genre.PUBLICATION, then=Value(0)), default=Value(1))
    for job in libres.order_by(rang, "demande_le", "pk"):
        if libres.filter(pk=job.pk).update(etat=Etat.EN_COURS, bail_le=maintenant):
            job.etat, job.bail_le = Etat.EN_COURS, maintenant
            return job
    return None


def _publier(job: Job) -> tuple[str, str]:
    texte = Instruction.objects.select_related("campagne", "reglement").get(pk=job.objet_id)
    for faits, total in instruction.publier(texte):
        bail.renouveler(job, faits=faits, total=total)
    return Etat.TERMINE, "L’instruction est publiée ; les courriels partent."


MENEURS: Mapping[str, Callable[[Job], tuple[str, str]]] = {
    Genre.PUBLICATION: _publier,
    Genre.REGROUPEMENT: calcul.mener,
}
