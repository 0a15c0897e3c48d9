"""All models, by the rooms that they live in."""

from grappes.models.acces import Jeton, RateCounter
from grappes.models.atelier import (
    Derogation,
    Geste,
    GrappeEnvisagee,
    MembreEnvisage,
    Mouvement,
    PaireInterdite,
    Scenario,
)
from grappes.models.campagne import Campagne, FenetreDepot, Instruction, Reglement, Route
from grappes.models.candidature import Candidature, Contact
from grappes.models.comptes import Gestionnaire, User
from grappes.models.courriel import Courriel
from grappes.models.depart import Arbitrage, Depart
from grappes.models.grappe import Grappe, Place
from grappes.models.job import Job
from grappes.models.ligne import EtablissementDeclare
from grappes.models.listes import LigneListe, ListeOfficielle
from grappes.models.referentiel import Etablissement, OrganismeGestionnaire
from grappes.models.statuts import (
    Acteur,
    EtatCampagne,
    EtatPlace,
    StatutCandidature,
    StatutGrappe,
)
from grappes.models.suivi import DemandeRattachement, Divulgation, Note, Remarque, Transition
from grappes.models.territoire import Categorie, Departement, Dui, Region, Secteur

__all__ = [
    "Acteur",
    "Arbitrage",
    "Campagne",
    "Candidature",
    "Categorie",
    "Contact",
    "Courriel",
    "DemandeRattachement",
    "Depart",
    "Departement",
    "Derogation",
    "Divulgation",
    "Dui",
    "Etablissement",
    "EtablissementDeclare",
    "EtatCampagne",
    "EtatPlace",
    "FenetreDepot",
    "Geste",
    "Gestionnaire",
    "Grappe",
    "GrappeEnvisagee",
    "Instruction",
    "Jeton",
    "Job",
    "LigneListe",
    "ListeOfficielle",
    "MembreEnvisage",
    "Mouvement",
    "Note",
    "OrganismeGestionnaire",
    "PaireInterdite",
    "Place",
    "RateCounter",
    "Region",
    "Reglement",
    "Remarque",
    "Route",
    "Scenario",
    "Secteur",
    "StatutCandidature",
    "StatutGrappe",
    "Transition",
    "User",
]
