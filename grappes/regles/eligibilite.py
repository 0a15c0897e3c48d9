"""The verdict of one declared establishment: what the règlement and the register can tell.

What they cannot tell stays *douteux* until staff decide.
"""

from collections.abc import Collection
from dataclasses import dataclass

from grappes.models import Candidature, EtablissementDeclare, Reglement

Verdict = EtablissementDeclare.Verdict
OUI = EtablissementDeclare.OuiNon.OUI


@dataclass(frozen=True)
class Jugement:
    """A verdict with the rule that gave it and the source that it rests on."""

    verdict: EtablissementDeclare.Verdict
    regle: str
    source: str


def juger(
    ligne: EtablissementDeclare, reglement: Reglement, categories: Collection[str]
) -> Jugement:
    """Judge a line under a règlement; `categories` holds the codes that the règlement admits."""
    return (
        _selon_le_registre(ligne, reglement, categories)
        or _selon_la_declaration(ligne, reglement)
        or Jugement(
            Verdict.ELIGIBLE, "Catégorie éligible, établissement ouvert", "Référentiel FINESS"
        )
    )


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


def _selon_la_declaration(ligne: EtablissementDeclare, reglement: Reglement) -> Jugement | None:
    source = "Déclaration du candidat"
    acquisition = ligne.type_projet == Candidature.Projet.ACQUISITION
    if reglement.exclut_financement_anterieur and ligne.financement_anterieur == OUI:
        return Jugement(Verdict.DOUTEUX, "Financement ESMS Numérique antérieur déclaré", source)
    if reglement.exclut_acquisition_sous_contrat and acquisition and ligne.contrat_signe == OUI:
        return Jugement(Verdict.DOUTEUX, "Acquisition d’un logiciel déjà sous contrat", source)
    if reglement.exclut_sons_autre_logiciel and _commande_sons_ailleurs(ligne):
        return Jugement(Verdict.DOUTEUX, "Commande SONS pour un autre logiciel", source)
    return None


def _commande_sons_ailleurs(ligne: EtablissementDeclare) -> bool:
    change = ligne.type_projet == Candidature.Projet.ACQUISITION
    return ligne.a_commande_sons and (change or ligne.sons_dui_id not in (None, ligne.dui_id))
