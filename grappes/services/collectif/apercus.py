"""Every kind of mail with invented people, made in memory: nothing is read nor written.

The admin shows them, and the tests read them all.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from faq.models import Question
from grappes.models import (
    Acteur,
    Campagne,
    Candidature,
    Contact,
    Courriel,
    DemandeRattachement,
    EtablissementDeclare,
    EtatPlace,
    FenetreDepot,
    Grappe,
    Instruction,
    OrganismeGestionnaire,
    Place,
    Region,
    Remarque,
    Route,
    StatutCandidature,
    Transition,
    User,
)
from grappes.services.messagerie.courriels import composer
from grappes.services.regroupement.promesses import Changement
from grappes.services.regroupement.propositions import Fiche

Genre, Statut = Courriel.Genre, StatutCandidature

JOUR = datetime.timedelta(days=1)
MOTIF_EXCLU = "La catégorie de l’établissement ne relève pas de l’article L. 312-1."


@dataclass(frozen=True)
class Apercu:
    """One mail as its reader would receive it, its links left as marks."""

    genre: Courriel.Genre
    variante: str
    contexte: dict[str, Any] = field(repr=False)

    @property
    def titre(self) -> str:
        return f"{self.genre.label} : {self.variante}" if self.variante else str(self.genre.label)

    def rendu(self) -> tuple[str, str, str]:
        """Its subject, its text, its HTML."""
        return composer(self.genre, self.contexte)


def apercus() -> list[Apercu]:
    """Every kind in its order, each with its variants."""
    return [
        Apercu(genre, variante, contexte)
        for genre in Genre
        for variante, contexte in VARIANTES[genre](_dossier())
    ]


Dossier = dict[str, Any]
Variantes = Iterator[tuple[str, Dossier]]


def _dossier() -> Dossier:
    """A submitted file with its porteur's place in a grappe, and all that mails speak of."""
    aujourdhui, maintenant = timezone.localdate(), timezone.now()
    campagne = Campagne(
        nom=f"Campagne {aujourdhui.year} – Hauts-de-France",
        region=Region(code="32", nom="Hauts-de-France"),
        annee=aujourdhui.year,
        ouvre_le=aujourdhui - 30 * JOUR,
        ferme_le=aujourdhui + 60 * JOUR,
    )
    organisme = OrganismeGestionnaire(raison_sociale="Association L’Écho & les Tilleuls")
    candidature = Candidature(
        campagne=campagne,
        organisme=organisme,
        statut=Statut.RECUE,
        numero=f"{aujourdhui.year}-32-00042",
        creee_le=maintenant - 10 * JOUR,
        deposee_le=maintenant,
    )
    grappe = Grappe(
        campagne=campagne,
        nom="Vallée de la Lys",
        transmise_le=aujourdhui,
        numero_dossier="PAI-0042",
    )
    return {
        "campagne": campagne,
        "organisme": organisme,
        "candidature": candidature,
        "contact": Contact(prenom="Amadou", nom="Diallo", confirme_le=maintenant),
        "grappe": grappe,
        "place": Place(
            grappe=grappe,
            candidature=candidature,
            role=Place.Role.PORTEUR,
            etat=EtatPlace.ACCEPTEE,
            annoncee_le=maintenant - 5 * JOUR,
        ),
        "lignes": [_ligne("EHPAD Les Tilleuls", "590000014"), _ligne("SSIAD", "590000022")],
        "exclues": [],
    }


def _ligne(nom: str, finess: str) -> EtablissementDeclare:
    return EtablissementDeclare(nom=nom, finess=finess, verdict_regle=MOTIF_EXCLU)


def _seul(dossier: Dossier) -> Variantes:
    yield "", dossier


def _accuse(dossier: Dossier) -> Variantes:
    yield "adresse confirmée", dossier
    yield "adresse à confirmer", dossier | {"contact": Contact(prenom="Amadou", nom="Diallo")}


