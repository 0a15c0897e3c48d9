"""Lead the optimiser for a scenario: progress, stop, what is kept.

No transaction is open while it works: on SQLite nobody else could write.
"""

import time

from django.db import transaction
from django.db.models import Q

from grappes.francais import compter
from grappes.models import Job, Scenario
from grappes.optimizer import Budget, Plan, ProblemError, Progress, solve, validate
from grappes.services import bail
from grappes.services.enonce.probleme import Enonce, plan_actuel, poser
from grappes.services.scenarios.resultat import enregistrer, orphelins

Etat = Job.Etat
# Seconds between two looks at the job's row: two writes a second at most.
PAS = 0.5


def mener(job: Job) -> tuple[str, str]:
    """Solve the scenario of a job; return how the job ends, and what to tell of it.

    Running it again after a crash starts over: nothing was written but the progress. A run that
    makes way for a publication goes back to the queue.
    """
    scenario = Scenario.objects.select_related("campagne").get(pk=job.objet_id)
    enonce = enoncer(scenario)
    suivi = Suivi(job)
    try:
        plan = _resoudre(scenario, enonce, suivi)
    except ProblemError as erreur:
        return Etat.EN_ECHEC, str(erreur)
    suivi.battre(force=True)
    suivi.tenir()
    if suivi.cede:
        return Etat.DEMANDE, "Laisse passer une publication."
    if suivi.arret and not plan.groups:
        return Etat.ANNULE, "Arrêté avant la première proposition : rien n’est gardé."
    raisons = orphelins(enonce, plan, suivi.tenir)
    with transaction.atomic():
        bail.renouveler(job)
        enregistrer(scenario, enonce, plan, raisons)
    if suivi.arret:
        return Etat.ANNULE, f"Arrêté : le meilleur plan trouvé est gardé. {_bilan(enonce, plan)}"
    return Etat.TERMINE, _bilan(enonce, plan)


def _resoudre(scenario: Scenario, enonce: Enonce, suivi: "Suivi") -> Plan:
    validate(enonce.problem, name=enonce.nom)
    return solve(
        enonce.problem,
        previous=plan_actuel(enonce),
        budget=Budget(seconds=scenario.duree),
        seed=scenario.graine,
        on_event=suivi.noter,
        cancelled=suivi.interrompu,
    )


def enoncer(scenario: Scenario) -> Enonce:
    """The problem of a scenario as the campagne is now."""
    return poser(
        scenario.campagne,
        rayon_km=scenario.rayon_km,
        marge_esms=scenario.marge_esms,
        selection=scenario.selection.values_list("pk", flat=True),
        derogations=scenario.derogations.values_list("place__candidature", flat=True),
    )


def _bilan(enonce: Enonce, plan: Plan) -> str:
    nouvelles = len(plan.groups) - len(enonce.figees)
    au_plus = "" if plan.placement_ceiling is None else f" sur {plan.placement_ceiling} au plus"
    return (
        f"{plan.placed_esms} ESMS placés{au_plus} : {compter(nouvelles, 'grappe')}, "
        f"{compter(len(plan.unplaced), 'candidature')} sans grappe."
    )


class Suivi:
    """The row of a job while it is led: how far it is, and whether somebody wants it to stop."""

    def __init__(self, job: Job) -> None:
        self.job, self.progres = job, Progress("préparation", 0, None, 0.0)
        self.arret = self.cede = self.perdu = False
        self.prochain = 0.0

    def noter(self, progres: Progress) -> None:
        self.progres = progres
        self.battre()

    def interrompu(self) -> bool:
        """Asked several times a second by the optimiser."""
        self.battre()
        return self.arret or self.cede or self.perdu

    def tenir(self) -> None:
        """Between two pieces of work: raises `BailPerdu` when another leads this job."""
        self.battre()
        if self.perdu:
            raise bail.BailPerdu

    def battre(self, *, force: bool = False) -> None:
        """Write the progress, renew the lease, hear the stop; the search itself is only told."""
        if not force and time.monotonic() < self.prochain:
            return
        self.prochain = time.monotonic() + PAS
        try:
            bail.renouveler(
                self.job,
                phase=self.progres.phase,
                faits=self.progres.placed,
                total=self.progres.ceiling or 0,
            )
        except bail.BailPerdu:
            self.perdu = True
        publication = Q(genre=Job.Genre.PUBLICATION, etat=Etat.DEMANDE)
        appels = Job.objects.filter(
            Q(pk=self.job.pk, arret_demande_le__isnull=False) | publication
        ).values_list("pk", flat=True)
        self.arret = self.job.pk in appels
        self.cede = not self.arret and bool(appels)
