"""A grappe against the règlement: each rule as a sentence, met or not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from grappes.francais import compter
from grappes.models import Candidature, Dui, EtablissementDeclare, Grappe, Reglement, Route

Verdict = EtablissementDeclare.Verdict


@dataclass(frozen=True)
class Constat:
    """One rule about one grappe. `code` is stable, `phrase` is for people.

    `detail` names members: it is for the Collectif's eyes only.
    """

    code: str
    respecte: bool
    phrase: str
    detail: str = ""


@dataclass(frozen=True)
class Lot:
    """ESMS of one member that count alike."""

    verdict: str
    projet: str = ""
    departement: str | None = None
    region: str | None = None
    nombre: int = 1
    secteur: str | None = None


@dataclass(frozen=True)
class Membre:
    """What the rules read of a candidature. `suit`: it takes whatever DUI the grappe chooses."""

    organisme: int | None
    nom: str
    duis: frozenset[int]
    suit: bool
    lots: tuple[Lot, ...]

    def accepte(self, dui: int | None) -> bool:
        return self.suit or dui in self.duis

    def nombre(self, verdict: str) -> int:
        return sum(lot.nombre for lot in self.lots if lot.verdict == verdict)


@dataclass
class Composition:
    """What a grappe is made of, counted once. Sizes are in ESMS (FINESS géographiques)."""

    organismes: int = 0
    eligibles: int = 0
    douteux: int = 0
    exclus: int = 0
    eligibles_reduits: int = 0
    plus_grand: int = 0  # the eligible ESMS of its largest OG
    regions: set[str] = field(default_factory=set)
    projets: Counter[str] = field(default_factory=Counter)
    sans_accord_dui: list[str] = field(default_factory=list)


def composer(grappe: Grappe, reglement: Reglement) -> Composition:
    """Count the live members of a grappe; reads prefetched places, candidatures and lines."""
    membres = [_membre(place.candidature) for place in grappe.places_vivantes]
    return recenser(membres, grappe.dui_id, reglement)


def recenser(membres: Sequence[Membre], dui: int | None, reglement: Reglement) -> Composition:
    """The same for members that need not be in a grappe yet."""
    reduits = {departement.pk for departement in reglement.departements_reduits.all()}
    compo = Composition(organismes=len({membre.organisme for membre in membres}))
    for membre in membres:
        if not membre.accepte(dui):
            compo.sans_accord_dui.append(membre.nom)
        for lot in membre.lots:
            _compter(compo, lot, reduits)
    tailles: Counter[int | None] = Counter()
    for membre in membres:
        tailles[membre.organisme] += membre.nombre(Verdict.ELIGIBLE)
    compo.plus_grand = max(tailles.values(), default=0)
    return compo


def _membre(candidature: Candidature) -> Membre:
    return Membre(
        organisme=candidature.organisme_id,
        nom=str(candidature.organisme),
        duis=frozenset(dui.pk for dui in candidature.dui_acceptes.all()),
        suit=candidature.dui_de_la_grappe,
        lots=tuple(_lot(ligne) for ligne in candidature.lignes.all() if ligne.retenue),
    )


def _lot(ligne: EtablissementDeclare) -> Lot:
    departement = ligne.etablissement.departement if ligne.etablissement else None
    if departement is None:
        return Lot(ligne.verdict, ligne.type_projet)
    return Lot(ligne.verdict, ligne.type_projet, departement.pk, departement.region_id)


def _compter(compo: Composition, lot: Lot, reduits: set[str]) -> None:
    if lot.verdict == Verdict.EXCLU:
        compo.exclus += lot.nombre
    elif lot.verdict == Verdict.DOUTEUX:
        compo.douteux += lot.nombre
    else:
        compo.eligibles += lot.nombre
        if lot.projet:
            compo.projets[lot.projet] += lot.nombre
        if lot.departement in reduits:
            compo.eligibles_reduits += lot.nombre
        if lot.region:
            compo.regions.add(lot.region)


def seuil(compo: Composition, reglement: Reglement) -> int:
    """The minimum for this grappe: reduced when all its eligible ESMS are in such territory."""
    tous_reduits = compo.eligibles > 0 and compo.eligibles_reduits == compo.eligibles
    if reglement.seuil_reduit is not None and tous_reduits:
        return reglement.seuil_reduit
    return reglement.seuil_esms


def route(compo: Composition, reglement: Reglement) -> Route:
    """Which way the grappe files: the règlement tells by count and number of regions."""
    multiregionale = len(compo.regions) > 1
    nationale = reglement.seuil_national is not None and compo.eligibles >= reglement.seuil_national
    if nationale and (multiregionale or not reglement.national_si_multiregional):
        return Route.NATIONALE
    return Route.MULTIREGIONALE if multiregionale else Route.REGIONALE


def constater(grappe: Grappe, reglement: Reglement) -> list[Constat]:
    """Every rule of the règlement as a sentence about this grappe, in reading order."""
    return juger(composer(grappe, reglement), grappe.dui, reglement)


def juger(compo: Composition, dui: Dui | None, reglement: Reglement) -> list[Constat]:
    """The same for a composition that need not be a grappe's yet."""
    constats = [
        _seuil(compo, reglement),
        _minimum_og(compo, reglement),
        _plafond(compo, reglement),
        _dui(dui, compo, reglement),
        _projets(compo, reglement),
    ]
    return [constat for constat in constats if constat]