def _brouillon(dossier: Dossier) -> Variantes:
    brouillon = Candidature(creee_le=timezone.now() - 10 * JOUR)
    dossier |= {"candidature": brouillon}
    yield "premier rappel", dossier | {"dernier": False}
    yield "dernier rappel, sans organisme", dossier | {"dernier": True, "organisme": None}


def _complements(dossier: Dossier) -> Variantes:
    ligne = _ligne("EHPAD Les Tilleuls", "590000014")
    remarques = [
        Remarque(ligne=ligne, texte="Indiquez le nombre de personnes accompagnées."),
        Remarque(texte="Avez-vous déjà signé un contrat avec un éditeur ?"),
    ]
    yield "", dossier | {"remarques": remarques}


def _statuts(dossier: Dossier) -> Variantes:
    def change(acte: str, vers: StatutCandidature, motif: str = "", **autres: object) -> Dossier:
        transition = Transition(acte=acte, vers=vers, motif=motif, acteur=Acteur.CANDIDAT)
        return dossier | {"transition": transition, "libelle": vers.libelle_candidat, **autres}

    exclues = [_ligne("Résidence Les Ormes", "590000030")]
    refusee, membre = Place(etat=EtatPlace.REFUSEE), Place(grappe=dossier["grappe"])
    yield "compléments reçus", change("completer", Statut.EN_EXAMEN)
    yield "rouverte", change("rouvrir", Statut.EN_EXAMEN, "Vous avez changé d’avis.")
    yield "éligible", change("admettre", Statut.AU_VIVIER)
    yield "éligible en partie", change("admettre", Statut.AU_VIVIER, exclues=exclues)
    yield "grappe refusée", change("remettre_au_vivier", Statut.AU_VIVIER, place=refusee)
    dissoute = "La grappe est dissoute : elle n’atteint plus le nombre minimal d’établissements."
    yield "place libérée", change("remettre_au_vivier", Statut.AU_VIVIER, dissoute)
    yield "non éligible", change("ecarter", Statut.NON_ELIGIBLE, MOTIF_EXCLU, exclues=exclues)
    yield "retirée", change("retirer", Statut.RETIREE)
    yield "transmise, porteur", change("transmettre", Statut.TRANSMISE)
    yield "transmise, membre", change("transmettre", Statut.TRANSMISE, place=membre)
    yield "retenue, porteur", change("retenir", Statut.RETENUE)
    yield "retenue, membre", change("retenir", Statut.RETENUE, place=membre)
    yield "non retenue", change("ne_pas_retenir", Statut.NON_RETENUE, place=membre)


def _proposition(dossier: Dossier) -> Variantes:
    fiche = Fiche(
        organismes=4,
        esms="17",
        secteurs=["Personnes âgées", "Domicile"],
        departements=["Nord (59)", "Pas-de-Calais (62)"],
        dui="Logiciel A",
        porteur="un organisme de moins de 15 ESMS",
        role=Place.Role.MEMBRE.label,
        reponse_avant_le=timezone.localdate() + 21 * JOUR,
    )
    yield from _par_role(dossier | {"fiche": fiche})
    yield "organisme seul", dossier | {"fiche": replace(fiche, organismes=1)}


def _modifiee(dossier: Dossier) -> Variantes:
    changements = [
        Changement("Le logiciel du projet serait maintenant Logiciel A."),
        Changement("Le porteur envisagé n’est plus le même."),
    ]
    for nom, variante in _proposition(dossier):
        yield nom, variante | {"changements": changements}


def _changee(dossier: Dossier) -> Variantes:
    taille = Changement("La grappe compte maintenant 5 organismes, entre 20 et 24 ESMS.")
    role = Changement("Votre rôle serait maintenant : porteur suppléant.")
    yield "s’agrandit", dossier | {"changements": [taille], "s_agrandit": True}
    yield "autre rôle", dossier | {"changements": [role], "s_agrandit": False}


def _par_role(dossier: Dossier) -> Variantes:
    for role in Place.Role:
        place = Place(grappe=dossier["grappe"], role=role, annoncee_le=timezone.now() - 5 * JOUR)
        yield str(role.label).lower(), dossier | {"place": place}


