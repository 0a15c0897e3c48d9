"""Ask for a scenario, stop it, ask again: the row, its exceptions, and the job that solves it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Campagne, Candidature, Derogation, Job, Place, Scenario, User
from grappes.models.statuts import CANDIDATURES_PLACABLES, GRAPPES_OUVERTES
from grappes.services.enonce.probleme import SANS_REGLEMENT
from grappes.services.regroupement.attaches import Force, force, pourquoi

Etat = Job.Etat
EN_ROUTE = (Etat.DEMANDE, Etat.EN_COURS)


def candidatures_possibles(campagne: Campagne) -> QuerySet[Candidature]:
    """Those that a scenario may concern."""
    return (
        Candidature.objects.filter(campagne=campagne, statut__in=CANDIDATURES_PLACABLES)
        .select_related("organisme")
        .order_by("organisme__recherche", "pk")
    )


def places_promises(campagne: Campagne) -> list[Place]:
    """The places that a run leaves where they are unless staff make an exception for them."""
    vivantes = Place.objects.vivantes().filter(
        grappe__campagne=campagne, grappe__statut__in=GRAPPES_OUVERTES
    )
    lues = vivantes.select_related("grappe", "candidature__organisme").order_by("grappe__nom", "pk")
    return [place for place in lues if Force.LIBRE < force(place, place.grappe) < Force.ENGAGEE]


@transaction.atomic
def demander(
    campagne: Campagne,
    *,
    nom: str,
    par: User,
    rayon_km: int | None = None,
    marge_esms: int = 3,
    duree: int = 30,
    graine: int = 0,
    selection: Collection[Candidature] = (),
    exceptions: Mapping[int, str] | None = None,
) -> Scenario:
    """Ask for a run on all that is free, or on a selection.

    `exceptions` is the reason of each promise that this scenario may break (pk of the place →
    reason): it is recorded now, and used when the scenario is applied.
    """
    if campagne.reglement is None:
        raise ErreurMetier(SANS_REGLEMENT)
    scenario = Scenario.objects.create(
        campagne=campagne,
        nom=nom.strip() or _nom_suivant(campagne),
        cree_par=par,
        rayon_km=rayon_km,
        marge_esms=marge_esms,
        duree=duree,
        graine=graine,
    )
    scenario.selection.set(selection)
    _deroger(scenario, exceptions or {}, par)
    _confier(scenario, par)
    return scenario


def _confier(scenario: Scenario, par: User) -> None:
    """To the worker of the long queue."""
    Job.objects.create(
        genre=Job.Genre.REGROUPEMENT, cle=_cle(scenario), objet_id=scenario.pk, demande_par=par
    )


@transaction.atomic
def refaire(
    scenario: Scenario,
    *,
    par: User,
    suffixe: str,
    rayon_km: int | None = None,
    graine: int | None = None,
) -> Scenario:
    """Ask for the same scenario again, with another reach or another draw if one is given.

    What is no longer a promise (freed, or engaged since) is not excepted again.
    """
    promises = places_promises(scenario.campagne)
    attendues = scenario.derogations.filter(utilisee_le=None, place__in=promises)
    return demander(
        scenario.campagne,
        nom=f"{scenario.nom[:90]} ({suffixe})",
        par=par,
        rayon_km=scenario.rayon_km if rayon_km is None else rayon_km,
        marge_esms=scenario.marge_esms,
        duree=scenario.duree,
        graine=scenario.graine if graine is None else graine,
        selection=list(scenario.selection.all()),
        exceptions=dict(attendues.values_list("place", "motif")),
    )


def tirer_autrement(scenario: Scenario, *, par: User) -> Scenario:
    """The same wishes from another seed: where many plans are as good, it finds another."""
    graine = scenario.graine + 1
    return refaire(scenario, par=par, suffixe=f"tirage {graine + 1}", graine=graine)


def _nom_suivant(campagne: Campagne) -> str:
    """After the highest « Scénario 12 » that is left."""
    noms = campagne.scenarios.filter(nom__startswith="Scénario ").values_list("nom", flat=True)
    numeros = [int(fin) for nom in noms if (fin := nom.removeprefix("Scénario ")).isdecimal()]
    return f"Scénario {max(numeros, default=0) + 1}"


def _deroger(scenario: Scenario, exceptions: Mapping[int, str], par: User) -> None:
    promises = {place.pk: place for place in places_promises(scenario.campagne)}
    for cle, motif in exceptions.items():
        place = promises.get(cle)
        if place is None:
            raise ErreurMetier("Une de ces places n’est plus promise : rechargez la page.")
        if not motif.strip():
            raise ErreurMetier(f"{pourquoi(place, place.grappe)} Indiquez le motif de l’exception.")
        Derogation.objects.create(place=place, scenario=scenario, motif=motif.strip(), par=par)


def _cle(scenario: Scenario) -> str:
    return f"regroupement:{scenario.pk}"


def travail(scenario: Scenario) -> Job | None:
    """The job that solves, or has solved, this scenario."""
    return Job.objects.filter(cle=_cle(scenario)).select_related("demande_par").first()


@dataclass(frozen=True)
class Resume:
    """A scenario in the list: its job, and how many of its grappes are applied."""

    scenario: Scenario
    job: Job | None
    grappes: int
    appliquees: int


def lister(campagne: Campagne) -> list[Resume]:
    """The scenarios of a campagne, the last asked first."""
    lus = campagne.scenarios.select_related("cree_par").annotate(
        nombre=Count("grappes"),
        faites=Count("grappes", filter=Q(grappes__appliquee_le__isnull=False)),
    )
    travaux = Job.objects.filter(
        genre=Job.Genre.REGROUPEMENT, objet_id__in=campagne.scenarios.order_by().values("pk")
    )
    jobs = {job.objet_id: job for job in travaux}
    # An aggregate forgets the model's own order.
    dernieres = lus.order_by("-cree_le", "-pk")
    return [Resume(s, jobs.get(s.pk), s.nombre, s.faites) for s in dernieres]


@transaction.atomic
def supprimer(scenario: Scenario) -> None:
    """Forget a scenario that was not applied, and that nobody is computing."""
    if scenario.grappes.exclude(appliquee_le=None).exists():
        raise ErreurMetier("Ce scénario a été appliqué : il reste, avec ce qu’il a déplacé.")
    job = travail(scenario)
    if job and job.etat in EN_ROUTE:
        raise ErreurMetier("Ce scénario est en cours de calcul : arrêtez-le d’abord.")
    Job.objects.filter(cle=_cle(scenario)).delete()
    scenario.delete()


def tenir(scenario: Scenario) -> Scenario:
    """Hold a scenario whose result stands; return it as it is now.

    Refuses what a run has not found yet, or is about to replace.
    """
    scenario = Scenario.objects.select_for_update(no_key=True, of=("self",)).get(pk=scenario.pk)
    job = travail(scenario)
    if job and job.etat in EN_ROUTE:
        raise ErreurMetier("Ce scénario est en cours de calcul : attendez son résultat.")
    if scenario.calcule_le is None:
        raise ErreurMetier("Ce scénario n’a pas de résultat : relancez-le.")
    return scenario


def arreter(scenario: Scenario) -> None:
    """Ask a run to stop: at once if it has not begun, within a second if it has."""
    maintenant = timezone.now()
    jobs = Job.objects.filter(cle=_cle(scenario))
    jobs.filter(etat=Etat.DEMANDE).update(
        etat=Etat.ANNULE, fini_le=maintenant, compte_rendu="Arrêté avant d’avoir commencé."
    )
    jobs.filter(etat=Etat.EN_COURS, arret_demande_le=None).update(arret_demande_le=maintenant)


@transaction.atomic
def relancer(scenario: Scenario) -> None:
    """Run again a scenario that failed or was stopped; nothing of it may be applied yet."""
    scenario = Scenario.objects.select_for_update(no_key=True).get(pk=scenario.pk)
    if scenario.grappes.exclude(appliquee_le=None).exists():
        raise ErreurMetier("Ce scénario est déjà appliqué en partie : demandez-en un nouveau.")
    relances = Job.objects.filter(cle=_cle(scenario)).exclude(etat__in=EN_ROUTE)
    relances.update(
        etat=Etat.DEMANDE, demande_le=timezone.now(), arret_demande_le=None, fini_le=None,
        faits=0, total=0, phase="", compte_rendu="",
    )  # fmt: skip
