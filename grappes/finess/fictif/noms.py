"""Words for fictitious names, and the categories that fictitious establishments belong to."""

from random import Random
from typing import NamedTuple


class CategorieFictive(NamedTuple):
    """A category of the register, with the word that its establishments' names start with."""

    code: str
    libelle: str
    mot: str
    poids: int


CATEGORIES: dict[str, list[CategorieFictive]] = {
    "domicile": [
        CategorieFictive("460", "Service autonomie aide (SAA)", "SAA", 7),
        CategorieFictive("354", "Service de Soins Infirmiers A Domicile (S.S.I.A.D)", "SSIAD", 4),
        CategorieFictive("209", "Service autonomie aide et soins (SAAS)", "SAAS", 1),
    ],
    "personnes-agees": [
        CategorieFictive(
            "500",
            "Etablissement d'hébergement pour personnes âgées dépendantes",
            "EHPAD",
            8,
        ),
        CategorieFictive("202", "Résidences autonomie", "RESIDENCE AUTONOMIE", 3),
        CategorieFictive("207", "Centre de Jour pour Personnes Agées", "ACCUEIL DE JOUR", 1),
    ],
    "handicap-adultes": [
        CategorieFictive(
            "449", "Etab.Accueil Non Médicalisé pour personnes handicapées", "FOYER DE VIE", 5
        ),
        CategorieFictive(
            "246", "Etablissement et Service d'Aide par le Travail (E.S.A.T.)", "ESAT", 4
        ),
        CategorieFictive("446", "Service d'Accompagnement à la Vie Sociale (S.A.V.S.)", "SAVS", 3),
        CategorieFictive(
            "448", "Etab.Acc.Médicalisé en tout ou partie personnes handicapées", "EAM", 2
        ),
        CategorieFictive("255", "Maison d'Accueil Spécialisée (M.A.S.)", "MAS", 2),
        CategorieFictive(
            "445", "Service d'accompagnement médico-social adultes handicapés", "SAMSAH", 1
        ),
    ],
    "handicap-enfants": [
        CategorieFictive("182", "Service d'Éducation Spéciale et de Soins à Domicile", "SESSAD", 4),
        CategorieFictive("183", "Institut Médico-Educatif (I.M.E.)", "IME", 4),
        CategorieFictive("186", "Institut Thérapeutique Éducatif et Pédagogique", "ITEP", 1),
        CategorieFictive("189", "Centre Médico-Psycho-Pédagogique (C.M.P.P.)", "CMPP", 1),
        CategorieFictive("190", "Centre Action Médico-Sociale Précoce (C.A.M.S.P.)", "CAMSP", 1),
    ],
    "enfance": [
        CategorieFictive("177", "Maison d'Enfants à Caractère Social", "MECS", 4),
        CategorieFictive("295", "Services AEMO et AED", "SERVICE AEMO", 2),
        CategorieFictive("175", "Foyer de l'Enfance", "FOYER DE L'ENFANCE", 1),
    ],
    "ahi": [
        CategorieFictive("214", "Centre Hébergement & Réinsertion Sociale (C.H.R.S.)", "CHRS", 3),
        CategorieFictive("443", "Centre Accueil Demandeurs Asile (C.A.D.A.)", "CADA", 2),
        CategorieFictive("219", "Autre Centre d'Accueil", "CENTRE D'ACCUEIL", 1),
    ],
    "pds": [
        CategorieFictive(
            "197", "Centre soins accompagnement prévention addictologie (CSAPA)", "CSAPA", 3
        ),
        CategorieFictive("165", "Appartement de Coordination Thérapeutique (A.C.T.)", "ACT", 2),
        CategorieFictive("180", "Lits Halte Soins Santé (L.H.S.S.)", "LHSS", 1),
        CategorieFictive(
            "178", "Ctre.Accueil/ Accomp.Réduc.Risq.Usag. Drogues (C.A.A.R.U.D.)", "CAARUD", 1
        ),
    ],
    "autres": [
        CategorieFictive(
            "340", "Service mandataire judiciaire à la protection des majeurs", "SERVICE MJPM", 2
        ),
        CategorieFictive(
            "257", "Foyer de Jeunes Travailleurs (résidence sociale ou non)", "FJT", 3
        ),
        CategorieFictive("344", "Service délégué aux prestations familiales", "SERVICE DPF", 1),
    ],
}
# Outside article L. 312-1: in the register, but no ESMS.
HORS_CHAMP = CategorieFictive("247", "Entreprise adaptée", "ENTREPRISE ADAPTEE", 1)

