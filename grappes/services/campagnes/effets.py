"""What a change of rules would do, told before it is applied: nothing here writes anything.

The same lines are judged, by the same rules, as when the change is made: a version of the
règlement put in force, an official list confirmed or withdrawn, an instruction published.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet, prefetch_related_objects

from grappes.models import (
    Campagne,
    Candidature,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    ListeOfficielle,
    OrganismeGestionnaire,
    Place,
    Reglement,
    StatutGrappe,
)
from grappes.models.statuts import GRAPPES_DEPOSEES
from grappes.regles.eligibilite import Cadre, Jugement
from grappes.regles.grappe import Composition, Constat, composer, juger, seuil
from grappes.services.dossiers import jugements
from grappes.services.regroupement import grappes

Verdict = EtablissementDeclare.Verdict
# Filed or dissolved: no rule reaches them any more.
HORS_D_ATTEINTE = (*GRAPPES_DEPOSEES, StatutGrappe.DISSOUTE)


@dataclass(frozen=True)
class Changement:
    """One line whose verdict would change."""

    ligne: EtablissementDeclare
    avant: Verdict
    jugement: Jugement


@dataclass
class CandidatureTouchee:
    """A file with its lines that would change, and what it would gain in eligible ESMS."""

    candidature: Candidature
    changements: list[Changement] = field(default_factory=list)

    @property
    def gain(self) -> int:
        """In eligible ESMS, negative when some are lost."""
        return sum(
            (c.jugement.verdict == Verdict.ELIGIBLE) - (c.avant == Verdict.ELIGIBLE)
            for c in self.changements
        )


@dataclass(frozen=True)
class Mesure:
    """A grappe under one règlement; sizes and threshold in ESMS."""

    compo: Composition
    seuil: int | None
    constats: list[Constat]

    @property
    def valide(self) -> bool:
        return self.seuil is not None and all(constat.respecte for constat in self.constats)

    @property
    def marge(self) -> int | None:
        return None if self.seuil is None else self.compo.eligibles - self.seuil


@dataclass(frozen=True)
class GrappeTouchee:
    """A grappe before and after; `bascules` are the rules that it begins or ceases to meet."""

    grappe: Grappe
    avant: Mesure
    apres: Mesure
    bascules: list[Constat]

    @property
    def manque(self) -> int:
        """How many eligible ESMS it would lack."""
        return max(0, -(self.apres.marge or 0))

    @property
    def informes(self) -> list[OrganismeGestionnaire]:
        """The members that were told of their place."""
        return [
            organisme
            for place in self.grappe.places_vivantes
            if place.etat != EtatPlace.PREVUE and (organisme := place.candidature.organisme)
        ]


@dataclass(frozen=True)
class Effets:
    """All that would change in a campagne."""

    candidatures: list[CandidatureTouchee]
    grappes: list[GrappeTouchee]

    @property
    def invalidees(self) -> list[GrappeTouchee]:
        return [g for g in self.grappes if g.avant.valide and not g.apres.valide]

    @property
    def validees(self) -> list[GrappeTouchee]:
        return [g for g in self.grappes if g.apres.valide and not g.avant.valide]

    @property
    def autres(self) -> list[GrappeTouchee]:
        """Valid or not as before, with another size, threshold or rule that turns."""
        return [g for g in self.grappes if g.avant.valide == g.apres.valide]

    @property
    def passages(self) -> list[tuple[str, str, int]]:
        """How many ESMS would pass from one verdict to another, the most numerous first."""
        compte = Counter(
            (changement.avant.label, changement.jugement.verdict.label)
            for touchee in self.candidatures
            for changement in touchee.changements
        )
        return [(avant, apres, nombre) for (avant, apres), nombre in compte.most_common()]

    @property
    def informes(self) -> list[OrganismeGestionnaire]:
        """The OGs, told of their place, whose grappe would become invalid."""
        return [organisme for touchee in self.invalidees for organisme in touchee.informes]


def de_la_version(reglement: Reglement) -> Effets:
    """What putting this version in force would do now."""
    campagne = Campagne.objects.get(pk=reglement.campagne_id)
    cadre = jugements.cadre(reglement, _lignes(campagne))
    return _mesurer(campagne, campagne.reglement, cadre)


def de_la_liste(liste: ListeOfficielle, campagne: Campagne) -> Effets:
    """What confirming this list would do, or withdrawing it once it counts."""
    campagne = Campagne.objects.get(pk=campagne.pk)
    reglement = campagne.reglement
    if reglement is None:
        return Effets([], [])
    cle = "sans" if liste.compte else "avec"
    cadre = jugements.cadre(reglement, _lignes(campagne), **{cle: liste})
    return _mesurer(campagne, reglement, cadre)


def de_la_liste_partout(liste: ListeOfficielle) -> list[tuple[Campagne, Effets]]:
    """The same for each campagne that runs, those where something would change."""
    prevus = [(campagne, de_la_liste(liste, campagne)) for campagne in Campagne.objects.en_course()]
    return [(campagne, effets) for campagne, effets in prevus if effets.candidatures]


def verdicts_sous(cadre: Cadre, candidatures: QuerySet[Candidature]) -> dict[int, Verdict]:
    """The verdicts of these files' lines that would change, by line."""
    lignes = EtablissementDeclare.objects.filter(candidature__in=candidatures)
    return {ligne.pk: juge.verdict for ligne, juge in jugements.changements(lignes, cadre)}


