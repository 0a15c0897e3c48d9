"""Lead the jobs that were asked for: one worker at a time, resumable after a crash."""

import datetime
import logging
import time
from collections.abc import Callable, Mapping

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Instruction, Job
from grappes.services.atelier import calcul
from grappes.services.campagnes import instruction

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
            etat, compte_rendu = MENEURS[job.genre](job)
        except ErreurMetier as erreur:
            etat, compte_rendu = Etat.EN_ECHEC, str(erreur)
        except Exception as erreur:
            logger.exception("travail %s", job.pk)
            etat = Etat.EN_ECHEC
            compte_rendu = f"Erreur inattendue ({type(erreur).__name__}) : {erreur}"
        _clore(job, etat, compte_rendu)


def _prendre() -> Job | None:
    """Claim by conditional UPDATE: of two workers, one gets the job. A publication goes first."""
    maintenant = timezone.now()
    abandonne = Q(etat=Etat.EN_COURS, bail_le__lt=maintenant - BAIL)
    libres = Job.objects.filter(Q(etat=Etat.DEMANDE) | abandonne)
    rang = Case(When(genre=Genre.PUBLICATION, then=Value(0)), default=Value(1))
    for job in libres.order_by(rang, "demande_le", "pk"):
        if libres.filter(pk=job.pk).update(etat=Etat.EN_COURS, bail_le=maintenant):
            return job
    return None


def _publier(job: Job) -> tuple[str, str]:
    texte = Instruction.objects.select_related("campagne", "reglement").get(pk=job.objet_id)
    for faits, total in instruction.publier(texte):
        Job.objects.filter(pk=job.pk).update(faits=faits, total=total, bail_le=timezone.now())
    return Etat.TERMINE, "L’instruction est publiée ; les courriels partent."


def _clore(job: Job, etat: str, compte_rendu: str) -> None:
    """One that goes back to the queue is not finished."""
    fini_le = None if etat == Etat.DEMANDE else timezone.now()
    Job.objects.filter(pk=job.pk).update(etat=etat, compte_rendu=compte_rendu, fini_le=fini_le)


MENEURS: Mapping[str, Callable[[Job], tuple[str, str]]] = {
    Genre.PUBLICATION: _publier,
    Genre.REGROUPEMENT: calcul.mener,
}
