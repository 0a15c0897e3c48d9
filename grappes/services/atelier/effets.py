"""What a move would change, told before it is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grappes.models import Campagne, Dui, EtatPlace, Grappe, Place, Reglement
from grappes.regles.grappe import Constat, Membre
from grappes.services.atelier import temoins
from grappes.services.atelier.deplacements import NOUVELLE
from grappes.services.regroupement.attaches import Force, fermeture, force, pourquoi
from grappes.services.regroupement.composition import Bilan, bilan, membres_de, reglement_de


@dataclass(frozen=True)
class EffetGrappe:
    """One touched grappe, before and after.

    `grappe` is None for the one that would be made; `nait`: it had no member yet.
    """

    grappe: Grappe | None
    nom: str
    arrivent: list[str]
    partent: list[str]
    avant: Bilan
    apres: Bilan
    nait: bool = False
    restent: int = 0
    quittent_role: list[str] = field(default_factory=list)

    @property
    def gagnees(self) -> list[str]:
        """The rules that become met, as they would read."""
        return [c.phrase for c in self.apres.constats if c.respecte and not self._avant(c, True)]

    @property
    def perdues(self) -> list[str]:
        """The rules that were met (or had nothing to say), and would be broken."""
        return [
            c.phrase for c in self.apres.constats if not c.respecte and not self._avant(c, False)
        ]

    @property
    def manquent(self) -> list[str]:
        """The rules that were broken, and would still be."""
        return [c.phrase for c in self.apres.constats if not c.respecte and self._avant(c, False)]

    def _avant(self, constat: Constat, respecte: bool) -> bool:
        """Whether this rule was so before; those of a grappe without members were all broken."""
        if self.nait:
            return not respecte
        return any(c.code == constat.code and c.respecte == respecte for c in self.avant.constats)

    @property
    def se_vide(self) -> bool:
        return bool(self.partent) and not self.restent


@dataclass(frozen=True)
class Entorse:
    """A promise that the move would break, and whether a mail tells it at once."""

    candidature: int
    phrase: str
    previent: bool


@dataclass(frozen=True)
class Effet:
    """`exceptions` each need a reason; `conflits` a confirmation; `obstacles` forbid the move."""

    grappes: list[EffetGrappe]
    exceptions: list[Entorse]
    conflits: list[str]
    obstacles: list[str]
    immobiles: int = 0


@dataclass(frozen=True)
class _Contexte:
    """What the effect is computed from, read once."""

    grappes: dict[int, Grappe]
    duis: dict[int, Dui | None]
    presents: dict[int, list[Place]]
    membres: dict[int, Membre]
    reglement: Reglement | None


def effet(campagne: Campagne, vises: Mapping[int, int | None]) -> Effet:
    """What moving each candidature (pk → pk of a grappe, None: vivier, `NOUVELLE`) would change.

    Nothing is written. The moves that change nothing are counted in `immobiles`.
    """
    places = {
        place.candidature_id: place
        for place in Place.objects.vivantes()
        .filter(candidature__in=vises.keys(), candidature__campagne=campagne)
        .select_related("grappe", "candidature__organisme")
    }
    utiles = {
        cle: vers
        for cle, vers in vises.items()
        if (places[cle].grappe_id if cle in places else None) != vers
    }
    tenues = [places[cle] for cle in utiles if cle in places]
    tenues = [place for place in tenues if force(place, place.grappe) > Force.LIBRE]
    contexte = _lire(campagne, utiles, places)
    arrivees = sorted(contexte.grappes.keys() & set(utiles.values()))
    return Effet(
        grappes=[
            _sur(contexte, cle, utiles, places)
            for cle in [*contexte.grappes, *([NOUVELLE] if NOUVELLE in utiles.values() else [])]
        ],
        exceptions=[_exception(place) for place in tenues if _peut(place)],
        conflits=[conflit.phrase for conflit in temoins.rencontres(campagne, utiles)]
        + temoins.refus_passes(utiles),
        obstacles=[pourquoi(place, place.grappe) for place in tenues if not _peut(place)]
        + [phrase for cle in arrivees if (phrase := fermeture(contexte.grappes[cle]))],
        immobiles=len(vises) - len(utiles),
    )


def _peut(place: Place) -> bool:
    return force(place, place.grappe) < Force.DEFINITIVE


def _exception(place: Place) -> Entorse:
    return Entorse(
        place.candidature_id,
        pourquoi(place, place.grappe),
        previent=place.etat != EtatPlace.PREVUE,
    )


def _lire(
    campagne: Campagne, utiles: Mapping[int, int | None], places: Mapping[int, Place]
) -> _Contexte:
    touchees = {vers for vers in utiles.values() if vers} | {
        places[cle].grappe_id for cle in utiles if cle in places
    }
    grappes = campagne.grappes.filter(pk__in=touchees).select_related("dui").order_by("nom")
    presents: dict[int, list[Place]] = {cle: [] for cle in touchees}
    for place in Place.objects.vivantes().filter(grappe__in=touchees):
        presents[place.grappe_id].append(place)
    nouvelles = [cle for cle, vers in utiles.items() if vers == NOUVELLE]
    commun = temoins.dui_commun(nouvelles)
    dui = Dui.objects.get(pk=commun) if commun else None
    cles = {p.candidature_id for groupe in presents.values() for p in groupe} | utiles.keys()
    lues = {grappe.pk: grappe for grappe in grappes}
    return _Contexte(
        grappes=lues,
        duis={cle: grappe.dui for cle, grappe in lues.items()} | {NOUVELLE: dui},
        presents=presents,
        membres=membres_de(campagne, cles),
        reglement=reglement_de(campagne),
    )


def _sur(
    contexte: _Contexte,
    cle: int,
    utiles: Mapping[int, int | None],
    places: Mapping[int, Place],
) -> EffetGrappe:
    presents = contexte.presents.get(cle, [])
    avant = [place.candidature_id for place in presents]
    arrivants = [c for c, vers in utiles.items() if vers == cle]
    partants = [place for place in presents if place.candidature_id in utiles]
    quittes = {place.candidature_id for place in partants}
    apres = [c for c in avant if c not in quittes] + arrivants
    grappe = contexte.grappes.get(cle)
    return EffetGrappe(
        grappe=grappe,
        nom=str(grappe) if grappe else "Nouvelle grappe",
        arrivent=_noms(contexte, arrivants),
        partent=_noms(contexte, [place.candidature_id for place in partants]),
        avant=_bilan(contexte, cle, avant),
        apres=_bilan(contexte, cle, apres),
        nait=not avant,
        restent=len(apres),
        quittent_role=[
            f"{contexte.membres[p.candidature_id].nom} n’en sera plus "
            f"{p.get_role_display().lower()}."
            for p in partants
            if p.role != Place.Role.MEMBRE
        ],
    )


def _bilan(contexte: _Contexte, cle: int, candidatures: Sequence[int]) -> Bilan:
    membres = [contexte.membres[c] for c in candidatures if c in contexte.membres]
    return bilan(membres, contexte.duis[cle], contexte.reglement)


def _noms(contexte: _Contexte, candidatures: Sequence[int]) -> list[str]:
    return [contexte.membres[c].nom for c in candidatures if c in contexte.membres]
