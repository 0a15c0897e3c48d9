"""What is read to judge a move: who moved a candidature meanwhile, who would meet whom."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from grappes.erreurs import TransitionConcurrente
from grappes.francais import moment
from grappes.models import Campagne, Candidature, EtatPlace, Geste, Place, Transition
from grappes.services.regroupement import conflits
from grappes.services.regroupement.contradictions import Conflit


def confirmer(
    candidatures: Mapping[int, Candidature],
    places: Mapping[int, Place],
    vus: Mapping[int, int | None],
) -> None:
    """Refuse what was decided on a past page, and tell who did what, when."""
    deplacees = [
        qui_a_deplace(candidature, places.get(cle))
        for cle, candidature in candidatures.items()
        if (places[cle].grappe_id if cle in places else None) != vus[cle]
    ]
    if deplacees:
        raise TransitionConcurrente(" ".join([*deplacees, "Rien n’a été déplacé."]))


def qui_a_deplace(candidature: Candidature, place: Place | None) -> str:
    """« Claire Martin a déplacé Les Tilleuls vers « Grappe 7 » le 3 mars 2026 à 14:32. »"""
    nom, geste = candidature.organisme, _dernier_geste(candidature)
    if place is not None:
        le, ou = moment(place.creee_le), f"« {place.grappe} »"
        if geste is None or not geste.mouvements.filter(
            candidature=candidature, vers=place.grappe_id
        ):
            return f"{nom} est dans {ou} depuis le {le}."
        return f"{geste.par} a déplacé {nom} vers {ou} le {le}."
    depart = Transition.objects.filter(place__candidature=candidature).select_related("par").first()
    if depart is None:
        return f"{nom} est au vivier."
    return f"{nom} est au vivier : {depart.auteur} a libéré sa place le {moment(depart.le)}."


def _dernier_geste(candidature: Candidature) -> Geste | None:
    """The last that holds; one taken back moved nothing."""
    gestes = Geste.objects.filter(mouvements__candidature=candidature, annule_le=None)
    return gestes.select_related("par").order_by("-pk").first()


def rencontres(campagne: Campagne, vises: Mapping[int, int | None]) -> list[Conflit]:
    """The conflicts that these moves would make: at least one of the two arrives."""
    arrivees = {cle: vers for cle, vers in vises.items() if vers is not None}
    presents = dict(
        Place.objects.vivantes()
        .filter(grappe__in=set(arrivees.values()))
        .exclude(candidature__in=vises.keys())
        .values_list("candidature", "grappe")
    )
    return [
        conflit
        for conflit in conflits.rencontres(campagne, presents | arrivees)
        if arrivees.keys() & set(conflit.candidatures)
    ]


def refus_passes(vises: Mapping[int, int | None]) -> list[str]:
    """Who would go back to a grappe that they have refused, for staff's eyes only."""
    refusees = Place.objects.filter(candidature__in=vises.keys(), etat=EtatPlace.REFUSEE)
    lues = refusees.select_related("candidature__organisme", "grappe").order_by("candidature", "pk")
    derniers = {place.candidature_id: place for place in lues if _y_retourne(place, vises)}
    return [
        f"{place.candidature.organisme} a refusé « {place.grappe} » le {moment(place.liberee_le)} "
        f"({place.get_motif_refus_display().lower()})."
        for place in derniers.values()
        if place.liberee_le
    ]


def _y_retourne(place: Place, vises: Mapping[int, int | None]) -> bool:
    return vises[place.candidature_id] == place.grappe_id


def dui_commun(candidatures: Sequence[int]) -> int | None:
    """The software that most of them accept by name; the first by name among equals."""
    voix: Counter[int] = Counter()
    noms: dict[int, str] = defaultdict(str)
    choix = Candidature.dui_acceptes.through.objects.filter(candidature__in=candidatures)
    for dui, nom in choix.values_list("dui", "dui__nom"):
        voix[dui] += 1
        noms[dui] = nom
    return min(voix, key=lambda dui: (-voix[dui], noms[dui]), default=None)