# Legal forms as the register names them: how the name starts, and how often.
STATUTS = [
    ("ASSOCIATION", "Association Loi 1901 non Reconnue d'Utilité Publique", 14),
    ("FONDATION", "Fondation", 2),
    ("MUTUELLE", "Société Mutualiste", 1),
    ("SARL", "Société à Responsabilité Limitée (S.A.R.L.)", 3),
    ("SYNDICAT", "Etablissement Social et Médico-Social Intercommunal", 2),
]
# Common words make it plausible; the land that follows exists on no map.
IMAGES = (
    "LES PASSERELLES",
    "L'ÉCLAIRCIE",
    "LES MARRONNIERS",
    "LE FIL D'OR",
    "LA CLAIRE-VOIE",
    "LES QUATRE SAISONS",
    "LE GRAND CÈDRE",
    "LES HIRONDELLES",
    "LA LONGUE-VUE",
    "LES PIERRES BLANCHES",
    "LE CERF-VOLANT",
    "L'AUBÉPINE",
    "LES VOILES",
    "LA BELLE ÉTOILE",
    "LES COQUELICOTS",
    "LE PAS DE CÔTÉ",
    "LES MÉSANGES",
    "LA RIVE DOUCE",
    "LES GRANDS CHAMPS",
    "L'OISEAU-LYRE",
    "LE MOULIN BLEU",
    "LES ÉGLANTINES",
    "LA CORDÉE",
    "LES SOURCES VIVES",
    "LE PHARE",
    "LES TISSERANDS",
    "LA TREILLE",
    "L'ARBRE À PAROLES",
    "LES DEUX CLOCHERS",
    "LA PORTE VERTE",
    "LE CHÂTAIGNIER",
    "LES LUCIOLES",
)
DEBUTS = ("AMBRE", "VAUCE", "ORVAN", "HÉLI", "BRISE", "MARVE", "SOLAN", "TERNE", "CLARE", "FONTE")
FINS = ("LLE", "MONT", "VAL", "NELLE", "BOURG", "RIVE", "LIEU", "COURT", "LANDE", "CLAIR")
TERROIRS = tuple(f"{debut}{fin}" for debut in DEBUTS for fin in FINS)
VOIES = (("R", "DES LILAS"), ("AV", "DU CANAL"), ("PL", "DE LA HALLE"), ("CHE", "DU BOIS JOLI"))


def nom_d_organisme(hasard: Random, forme: str) -> str:
    """Invent the name of an organisme, such as « ASSOCIATION LES VOILES D'AMBREVAL »."""
    if forme == "SYNDICAT":
        return f"SYNDICAT INTERCOMMUNAL MÉDICO-SOCIAL {de(hasard.choice(TERROIRS))}"
    return f"{forme} {hasard.choice(IMAGES)} {de(hasard.choice(TERROIRS))}"


def nom_d_etablissement(hasard: Random, mot: str) -> str:
    """Invent the name of an establishment, such as « EHPAD LA TREILLE »."""
    return f"{mot} {hasard.choice(IMAGES)}"


def de(terroir: str) -> str:
    """Put "de" before an invented land, elided before a vowel or an H."""
    return f"D'{terroir}" if terroir[0] in "AOHÉ" else f"DE {terroir}"
