"""A grappe against the règlement: each rule as a sentence, met or not."""

from collections import Counter
from dataclasses import dataclass, field

from grappes.models import Candidature, EtablissementDeclare, Grappe, Reglement, Route

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


@dataclass
class Composition:
    """What a grappe is made of, counted once. Sizes are in ESMS (FINESS géographiques)."""

    organismes: int = 0
    eligibles: int = 0
    douteux: int = 0
    exclus: int = 0
    eligibles_reduits: int = 0
    regions: set[str] = field(default_factory=set)
    projets: Counter[str] = field(default_factory=Counter)
    sans_accord_dui: list[str] = field(default_factory=list)


def composer(grappe: Grappe, reglement: Reglement) -> Composition:
    """Count the live members of a grappe; reads prefetched places, candidatures and lines."""
    candidatures = [place.candidature for place in grappe.places_vivantes]
    reduits = {departement.pk for departement in reglement.departements_reduits.all()}
    compo = Composition(organismes=len({c.organisme_id for c in candidatures}))
    for candidature in candidatures:
        if not _accepte(candidature, grappe.dui_id):
            compo.sans_accord_dui.append(str(candidature.organisme))
        for ligne in candidature.lignes.all():
            if ligne.retenue:
                _compter(compo, ligne, reduits)
    return compo


def _accepte(candidature: Candidature, dui_id: int | None) -> bool:
    if candidature.dui_de_la_grappe:
        return True
    return dui_id in {dui.pk for dui in candidature.dui_acceptes.all()}


def _compter(compo: Composition, ligne: EtablissementDeclare, reduits: set[str]) -> None:
    if ligne.verdict == Verdict.EXCLU:
        compo.exclus += 1
    elif ligne.verdict == Verdict.DOUTEUX:
        compo.douteux += 1
    else:
        compo.eligibles += 1
        if ligne.type_projet:
            compo.projets[ligne.type_projet] += 1
        if departement := ligne.etablissement and ligne.etablissement.departement:
            compo.eligibles_reduits += departement.pk in reduits
            if departement.region_id:
                compo.regions.add(departement.region_id)


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
    compo = composer(grappe, reglement)
    constats = [
        _seuil(compo, reglement),
        _minimum_og(compo, reglement),
        _plafond(compo, reglement),
        _dui(grappe, compo, reglement),
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


def _minimum_og(compo: Composition, reglement: Reglement) -> Constat | None:
    if reglement.minimum_og is None:
        return None
    phrase = f"{compo.organismes} OG pour un minimum de {reglement.minimum_og}."
    return Constat("minimum_og", compo.organismes >= reglement.minimum_og, phrase)


def _plafond(compo: Composition, reglement: Reglement) -> Constat | None:
    if reglement.plafond_esms is None:
        return None
    phrase = f"{compo.eligibles} ESMS éligibles pour un maximum de {reglement.plafond_esms}."
    return Constat("plafond", compo.eligibles <= reglement.plafond_esms, phrase)


def _dui(grappe: Grappe, compo: Composition, reglement: Reglement) -> Constat | None:
    if not reglement.dui_unique:
        return None
    if grappe.dui is None:
        return Constat("dui", False, "Le logiciel commun de la grappe n’est pas encore choisi.")
    if compo.sans_accord_dui:
        nombre = len(compo.sans_accord_dui)
        phrase = f"{grappe.dui} n’est pas accepté par {nombre} membre{'s' if nombre > 1 else ''}."
        return Constat("dui", False, phrase, ", ".join(compo.sans_accord_dui))
    return Constat("dui", True, f"Tous les membres acceptent {grappe.dui}.")


def _projets(compo: Composition, reglement: Reglement) -> Constat | None:
    acquisitions = compo.projets[Candidature.Projet.ACQUISITION]
    conformites = compo.projets[Candidature.Projet.MISE_EN_CONFORMITE]
    if reglement.part_mixte_max is None or not (acquisitions and conformites):
        return None
    minoritaire = min(acquisitions, conformites)
    total = acquisitions + conformites
    phrase = (
        f"Projet mixte : {acquisitions} acquisitions et {conformites} mises en conformité, "
        f"pour {reglement.part_mixte_max} % au plus du type minoritaire."
    )
    return Constat("projets", minoritaire * 100 <= reglement.part_mixte_max * total, phrase)
