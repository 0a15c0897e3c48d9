"""Moves between the vivier and the grappes: many at once, all or nothing, nothing overwritten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.francais import compter
from grappes.models import (
    Campagne,
    Candidature,
    Derogation,
    Geste,
    Grappe,
    Mouvement,
    Place,
    Scenario,
    StatutCandidature,
    User,
)
from grappes.models.statuts import GRAPPES_ENGAGEES
from grappes.services.atelier import temoins
from grappes.services.regroupement import places
from grappes.services.regroupement.attaches import Force, fermeture, force, pourquoi
from grappes.services.verrous import verrouiller_candidatures, verrouiller_grappes
from grappes.workflow import Auteur, confirmer_statut

# Where a move goes when it makes a grappe.
NOUVELLE = 0
# Mailed to an informed member whose place is freed: the reason of staff may name others.
MOTIF_ENVOYE = "le Collectif a revu la composition de cette grappe."


@dataclass(frozen=True)
class Deplacement:
    """Where a candidature goes: a grappe, the vivier (None), or one new grappe (`NOUVELLE`)."""

    candidature: int
    vers: int | None


@dataclass(frozen=True)
class Exceptions:
    """What staff knowingly override: promises (pk of candidature → reason), and conflicts."""

    motifs: Mapping[int, str]
    conflits: bool = False
    scenario: Scenario | None = None


@dataclass
class Lot:
    """All that a move touches, held under locks; `places` are the live ones, by candidature.

    `rencontres`: the refusals and forbidden pairs that it brings together; `derogations`: the
    exceptions that it uses.
    """

    campagne: Campagne
    grappes: dict[int, Grappe]
    candidatures: dict[int, Candidature]
    places: dict[int, Place]
    rencontres: list[str] = field(default_factory=list)
    derogations: list[int] = field(default_factory=list)

    def ou(self, candidature: int) -> int | None:
        """The grappe where it is now; None in the vivier."""
        place = self.places.get(candidature)
        return place.grappe_id if place else None


@transaction.atomic
def deplacer(
    campagne: Campagne,
    deplacements: Sequence[Deplacement],
    *,
    vus: Mapping[int, int | None],
    par: User,
    derogations: Mapping[int, str] | None = None,
    libelle: str = "",
    scenario: Scenario | None = None,
    malgre_conflits: bool = False,
    creees: Collection[Grappe] = (),
) -> Geste:
    """Move all or nothing, in one transaction, under locks; return what « Annuler » takes back.

    `vus` is where the page showed each candidature (pk → pk of its grappe, None for the vivier).
    `derogations` is the reason of each exception to a promise (pk of candidature → reason).
    Raises `TransitionConcurrente`, which tells who did what, when a candidature is elsewhere now,
    and `ErreurMetier` when the domain refuses. A refusal declared between two members, or a
    forbidden pair, is refused unless `malgre_conflits`. `creees`: the grappes just made for it.
    """
    vises = {d.candidature: d.vers for d in deplacements}
    if nouveaux := [cle for cle, vers in vises.items() if vers == NOUVELLE]:
        creees = [nouvelle_grappe(campagne, nouveaux)]
        vises |= dict.fromkeys(nouveaux, creees[0].pk)
    exceptions = Exceptions(derogations or {}, malgre_conflits, scenario)
    mouvements, lot = executer(campagne, vises, vus=vus, par=par, exceptions=exceptions)
    libelle = libelle or intituler(mouvements, lot)
    geste = Geste.objects.create(
        campagne=campagne,
        libelle=libelle,
        par=par,
        scenario=scenario,
        malgre=" ".join(lot.rencontres),
    )
    for mouvement in mouvements:
        mouvement.geste = geste
    Mouvement.objects.bulk_create(mouvements)
    geste.creees.set(creees)
    Derogation.objects.filter(pk__in=lot.derogations).update(geste=geste)
    return geste


def faire_entrer(grappe: Grappe, candidatures: Sequence[Candidature], *, par: User) -> Geste:
    """Move these from the vivier to a grappe, all or none."""
    vus = {candidature.pk: None for candidature in candidatures}
    vers = [Deplacement(cle, grappe.pk) for cle in vus]
    return deplacer(grappe.campagne, vers, vus=vus, par=par)


def faire_sortir(place: Place, *, par: User, motif: str) -> Geste:
    """Move a member back to the vivier; what holds its place is overridden for this reason."""
    cle = place.candidature_id
    return deplacer(
        place.grappe.campagne,
        [Deplacement(cle, None)],
        vus={cle: place.grappe_id},
        par=par,
        derogations={cle: motif},
    )


def nouvelle_grappe(campagne: Campagne, candidatures: Sequence[int]) -> Grappe:
    """An empty grappe with the next number, and the DUI that most of these accept."""
    return Grappe.objects.create(
        campagne=campagne,
        nom=f"Grappe {prochain_numero(campagne)}",
        dui_id=temoins.dui_commun(candidatures),
    )


def prochain_numero(campagne: Campagne) -> int:
    """After the highest « Grappe 12 » so far; two that ask at once get one number each.

    Holds the campagne: ask before any grappe is held.
    """
    Campagne.objects.select_for_update(no_key=True).get(pk=campagne.pk)
    noms = campagne.grappes.filter(nom__startswith="Grappe ").values_list("nom", flat=True)
    numeros = [int(fin) for nom in noms if (fin := nom.removeprefix("Grappe ")).isdecimal()]
    return max(numeros, default=0) + 1


def executer(
    campagne: Campagne,
    vises: Mapping[int, int | None],
    *,
    vus: Mapping[int, int | None],
    par: User,
    exceptions: Exceptions,
) -> tuple[list[Mouvement], Lot]:
    """Do the moves without recording a geste; the movements returned are not saved.

    Must run in a transaction.
    """
    lot = _tenir(campagne, vises, vus)
    temoins.confirmer(lot.candidatures, lot.places, vus)
    utiles = {cle: vers for cle, vers in vises.items() if lot.ou(cle) != vers}
    if not utiles:
        raise ErreurMetier("Rien à déplacer : tout est déjà à sa place.")
    _controler_les_arrivees(lot, utiles, exceptions)
    mouvements = [
        Mouvement(candidature_id=cle, de_id=lot.ou(cle), vers_id=vers)
        for cle, vers in utiles.items()
    ]
    _quitter(lot, list(utiles), par, exceptions)
    _arriver(lot, utiles)
    return mouvements, lot


def _tenir(
    campagne: Campagne, vises: Mapping[int, int | None], vus: Mapping[int, int | None]
) -> Lot:
    """Lock grappes, then candidatures, then read the places as they are now."""
    touchees = {cle for cle in [*vises.values(), *(vus[c] for c in vises)] if cle is not None}
    grappes, candidatures = verrouiller_grappes(touchees), verrouiller_candidatures(vises)
    for cle in vises:
        if cle not in candidatures or candidatures[cle].campagne_id != campagne.pk:
            raise ErreurMetier("Une de ces candidatures n’est pas de cette campagne.")
    vivantes = Place.objects.vivantes().filter(candidature__in=candidatures)
    lues = {place.candidature_id: place for place in vivantes.select_related("grappe")}
    for cle, place in lues.items():
        place.candidature = candidatures[cle]
    return Lot(campagne, grappes, candidatures, lues)


def _controler_les_arrivees(
    lot: Lot, utiles: Mapping[int, int | None], exceptions: Exceptions
) -> None:
    arrivees = {vers for vers in utiles.values() if vers is not None}
    for cle in sorted(arrivees):
        grappe = lot.grappes.get(cle)
        if grappe is None or grappe.campagne_id != lot.campagne.pk:
            raise ErreurMetier("Cette grappe n’existe plus : rechargez la page.")
        if phrase := fermeture(grappe):
            raise ErreurMetier(phrase)
        if exceptions.scenario and grappe.statut in GRAPPES_ENGAGEES:
            raise ErreurMetier(f"« {grappe} » est constituée : aucun scénario ne la complète.")
    lot.rencontres = _rencontres(lot, utiles, exceptions)
    if lot.rencontres and not exceptions.conflits:
        phrases = " ".join(lot.rencontres)
        raise ErreurMetier(f"{phrases} Confirmez que vous les réunissez malgré tout.")


def _rencontres(lot: Lot, utiles: Mapping[int, int | None], exceptions: Exceptions) -> list[str]:
    """A scenario has weighed the refusals of grappes with the rest."""
    passes = [] if exceptions.scenario else temoins.refus_passes(utiles)
    return [conflit.phrase for conflit in temoins.rencontres(lot.campagne, utiles)] + passes


def _quitter(lot: Lot, cles: Sequence[int], par: User, exceptions: Exceptions) -> None:
    """Free the places that are left; what an exception breaks is written first."""
    quittees = [lot.places[cle] for cle in cles if cle in lot.places]
    tenues = [place for place in quittees if force(place, place.grappe) > Force.LIBRE]
    if obstacles := [phrase for place in tenues if (phrase := _obstacle(place, exceptions))]:
        raise ErreurMetier(" ".join(obstacles))
    lot.derogations = [_deroger(place, par, exceptions).pk for place in tenues]
    auteur = Auteur.collectif(par)
    for place in quittees:
        places.liberer(place, auteur=auteur, motif=MOTIF_ENVOYE)


def _obstacle(place: Place, exceptions: Exceptions) -> str:
    """Why this held place does not move; empty when an exception lets it."""
    tenue, phrase = force(place, place.grappe), pourquoi(place, place.grappe)
    if tenue == Force.DEFINITIVE:
        return f"{phrase} Sa place ne change plus."
    if tenue == Force.ENGAGEE and exceptions.scenario:
        return f"{phrase} Aucun scénario ne déplace un membre engagé."
    if not exceptions.motifs.get(place.candidature_id, "").strip():
        return f"{phrase} Pour déplacer quand même, indiquez le motif de l’exception."
    return ""


def _deroger(place: Place, par: User, exceptions: Exceptions) -> Derogation:
    """Keep the exception; one asked for before, by a run or by a geste taken back, is used."""
    motif, maintenant = exceptions.motifs[place.candidature_id].strip(), timezone.now()
    voulue = {"place": place, "scenario": exceptions.scenario, "motif": motif}
    derogation = Derogation.objects.filter(**voulue, utilisee_le=None).first()
    if derogation is None:
        return Derogation.objects.create(**voulue, par=par, utilisee_le=maintenant)
    derogation.utilisee_le = maintenant
    derogation.save(update_fields=["utilisee_le"])
    return derogation


def _arriver(lot: Lot, utiles: Mapping[int, int | None]) -> None:
    """Give the new places; nobody is told yet."""
    arrivants = {cle: vers for cle, vers in utiles.items() if vers is not None}
    for cle in arrivants:
        confirmer_statut(lot.candidatures[cle], StatutCandidature.AU_VIVIER)
    Place.objects.bulk_create(
        Place(grappe_id=vers, candidature_id=cle) for cle, vers in arrivants.items()
    )


def intituler(mouvements: Sequence[Mouvement], lot: Lot) -> str:
    """« Les Tilleuls vers « Grappe 7 » », « 4 candidatures vers le vivier »."""
    vers = {mouvement.vers_id for mouvement in mouvements}
    seule = vers.pop() if len(vers) == 1 else 0
    if seule == 0:
        ou = f"vers {len(vers)} grappes"
    else:
        ou = f"vers « {lot.grappes[seule]} »" if seule is not None else "vers le vivier"
    if len(mouvements) > 1:
        return f"{compter(len(mouvements), 'candidature')} {ou}"
    return f"{str(lot.candidatures[mouvements[0].candidature_id].organisme)[:120]} {ou}"
