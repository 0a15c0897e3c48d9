"""Undo and redo: a member of staff takes back their own last geste, never somebody else's."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.francais import moment
from grappes.models import Campagne, EtatPlace, Geste, Mouvement, Place, User
from grappes.services.atelier import reprises
from grappes.services.atelier.deplacements import Exceptions, Lot, executer, intituler

# Undo goes no further back: nobody remembers what they did fifty gestes ago.
PROFONDEUR = 50


def pile(campagne: Campagne, par: User) -> tuple[Geste | None, Geste | None]:
    """What this person may take back, and what they may do again (nothing after a new geste)."""
    miens = Geste.objects.filter(campagne=campagne, par=par).order_by("-pk")[:PROFONDEUR]
    a_refaire = None
    for geste in miens:
        if geste.annule_le is None:
            return geste, a_refaire
        a_refaire = geste
    return None, a_refaire


@transaction.atomic
def annuler(campagne: Campagne, par: User, *, vu: int | None = None) -> Geste:
    """Put everything back where the last geste found it, roles, pins and exceptions included.

    The grappes that it made are dissolved if nobody is in them; its scenario may be applied again.

    `vu` is the key of the geste that the page named. Raises `TransitionConcurrente` when somebody
    moved the same candidatures since, and `ErreurMetier` when people were told: a mail cannot be
    taken back.
    """
    geste, _ = pile(campagne, par)
    if geste is None:
        raise ErreurMetier("Vous n’avez rien à annuler.")
    _confirmer(geste, vu)
    mouvements = _mouvements(geste)
    _refuser_si_deplacees_depuis(geste, mouvements, "annulé")
    _refuser_si_prevenues(mouvements)
    retours = {m.candidature_id: (m.vers_id, m.de_id) for m in mouvements}
    _ramener(campagne, par, retours, Exceptions({}, conflits=True))
    reprises.defaire(geste, par)
    geste.annule_le = timezone.now()
    geste.save(update_fields=["annule_le"])
    return geste


@transaction.atomic
def refaire(campagne: Campagne, par: User, *, vu: int | None = None) -> Geste:
    """Do again the last geste that was taken back; refused as `annuler` is."""
    _, geste = pile(campagne, par)
    if geste is None:
        raise ErreurMetier("Vous n’avez rien à refaire.")
    _confirmer(geste, vu)
    _refuser_si_deplacees_depuis(geste, _mouvements(geste), "refait")
    recreees = reprises.recreer(geste)
    trajets = {m.candidature_id: (m.de_id, m.vers_id) for m in _mouvements(geste)}
    motifs = dict(geste.derogations.values_list("place__candidature", "motif"))
    lot = _ramener(campagne, par, trajets, Exceptions(motifs, True, geste.scenario))
    reprises.refaire(geste, lot.derogations)
    if recreees and geste.scenario is None:
        geste.libelle = intituler(_mouvements(geste), lot)
    geste.annule_le = None
    geste.save(update_fields=["annule_le", "libelle"])
    return geste


def _confirmer(geste: Geste, vu: int | None) -> None:
    """A double click, or another window, must not take back one geste more."""
    if vu is not None and vu != geste.pk:
        raise TransitionConcurrente(
            "Vous avez fait ou annulé un autre geste depuis : celui que montrait la page reste tel "
            "quel."
        )


def _mouvements(geste: Geste) -> list[Mouvement]:
    return list(geste.mouvements.select_related("candidature__organisme", "de", "vers"))


def _refuser_si_deplacees_depuis(
    geste: Geste, mouvements: Sequence[Mouvement], participe: str
) -> None:
    suivant = (
        Mouvement.objects.filter(
            candidature__in=[m.candidature_id for m in mouvements],
            geste__pk__gt=geste.pk,
            geste__annule_le=None,
        )
        .exclude(geste__par=geste.par)
        .select_related("geste__par", "candidature__organisme", "vers")
        .order_by("-geste")
        .first()
    )
    if suivant:
        ou = f"vers « {suivant.vers} »" if suivant.vers else "vers le vivier"
        raise TransitionConcurrente(
            f"« {geste.libelle} » ne peut plus être {participe} : {suivant.geste.par} a déplacé "
            f"{suivant.candidature.organisme} {ou} le {moment(suivant.geste.le)}."
        )


def _refuser_si_prevenues(mouvements: Sequence[Mouvement]) -> None:
    """Who was told of the new place, or lost one that they knew of, cannot be silently moved."""
    for mouvement in mouvements:
        nom = mouvement.candidature.organisme
        if mouvement.de and _quittee_apres_annonce(mouvement):
            raise ErreurMetier(
                f"Ce geste ne s’annule pas : {nom} a été prévenu que sa place dans "
                f"« {mouvement.de} » est libérée. Redonnez-lui une place et annoncez-la."
            )
        arrivee = Place.objects.vivantes().filter(
            grappe=mouvement.vers, candidature=mouvement.candidature
        )
        if mouvement.vers and arrivee.exclude(etat=EtatPlace.PREVUE).exists():
            raise ErreurMetier(
                f"Ce geste ne s’annule pas : depuis, {nom} a été prévenu de sa place dans "
                f"« {mouvement.vers} ». Déplacez-le à la main, avec le motif de l’exception."
            )


def _quittee_apres_annonce(mouvement: Mouvement) -> bool:
    quittee = _derniere_quittee(mouvement.candidature_id, mouvement.de_id)
    return quittee is not None and quittee.annoncee_le is not None


def _derniere_quittee(candidature: int, grappe: int | None) -> Place | None:
    """The place that this candidature left last in this grappe."""
    places = Place.objects.filter(candidature=candidature, grappe=grappe)
    return places.exclude(liberee_le=None).order_by("-liberee_le", "-pk").first()


def _ramener(
    campagne: Campagne,
    par: User,
    trajets: dict[int, tuple[int | None, int | None]],
    exceptions: Exceptions,
) -> Lot:
    """Move each candidature (pk → from, to) and give back the role and the pin that it had."""
    _, lot = executer(
        campagne,
        {cle: vers for cle, (_, vers) in trajets.items()},
        vus={cle: de for cle, (de, _) in trajets.items()},
        par=par,
        exceptions=exceptions,
    )
    for cle, (_, vers) in trajets.items():
        if vers and (ancienne := _derniere_quittee(cle, vers)):
            _rendre(ancienne)
    return lot


def _rendre(ancienne: Place) -> None:
    vivantes = Place.objects.vivantes().filter(grappe=ancienne.grappe_id)
    role = ancienne.role
    if role != Place.Role.MEMBRE and vivantes.filter(role=role).exists():
        role = Place.Role.MEMBRE  # somebody was given it since
    vivantes.filter(candidature=ancienne.candidature_id).update(
        role=role, epinglee_le=ancienne.epinglee_le, epinglee_par=ancienne.epinglee_par_id
    )