def projeter(grappe: Grappe, verdicts: Mapping[int, Verdict]) -> None:
    """Give the prefetched lines of a grappe these verdicts, without saving them."""
    for place in grappe.places_vivantes:
        for ligne in place.candidature.lignes.all():
            ligne.verdict = verdicts.get(ligne.pk, ligne.verdict)


def _lignes(campagne: Campagne) -> QuerySet[EtablissementDeclare]:
    vivantes = Candidature.objects.vivantes().filter(campagne=campagne)
    return EtablissementDeclare.objects.filter(candidature__in=vivantes)


def _mesurer(campagne: Campagne, avant: Reglement | None, cadre: Cadre) -> Effets:
    verdicts: dict[int, Verdict] = {}
    changements: dict[int, list[Changement]] = defaultdict(list)
    for ligne, jugement in jugements.changements(_lignes(campagne), cadre):
        if jugement.verdict != ligne.verdict:
            verdicts[ligne.pk] = jugement.verdict
            if ligne.retenue:
                changement = Changement(ligne, Verdict(ligne.verdict), jugement)
                changements[ligne.candidature_id].append(changement)
    return Effets(
        _candidatures(campagne, changements),
        _grappes(campagne, avant, cadre.reglement, verdicts),
    )


def _candidatures(
    campagne: Campagne, changements: Mapping[int, list[Changement]]
) -> list[CandidatureTouchee]:
    """Those that lose most come first."""
    touchees = [
        CandidatureTouchee(candidature, changements[candidature.pk])
        for candidature in Candidature.objects.vivantes()
        .filter(campagne=campagne)
        .select_related("organisme")
        if candidature.pk in changements
    ]
    return sorted(touchees, key=lambda t: (t.gain, t.candidature.numero or ""))


def _grappes(
    campagne: Campagne, avant: Reglement | None, apres: Reglement, verdicts: Mapping[int, Verdict]
) -> list[GrappeTouchee]:
    prefetch_related_objects(list(filter(None, [avant, apres])), "departements_reduits")
    touchees = []
    en_course = grappes.avec_membres().filter(campagne=campagne)
    for grappe in en_course.exclude(statut__in=HORS_D_ATTEINTE):
        mesure_avant = _mesure(grappe, avant)
        projeter(grappe, verdicts)
        mesure_apres = _mesure(grappe, apres)
        bascules = _bascules(mesure_avant.constats, mesure_apres.constats)
        if bascules or mesure_avant.marge != mesure_apres.marge:
            touchees.append(GrappeTouchee(grappe, mesure_avant, mesure_apres, bascules))
    return touchees


def _mesure(grappe: Grappe, reglement: Reglement | None) -> Mesure:
    if reglement is None:
        return Mesure(Composition(), None, [])
    compo = composer(grappe, reglement)
    return Mesure(compo, seuil(compo, reglement), juger(compo, grappe.dui, reglement))


def _bascules(avant: list[Constat], apres: list[Constat]) -> list[Constat]:
    """The rules that change sides; one that disappears while it was not met is met."""
    respectes = {constat.code: constat.respecte for constat in avant}
    codes = {constat.code for constat in apres}
    tournees = [c for c in apres if c.respecte != respectes.get(c.code, True)]
    disparues = [
        Constat(c.code, True, f"Ne s’applique plus : {c.phrase}")
        for c in avant
        if c.code not in codes and not c.respecte
    ]
    return tournees + disparues


def membres_vivants(statut: StatutGrappe, campagne: Campagne) -> QuerySet[Candidature]:
    """The candidatures that have a place in the grappes of this status."""
    places = Place.objects.vivantes().filter(grappe__campagne=campagne, grappe__statut=statut)
    return Candidature.objects.filter(places__in=places)
