"""The verdict of one declared establishment: what the règlement, the register and lists can tell.

What they cannot tell stays *douteux* until staff decide.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from grappes.models import Candidature, EtablissementDeclare, LigneListe, ListeOfficielle, Reglement

Verdict = EtablissementDeclare.Verdict
Projet = Candidature.Projet
OUI = EtablissementDeclare.OuiNon.OUI

# By FINESS, the lines of the official lists that count; each comes with its list.
Inscriptions = Mapping[str, Sequence[LigneListe]]


@dataclass(frozen=True)
class Cadre:
    """What lines are judged by: a règlement, the categories that it admits, the official lists."""

    reglement: Reglement
    categories: Collection[str]
    inscriptions: Inscriptions = field(default_factory=dict)


@dataclass(frozen=True)
class Jugement:
    """A verdict with the rule that gave it and the source that it rests on."""

    verdict: EtablissementDeclare.Verdict
    regle: str
    source: str


def juger(ligne: EtablissementDeclare, cadre: Cadre) -> Jugement:
    """Judge a line: an exclusion wins over a doubt, else the first rule that speaks."""
    paroles = [
        jugement
        for jugement in (
            _selon_le_registre(ligne, cadre.reglement, cadre.categories),
            *_selon_les_listes(ligne, cadre),
            _selon_la_declaration(ligne, cadre),
        )
        if jugement
    ]
    exclusions = [jugement for jugement in paroles if jugement.verdict == Verdict.EXCLU]
    return next(
        iter(exclusions or paroles),
        Jugement(
            Verdict.ELIGIBLE, "Catégorie éligible, établissement ouvert", "Référentiel FINESS"
        ),
    )


def contradictions(ligne: EtablissementDeclare, inscriptions: Inscriptions) -> list[str]:
    """What the candidate denies and an official list holds: sentences for staff."""
    phrases = []
    for inscription in inscriptions.get(ligne.finess, ()):
        de_sons = inscription.liste.genre == ListeOfficielle.Genre.SONS
        declare = ligne.commande_sons if de_sons else ligne.financement_anterieur
        if declare == EtablissementDeclare.OuiNon.NON:
            objet = "n’avoir rien commandé par SONS" if de_sons else "n’avoir jamais été financé"
            phrases.append(
                f"Le candidat déclare {objet} ; la liste « {inscription.liste} » dit le contraire."
            )
    return phrases


def _selon_le_registre(
    ligne: EtablissementDeclare, reglement: Reglement, categories: Collection[str]
) -> Jugement | None:
    source = "Référentiel FINESS"
    etablissement = ligne.etablissement
    if etablissement is None:
        return Jugement(Verdict.DOUTEUX, "FINESS absent du référentiel", source)
    if etablissement.ferme_le:
        regle = f"Établissement fermé depuis le {etablissement.ferme_le:%d/%m/%Y}"
        return Jugement(Verdict.EXCLU, regle, source)
    if etablissement.organisme_id != ligne.candidature.organisme_id:
        return Jugement(
            Verdict.DOUTEUX, "Établissement d’un autre organisme dans le référentiel", source
        )
    if etablissement.categorie is None:
        return Jugement(Verdict.DOUTEUX, "Catégorie inconnue", source)
    if etablissement.categorie_id in categories:
        return None
    if etablissement.categorie.l312_1 is None:
        regle = f"Catégorie {etablissement.categorie_id} à vérifier par le Collectif"
        return Jugement(Verdict.DOUTEUX, regle, source)
    regle = f"Catégorie {etablissement.categorie_id} hors du champ du règlement"
    return Jugement(Verdict.EXCLU, regle, reglement.texte_source)


def _selon_les_listes(ligne: EtablissementDeclare, cadre: Cadre) -> list[Jugement | None]:
    """What each list that holds this FINESS says, under the exclusions of the règlement."""
    return [
        _selon_la_commande(ligne, inscription, cadre.reglement)
        if inscription.liste.genre == ListeOfficielle.Genre.SONS
        else _selon_le_financement(inscription, cadre.reglement)
        for inscription in cadre.inscriptions.get(ligne.finess, ())
    ]


def _selon_le_financement(inscription: LigneListe, reglement: Reglement) -> Jugement | None:
    if not reglement.exclut_financement_anterieur:
        return None
    quand = f" en {inscription.annee}" if inscription.annee else ""
    return Jugement(Verdict.EXCLU, f"Déjà financé par ESMS Numérique{quand}", _source(inscription))


def _selon_la_commande(
    ligne: EtablissementDeclare, inscription: LigneListe, reglement: Reglement
) -> Jugement | None:
    """A SONS order excludes another software: acquiring is changing, updating keeps the DUI."""
    if not reglement.exclut_sons_autre_logiciel:
        return None
    logiciel = inscription.logiciel or "un logiciel que la liste ne nomme pas"
    if ligne.type_projet == Projet.ACQUISITION:
        regle = f"Commande SONS pour {logiciel} : l’acquisition d’un autre logiciel est exclue"
        return Jugement(Verdict.EXCLU, regle, _source(inscription))
    if inscription.dui_id is not None and inscription.dui_id == ligne.dui_id:
        return None
    connus = inscription.dui_id is not None and ligne.dui_id is not None
    if connus and ligne.type_projet == Projet.MISE_EN_CONFORMITE:
        regle = f"Commande SONS pour un autre logiciel, {logiciel}"
        return Jugement(Verdict.EXCLU, regle, _source(inscription))
    regle = f"Commande SONS pour {logiciel}, à comparer au logiciel du projet"
    return Jugement(Verdict.DOUTEUX, regle, _source(inscription))


def _source(inscription: LigneListe) -> str:
    return f"Liste « {inscription.liste} »"


def _selon_la_declaration(ligne: EtablissementDeclare, cadre: Cadre) -> Jugement | None:
    """What the candidate says makes a doubt; on SONS orders a list that holds the FINESS knows."""
    source, reglement = "Déclaration du candidat", cadre.reglement
    acquisition = ligne.type_projet == Projet.ACQUISITION
    if reglement.exclut_financement_anterieur and ligne.financement_anterieur == OUI:
        return Jugement(Verdict.DOUTEUX, "Financement ESMS Numérique antérieur déclaré", source)
    if reglement.exclut_acquisition_sous_contrat and acquisition and ligne.contrat_signe == OUI:
        return Jugement(Verdict.DOUTEUX, "Acquisition d’un logiciel déjà sous contrat", source)
    connue = any(
        inscription.liste.genre == ListeOfficielle.Genre.SONS
        for inscription in cadre.inscriptions.get(ligne.finess, ())
    )
    if reglement.exclut_sons_autre_logiciel and not connue and _commande_sons_ailleurs(ligne):
        return Jugement(Verdict.DOUTEUX, "Commande SONS pour un autre logiciel", source)
    return None


def _commande_sons_ailleurs(ligne: EtablissementDeclare) -> bool:
    change = ligne.type_projet == Projet.ACQUISITION
    return ligne.a_commande_sons and (change or ligne.sons_dui_id not in (None, ligne.dui_id))
