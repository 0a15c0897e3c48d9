"""One candidature in the optimiser's words: size, place, software, horizon, fitness to carry."""

import datetime
from collections.abc import Mapping

from grappes.models import Candidature, Place, Reglement
from grappes.optimizer import Candidate, Kinds
from grappes.services.enonce.affinites import Liens
from grappes.services.enonce.lecture import Donnees, Profil, premier
from grappes.services.enonce.tenues import Tenues, est_figee

# The software of a grappe when the règlement asks for none in common, or none is chosen yet.
AU_CHOIX = "au choix"
PROJETS = {
    Candidature.Projet.ACQUISITION.value: "acquisition",
    Candidature.Projet.MISE_EN_CONFORMITE.value: "conformite",
}
PORTAGE = {Candidature.Portage.OUI.value: 1.0, Candidature.Portage.ACCOMPAGNE.value: 0.6, "": 0.3}
# What size adds to the will to carry, up to the threshold.
PART_DE_LA_TAILLE = 0.25
SEMESTRE = 183
DERNIER_HORIZON = 2
MotifRefus = Place.MotifRefus


def candidats(
    donnees: Donnees,
    reglement: Reglement,
    tenues: Tenues,
    acceptes: Mapping[int, tuple[str, ...]],
    liens: Liens,
) -> tuple[Candidate, ...]:
    """Those that take part, in the order of their keys."""
    points, presses = donnees.points(), donnees.refusantes(MotifRefus.CALENDRIER)
    return tuple(
        Candidate(
            id=str(cle),
            department=_departement(donnees.profils[cle], donnees.reduits),
            lat=points[cle][0],
            lon=points[cle][1],
            esms=donnees.profils[cle].esms,
            sector=premier(donnees.profils[cle].secteurs),
            project="mixte",  # as far as `kinds` lets it
            accepts=acceptes[cle],
            horizon=_horizon(donnees.candidatures[cle], plus_tard=cle in presses),
            lead=_portage(donnees.candidatures[cle], donnees.profils[cle].esms, reglement),
            partners=tuple(str(autre) for autre in sorted(liens.partenaires.get(cle, ()))),
            refuses=tuple(str(autre) for autre in sorted(liens.refus.get(cle, ()))),
            kinds=None if reglement.part_mixte_max is None else projets(donnees.profils[cle]),
        )
        for cle in tenues.presentes
    )


def logiciels(
    donnees: Donnees, reglement: Reglement, tenues: Tenues
) -> Mapping[int, tuple[str, ...]]:
    """The software that each accepts, by name.

    Who is held accepts that of its grappe; who follows « celui de la grappe » accepts any that
    somebody of the campagne named; one refused with a grappe is no longer accepted.
    """
    if not reglement.dui_unique:
        return dict.fromkeys(tenues.presentes, (AU_CHOIX,))
    tous = set().union(*donnees.acceptes.values())
    tous |= {p.grappe.dui_id for p in donnees.places.values() if p.grappe.dui_id}
    refuses = donnees.refusantes(MotifRefus.LOGICIEL)
    return {
        cle: _promis(donnees, tenues, cle)
        or _declares(donnees, cle, tous or set(donnees.duis), refuses[cle])
        for cle in tenues.presentes
    }


def _promis(donnees: Donnees, tenues: Tenues, cle: int) -> tuple[str, ...]:
    """The software of the grappe where it is held, if it has one."""
    if cle not in tenues.grappes:
        return ()
    grappe = donnees.places[cle].grappe
    if grappe.dui:
        return (str(grappe.dui),)
    return (AU_CHOIX,) if est_figee(grappe) else ()


def _declares(
    donnees: Donnees, cle: int, tous: set[int], refuses: set[int | None]
) -> tuple[str, ...]:
    suit = donnees.candidatures[cle].dui_de_la_grappe
    acceptes = tous if suit else donnees.acceptes.get(cle, set())
    return tuple(sorted(donnees.duis[dui] for dui in acceptes - refuses))


def _departement(profil: Profil, reduits: frozenset[str]) -> str:
    """That of most of its ESMS; one that has the full threshold, if any of them has it.

    The reduced threshold holds for a grappe whose ESMS all lie in its territories.
    """
    ailleurs = profil.departements.copy()
    for code in reduits:
        del ailleurs[code]
    return premier(ailleurs or profil.departements)


def projets(profil: Profil) -> Kinds:
    """Its eligible lines of each kind; undecided ones fit both.

    Where the règlement limits no share of mixed projects, the problem is not told of them: kinds
    then hinder nobody.
    """
    return Kinds(**{genre: profil.projets[projet] for projet, genre in PROJETS.items()})


def _horizon(candidature: Candidature, *, plus_tard: bool) -> int:
    """0, 1 or 2: the half-year after intake closes when it wants to start (unsaid: the first).

    Who refused a grappe for its calendar is taken to want it later.
    """
    souhait, horizon = candidature.demarrage_souhaite_le, 0
    if souhait is not None:
        horizon = max(0, (souhait - candidature.campagne.ferme_le) // datetime.timedelta(SEMESTRE))
    return min(DERNIER_HORIZON, horizon + plus_tard)


def _portage(candidature: Candidature, esms: int, reglement: Reglement) -> float:
    """0 to 1: the will to carry, and for a quarter of it the size against the threshold."""
    taille = min(1.0, esms / reglement.seuil_esms)
    return round(PORTAGE.get(candidature.portage, 0.0) * (1 - PART_DE_LA_TAILLE * (1 - taille)), 3)
