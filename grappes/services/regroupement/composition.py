"""What a grappe is made of, counted from aggregates: thousands of candidatures in four queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from grappes.models import Campagne, Candidature, Dui, EtablissementDeclare, Reglement
from grappes.regles.grappe import Constat, Lot, Membre, juger, recenser, seuil

Verdict = EtablissementDeclare.Verdict


@dataclass(frozen=True)
class Jauge:
    """A grappe in ESMS against its minimum (None without rules in force)."""

    eligibles: int
    douteux: int
    exclus: int
    seuil: int | None

    @property
    def marge(self) -> int | None:
        """How many ESMS above the minimum; negative when some are missing."""
        return None if self.seuil is None else self.eligibles - self.seuil

    @property
    def manque(self) -> int:
        """How many ESMS are missing to reach the minimum."""
        return max(0, -(self.marge or 0))

    @property
    def declares(self) -> int:
        return self.eligibles + self.douteux + self.exclus

    @property
    def echelle(self) -> int:
        """What the whole width of the bar stands for: room is left beyond the minimum."""
        return max(self.declares, (self.seuil or 0) * 4 // 3, 1)

    @property
    def atteinte(self) -> bool:
        return self.marge is not None and self.marge >= 0


@dataclass(frozen=True)
class Bilan:
    """A set of members against the rules."""

    jauge: Jauge
    constats: list[Constat]

    @property
    def valide(self) -> bool:
        return bool(self.constats) and all(constat.respecte for constat in self.constats)


def bilan(membres: Sequence[Membre], dui: Dui | None, reglement: Reglement | None) -> Bilan:
    """Count and judge; without rules in force, only count."""
    if reglement is None:
        eligibles, douteux, exclus = (sum(m.nombre(v) for m in membres) for v in Verdict.values)
        return Bilan(Jauge(eligibles, douteux, exclus, None), [])
    compo = recenser(membres, dui.pk if dui else None, reglement)
    jauge = Jauge(compo.eligibles, compo.douteux, compo.exclus, seuil(compo, reglement))
    return Bilan(jauge, juger(compo, dui, reglement))


def reglement_de(campagne: Campagne) -> Reglement | None:
    """The rules in force now, with the départements of the reduced minimum read once."""
    versions = Campagne.objects.prefetch_related("reglements__departements_reduits")
    return versions.get(pk=campagne.pk).reglement


def membres_de(campagne: Campagne, cles: Collection[int] | None = None) -> dict[int, Membre]:
    """What the rules read of these candidatures (all those of the campagne without `cles`)."""
    lots = lots_de(campagne, cles)
    duis = duis_de(campagne, cles)
    lues = Candidature.objects.filter(campagne=campagne).deposees().order_by()
    if cles is not None:
        lues = lues.filter(pk__in=cles)
    return {
        cle: Membre(organisme, nom, duis.get(cle, frozenset()), suit, tuple(lots.get(cle, ())))
        for cle, organisme, nom, suit in lues.values_list(
            "pk", "organisme", "organisme__raison_sociale", "dui_de_la_grappe"
        )
    }


def lots_de(campagne: Campagne, cles: Collection[int] | None) -> dict[int, list[Lot]]:
    lignes = EtablissementDeclare.objects.filter(candidature__campagne=campagne, retenue=True)
    if cles is not None:
        lignes = lignes.filter(candidature__in=cles)
    lots = defaultdict(list)
    comptes = lignes.order_by().values_list(
        "candidature",
        "verdict",
        "type_projet",
        "etablissement__departement",
        "etablissement__departement__region",
        Count("pk"),
        "etablissement__categorie__secteur__nom",
    )
    for cle, *lot in comptes:
        lots[cle].append(Lot(*lot))
    return lots


def duis_de(campagne: Campagne, cles: Collection[int] | None) -> dict[int, frozenset[int]]:
    choix = Candidature.dui_acceptes.through.objects.filter(candidature__campagne=campagne)
    if cles is not None:
        choix = choix.filter(candidature__in=cles)
    return grouper(choix.values_list("candidature", "dui"))


def grouper(paires: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """{first: all its seconds}."""
    groupes: dict[int, set[int]] = defaultdict(set)
    for une, autre in paires:
        groupes[une].add(autre)
    return {cle: frozenset(groupe) for cle, groupe in groupes.items()}