def _constituee(dossier: Dossier) -> Variantes:
    yield from _par_role(dossier)
    yield "organisme seul", dossier | {"seul": True}


def _instruction(dossier: Dossier) -> Variantes:
    jour = timezone.localdate()
    instruction = Instruction(
        reference="Instruction interministérielle n° 2027/15",
        signee_le=jour,
        url="https://bulletins-officiels.exemple.fr/2027-15",
    )
    fenetres = [
        FenetreDepot(route=route, ouvre_le=jour + 15 * JOUR, ferme_le=jour + jours * JOUR)
        for route, jours in ((Route.REGIONALE, 120), (Route.NATIONALE, 60))
    ]
    dossier |= {"instruction": instruction, "fenetres": fenetres, "fenetre": fenetres[0]}
    invitee = Candidature(statut=Statut.INVITEE)
    for role, invite in _par_role(dossier):
        yield f"invitée, {role}", invite | {"candidature": invitee}
    yield "dates modifiées", invite | {"candidature": invitee, "modificatif": True}
    for statut in (
        Statut.EN_EXAMEN,
        Statut.A_COMPLETER,
        Statut.AU_VIVIER,
        Statut.PROPOSEE,
        Statut.EN_GRAPPE,
    ):
        yield str(statut.label).lower(), dossier | {"candidature": Candidature(statut=statut)}


def _cloture(dossier: Dossier) -> Variantes:
    fenetre = FenetreDepot(route=Route.REGIONALE, ferme_le=timezone.localdate() + 14 * JOUR)
    yield "", dossier | {"fenetre": fenetre}


def _question(dossier: Dossier) -> Variantes:
    posee = dossier | {
        "question": "Faut-il un lecteur de carte dans chaque établissement ?",
        "reponse": "Non.\n\nIl en faut un là où des professionnels s’identifient par carte.",
    }
    yield "par courriel seulement", posee
    yield "publiée dans la FAQ", posee | {"entree": Question(slug="lecteurs-de-carte")}


def _rattachement(dossier: Dossier) -> Variantes:
    for decision in DemandeRattachement.Decision:
        demande = DemandeRattachement(
            prenom="Nora",
            nom="Petit",
            courriel="nora.petit@tilleuls.example",
            message="Je remplace Amadou Diallo.",
            decision=decision,
        )
        yield str(decision.label).lower(), dossier | {"demande": demande}


def _resume(dossier: Dossier) -> Variantes:
    noms = ("recues", "a_examiner", "en_examen", "au_vivier", "reponses_attendues", "a_discuter")
    comptes: Dossier = dict(zip(noms, (12, 3, 8, 41, 6, 0), strict=True))
    base = comptes | {"user": User(first_name="Claire"), "url_admin": "/admin/"}
    yield "courriels en échec", base | {"courriels_en_echec": 1}
    yield "à examiner", base | {"courriels_en_echec": 0}
    yield "semaine calme", base | dict.fromkeys((*noms, "courriels_en_echec"), 0)


VARIANTES: dict[Courriel.Genre, Callable[[Dossier], Variantes]] = {
    Genre.CONFIRMATION_ADRESSE: _seul,
    Genre.ACCUSE_RECEPTION: _accuse,
    Genre.LIEN_ACCES: _seul,
    Genre.BROUILLON_INACHEVE: _brouillon,
    Genre.COMPLEMENTS: _complements,
    Genre.CHANGEMENT_STATUT: _statuts,
    Genre.GRAPPE_PROPOSEE: _proposition,
    Genre.RAPPEL_PROPOSITION: _proposition,
    Genre.PROPOSITION_MODIFIEE: _modifiee,
    Genre.GRAPPE_CHANGEE: _changee,
    Genre.GRAPPE_CONSTITUEE: _constituee,
    Genre.INSTRUCTION_PUBLIEE: _instruction,
    Genre.FENETRE_SE_FERME: _cloture,
    Genre.REPONSE_QUESTION: _question,
    Genre.RATTACHEMENT: _rattachement,
    Genre.RESUME_COLLECTIF: _resume,
}
