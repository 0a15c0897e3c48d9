"""What the candidatures of a campagne want of each other, read in a bounded number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Model, Q, QuerySet

from grappes.models import (
    Campagne,
    Candidature,
    EtablissementDeclare,
    EtatCampagne,
    EtatPlace,
    PaireInterdite,
    Place,
    Reglement,
    StatutCandidature,
)

PARTENAIRES, REFUS = Candidature.partenaires.through, Candidature.refus.through
COLONNES = (
    "campagne",
    "statut",
    "dui_de_la_grappe",
    "organisme__raison_sociale",
    "organisme__finess_juridique",
)
# Around more candidatures than this, a reading is that of the whole campagne.
VOISINAGE = 200


@dataclass(frozen=True)
class Souhaits:
    """By primary key of candidature. `souhaits` and `refus` hold keys of organismes.

    `deduits` are those that a candidature refused with a grappe, for its partners; `organismes`
    names those that are cited; `grappes` names the grappe where each stands.
    """

    candidatures: dict[int, Candidature]
    presentes: dict[tuple[int, int], list[int]]  # (campagne, organisme): its live candidatures
    souhaits: dict[int, set[int]]
    refus: dict[int, set[int]]
    deduits: dict[int, set[int]]
    organismes: dict[int, str]
    duis: dict[int, dict[int, str]]
    projets: dict[int, set[str]]
    grappes: dict[int, tuple[int, str]]
    paires: list[tuple[int, int, str]]
    reglements: dict[int, Reglement]

    def nom(self, cle: int) -> str:
        return str(self.candidatures[cle].organisme)

    def de(self, cle: int, organisme: int) -> list[int]:
        """The candidatures of this organisme, in the campagne of that candidature."""
        return self.presentes.get((self.candidatures[cle].campagne_id, organisme), [])

    def ensemble(self, cle: int, autre: int) -> bool:
        ici, la = self.grappes.get(cle), self.grappes.get(autre)
        return ici is not None and ici == la

    def evites(self, cle: int) -> set[int]:
        """The organismes that it refuses, said or deduced."""
        return self.refus.get(cle, set()) | self.deduits.get(cle, set())

    def evite(self, cle: int, autre: int) -> bool:
        return self.candidatures[autre].organisme_id in self.evites(cle)


def lire(
    campagnes: Collection[Campagne],
    parmi: Collection[int] | None = None,
    *,
    projets: dict[int, set[str]] | None = None,
) -> Souhaits:
    """Ten queries, whatever the number of campagnes and of candidatures.

    With `parmi`, only what these candidatures need: those that they want, and those that want them.
    `projets`, when the caller has counted the lines of all.
    """
    cles = [campagne.pk for campagne in campagnes]
    vivantes = _vivantes(cles, parmi)
    candidatures = {c.pk: c for c in _placees(vivantes)}
    lues = vivantes.order_by().values("pk")
    organismes: dict[int, str] = {}
    presentes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for cle, candidature in candidatures.items():
        if candidature.organisme_id:
            presentes[candidature.campagne_id, candidature.organisme_id].append(cle)
    souhaits, refus = (_cites(table, lues, organismes) for table in (PARTENAIRES, REFUS))
    reglements = {campagne.pk: campagne.reglement for campagne in campagnes}
    return Souhaits(
        candidatures=candidatures,
        presentes=presentes,
        souhaits=souhaits,
        refus=refus,
        deduits=_deduits(lues, candidatures),
        organismes=organismes,
        duis=_duis(cles, parmi, lues),
        projets=_projets(lues) if projets is None else projets,
        grappes={cle: (c.ou, c.ou_nom) for cle, c in candidatures.items() if c.ou},
        paires=list(
            PaireInterdite.objects.filter(campagne__in=cles)
            .order_by("pk")
            .values_list("premiere", "seconde", "motif")
        ),
        reglements={cle: lu for cle, lu in reglements.items() if lu},
    )


def _vivantes(campagnes: list[int], parmi: Collection[int] | None) -> QuerySet[Candidature]:
    vivantes = Candidature.objects.vivantes().filter(campagne__in=campagnes)
    if parmi is None or len(parmi) > VOISINAGE:
        return vivantes
    # Who wishes two that refuse each other stands two steps from the second.
    return vivantes.filter(pk__in=_autour(vivantes, _autour(vivantes, set(parmi))))


def _placees(vivantes: QuerySet[Candidature]) -> QuerySet:
    """With the key and the name of the grappe where each stands."""
    ici = FilteredRelation("places", condition=Q(places__liberee_le=None))
    placees = vivantes.alias(ici=ici).annotate(ou=F("ici__grappe"), ou_nom=F("ici__grappe__nom"))
    return placees.select_related("organisme").only(*COLONNES).order_by("pk")


def _autour(vivantes: QuerySet[Candidature], cles: set[int]) -> set[int]:
    """These, those that they cite, that cite them, that are or were with them or kept apart."""
    organismes = Candidature.objects.filter(pk__in=cles).values("organisme")
    grappes = Place.objects.filter(candidature__in=cles).values("grappe")
    voisines = (
        Q(pk__in=cles)
        | Q(pk__in=Place.objects.filter(grappe__in=grappes).values("candidature"))
        | Q(pk__in=PaireInterdite.objects.filter(premiere__in=cles).values("seconde"))
        | Q(pk__in=PaireInterdite.objects.filter(seconde__in=cles).values("premiere"))
    )
    for table in (PARTENAIRES, REFUS):
        cites = table.objects.filter(candidature__in=cles).values("organismegestionnaire")
        citent = table.objects.filter(organismegestionnaire__in=organismes).values("candidature")
        voisines |= Q(organisme__in=cites) | Q(pk__in=citent)
    return set(vivantes.filter(voisines).order_by().values_list("pk", flat=True))


def _cites(table: type[Model], lues: QuerySet, organismes: dict[int, str]) -> dict[int, set[int]]:
    """What each live candidature cites, and their names; see `est_en_jeu` for those that may
    still change."""
    cites: dict[int, set[int]] = defaultdict(set)
    lignes = table._default_manager.filter(candidature__in=lues).order_by("candidature")
    for cle, organisme, nom, finess in lignes.values_list(
        "candidature",
        "organismegestionnaire",
        "organismegestionnaire__raison_sociale",
        "organismegestionnaire__finess_juridique",
    ):
        cites[cle].add(organisme)
        organismes[organisme] = nom or f"Organisme {finess}"
    return dict(cites)


def _deduits(lues: QuerySet, candidatures: Mapping[int, Candidature]) -> dict[int, set[int]]:
    refusees = Place.objects.filter(candidature__in=lues, etat=EtatPlace.REFUSEE)
    collegues = refuses_avec(refusees.filter(motif_refus=Place.MotifRefus.PARTENAIRES))
    deduits: dict[int, set[int]] = defaultdict(set)
    for place, autres in collegues.items():
        organismes = {candidatures[a].organisme_id for a in autres if a in candidatures}
        deduits[place.candidature_id] |= {o for o in organismes if o is not None}
    return {cle: deduits[cle] for cle in sorted(deduits)}


def refuses_avec(refusees: Iterable[Place]) -> dict[Place, set[int]]:
    """By place refused for its partners: the candidatures that were in its grappe at that time."""
    refusees = list(refusees)
    if not refusees:
        return {}
    membres = defaultdict(list)
    for place in Place.objects.filter(grappe__in={p.grappe_id for p in refusees}):
        membres[place.grappe_id].append(place)
    return {
        refusee: {
            place.candidature_id
            for place in membres[refusee.grappe_id]
            if place.candidature_id != refusee.candidature_id and _presente(place, refusee)
        }
        for refusee in refusees
    }


def _presente(place: Place, refusee: Place) -> bool:
    instant = refusee.repondue_le or refusee.liberee_le
    if instant is None:
        return False
    return place.creee_le <= instant and (place.liberee_le is None or place.liberee_le > instant)


def _duis(
    campagnes: list[int], parmi: Collection[int] | None, lues: QuerySet
) -> dict[int, dict[int, str]]:
    """Those of files that are over too, for who asks for them."""
    duis: dict[int, dict[int, str]] = defaultdict(dict)
    choix = Candidature.dui_acceptes.through.objects.filter(candidature__campagne__in=campagnes)
    if parmi is not None and len(parmi) <= VOISINAGE:
        choix = choix.filter(Q(candidature__in=lues) | Q(candidature__in=parmi))
    for cle, dui, nom in choix.values_list("candidature_id", "dui_id", "dui__nom"):
        duis[cle][dui] = nom
    return duis


def _projets(lues: QuerySet) -> dict[int, set[str]]:
    projets: dict[int, set[str]] = defaultdict(set)
    lignes = EtablissementDeclare.objects.filter(candidature__in=lues, retenue=True).exclude(
        type_projet__in=("", Candidature.Projet.A_DEFINIR)
    )
    for cle, projet in lignes.order_by().values_list("candidature", "type_projet").distinct():
        projets[cle].add(projet)
    return projets


def campagnes_en_cours() -> list[Campagne]:
    """Those where a grappe may still be formed."""
    toutes = Campagne.objects.select_related("instruction").prefetch_related(
        "reglements", "instruction__fenetres"
    )
    return [campagne for campagne in toutes if campagne.etat != EtatCampagne.DEPOT_CLOS]


def est_en_jeu(candidature: Candidature) -> bool:
    """Whether its grappe may still change."""
    return candidature.statut != StatutCandidature.TRANSMISE