def manquements(grappe: Grappe, reglement: Reglement) -> list[str]:
    """The sentences of the rules that are not met."""
    return [c.phrase for c in constater(grappe, reglement) if not c.respecte]


def _seuil(compo: Composition, reglement: Reglement) -> Constat:
    minimum = seuil(compo, reglement)
    phrase = f"{compo.eligibles} ESMS éligibles pour un minimum de {minimum}"
    if compo.eligibles < minimum:
        phrase += f" : il en manque {minimum - compo.eligibles}"
    if compo.douteux:
        phrase += f" ({compo.douteux} douteux à trancher)"
    if 0 < compo.eligibles_reduits < compo.eligibles and reglement.seuil_reduit is not None:
        phrase += " ; grappe mixte : le seuil réduit ne s’applique pas à tous ses ESMS"
    return Constat("seuil", compo.eligibles >= minimum, f"{phrase}.")


def _un_seul_suffit(compo: Composition, reglement: Reglement) -> bool:
    """One OG has the threshold by itself: it may apply alone, or host smaller ones."""
    return compo.organismes > 0 and compo.plus_grand >= seuil(compo, reglement)


def _minimum_og(compo: Composition, reglement: Reglement) -> Constat | None:
    if reglement.minimum_og is None:
        return None
    if compo.organismes < reglement.minimum_og and _un_seul_suffit(compo, reglement):
        qui = "1 OG, qui" if compo.organismes == 1 else f"{compo.organismes} OG, dont un"
        dispense = f"les {reglement.minimum_og} OG ne sont pas exigés"
        return Constat("minimum_og", True, f"{qui} atteint seul le minimum : {dispense}.")
    phrase = f"{compo.organismes} OG pour un minimum de {reglement.minimum_og}."
    return Constat("minimum_og", compo.organismes >= reglement.minimum_og, phrase)


def _plafond(compo: Composition, reglement: Reglement) -> Constat | None:
    if reglement.plafond_esms is None:
        return None
    phrase = f"{compo.eligibles} ESMS éligibles pour un maximum de {reglement.plafond_esms}"
    if compo.eligibles <= reglement.plafond_esms:
        return Constat("plafond", True, f"{phrase}.")
    if compo.organismes == 1 and _un_seul_suffit(compo, reglement):
        return Constat("plafond", True, f"{phrase} : il ne vaut pas pour un OG seul.")
    return Constat("plafond", False, f"{phrase}.")


def _dui(dui: Dui | None, compo: Composition, reglement: Reglement) -> Constat | None:
    if not reglement.dui_unique:
        return None
    if dui is None:
        return Constat("dui", False, "Le logiciel commun de la grappe n’est pas encore choisi.")
    if compo.sans_accord_dui:
        nombre = len(compo.sans_accord_dui)
        phrase = f"{dui} n’est pas accepté par {nombre} membre{'s' if nombre > 1 else ''}."
        return Constat("dui", False, phrase, ", ".join(compo.sans_accord_dui))
    return Constat("dui", True, f"Tous les membres acceptent {dui}.")


def _projets(compo: Composition, reglement: Reglement) -> Constat | None:
    """The share is of all its ESMS: those that have not decided fit both kinds."""
    acquisitions = compo.projets[Candidature.Projet.ACQUISITION]
    conformites = compo.projets[Candidature.Projet.MISE_EN_CONFORMITE]
    if reglement.part_mixte_max is None or not (acquisitions and conformites):
        return None
    minoritaire = min(acquisitions, conformites)
    phrase = (
        f"Projet mixte : {compter(acquisitions, 'acquisition')} et "
        f"{compter(conformites, 'mise')} en conformité sur {compo.eligibles} ESMS éligibles, "
        f"pour {reglement.part_mixte_max} % au plus du type minoritaire."
    )
    tenu = minoritaire * 100 <= reglement.part_mixte_max * compo.eligibles
    return Constat("projets", tenu, phrase)
