"""The manager's figures: counted from the lines of a territory, each one opening its list."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from grappes.models import (
    Campagne,
    Candidature,
    Etablissement,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Place,
    Secteur,
    StatutCandidature,
    StatutGrappe,
)
from grappes.regles.grappe import composer, manquements
from grappes.services.pilotage.territoires import Territoire
from grappes.services.regroupement.grappes import avec_membres

FORMEES = (
    StatutGrappe.CONSTITUEE,
    StatutGrappe.INVITEE,
    StatutGrappe.TRANSMISE,
    StatutGrappe.LAUREATE,
)


@dataclass(frozen=True)
class Ligne:
    """One row of a table of figures; `referentiel` is its denominator in the register, or None."""

    cle: str
    libelle: str
    candidatures: int = 0
    esms: int = 0
    eligibles: int = 0
    en_grappe: int = 0
    referentiel: int | None = None

    @property
    def part(self) -> int | None:
        """Declared ESMS out of those that could apply, in %."""
        return round(100 * self.esms / self.referentiel) if self.referentiel else None


@dataclass(frozen=True)
class EtatGrappe:
    """A grappe as a manager reads it: ready, or what it lacks. Sizes are in ESMS."""

    grappe: Grappe
    membres: list[Candidature]
    ailleurs: int
    eligibles: int
    manques: list[str]

    @property
    def prete(self) -> bool:
        return self.grappe.statut in FORMEES and not self.manques


MESURES = {
    "candidatures": Count("candidature", distinct=True),
    "esms": Count("pk"),
    "eligibles": Count("pk", filter=Q(verdict=EtablissementDeclare.Verdict.ELIGIBLE)),
    "en_grappe": Count("pk", filter=Q(placee=True)),
}


def _mesurer(lignes: QuerySet[EtablissementDeclare], champ: str) -> dict[str, dict[str, int]]:
    """The four measures by value of a field."""
    placee = Exists(
        Place.objects.vivantes().filter(
            candidature=OuterRef("candidature"), etat=EtatPlace.ACCEPTEE
        )
    )
    mesures = lignes.annotate(placee=placee).order_by().values(champ).annotate(**MESURES)
    return {str(m.pop(champ) or ""): m for m in mesures}


def par_statut(campagne: Campagne, territoire: Territoire) -> list[Ligne]:
    mesures = _mesurer(territoire.lignes(campagne), "candidature__statut")
    statuts = [s for s in StatutCandidature if s != StatutCandidature.BROUILLON]
    return [Ligne(s.value, str(s.label), **mesures.get(s.value, {})) for s in statuts]


def par_departement(campagne: Campagne, territoire: Territoire) -> list[Ligne]:
    mesures = _mesurer(territoire.lignes(campagne), "departement_id")
    registre = _denominateurs(campagne, territoire, "departement")
    return [
        Ligne(d.pk, str(d), referentiel=registre[d.pk], **mesures.get(d.pk, {}))
        for d in territoire.departements(campagne)
    ]


def par_secteur(campagne: Campagne, territoire: Territoire) -> list[Ligne]:
    mesures = _mesurer(territoire.lignes(campagne), "etablissement__categorie__secteur")
    registre = _denominateurs(campagne, territoire, "categorie__secteur")
    lignes = [
        Ligne(s.pk, s.nom, referentiel=registre[s.pk], **mesures.get(s.pk, {}))
        for s in Secteur.objects.all()
    ]
    inconnu = mesures.get("")
    return lignes + ([Ligne("", "Secteur à vérifier", **inconnu)] if inconnu else [])


def _denominateurs(campagne: Campagne, territoire: Territoire, champ: str) -> Counter[str]:
    """The open ESMS of the register that could apply, by value of a field."""
    etablissements = Etablissement.objects.filter(departement__in=territoire.departements(campagne))
    comptes = etablissements.ouverts().medico_sociaux().order_by().values(champ)
    return Counter({c[champ]: c["n"] for c in comptes.annotate(n=Count("pk"))})


def etats_des_grappes(campagne: Campagne, territoire: Territoire) -> list[EtatGrappe]:
    """Every living grappe of the territory, ready ones first, then by what is missing."""
    visibles = set(territoire.candidatures(campagne).values_list("pk", flat=True))
    grappes = avec_membres().filter(pk__in=territoire.grappes(campagne))
    etats = [_etat(g, visibles) for g in grappes.exclude(statut=StatutGrappe.DISSOUTE)]
    return sorted(etats, key=lambda e: (not e.prete, len(e.manques), e.grappe.nom))


def _etat(grappe: Grappe, visibles: set[int]) -> EtatGrappe:
    membres = [place.candidature for place in grappe.places_vivantes]
    vus = [c for c in membres if c.pk in visibles]
    reglement = grappe.campagne.reglement
    return EtatGrappe(
        grappe=grappe,
        membres=vus,
        ailleurs=len(membres) - len(vus),
        eligibles=composer(grappe, reglement).eligibles if reglement else 0,
        manques=_manques(grappe),
    )


def _manques(grappe: Grappe) -> list[str]:
    """What keeps a grappe from being ready, without naming anyone."""
    if grappe.statut in (StatutGrappe.TRANSMISE, StatutGrappe.LAUREATE):
        return []
    places, reglement = grappe.places_vivantes, grappe.campagne.reglement
    manques = manquements(grappe, reglement) if reglement else []
    attendues = sum(p.etat in (EtatPlace.ANNONCEE, EtatPlace.A_DISCUTER) for p in places)
    if grappe.statut == StatutGrappe.EN_PREPARATION:
        manques.append("La grappe n’est pas encore proposée à ses membres.")
    elif attendues:
        mots = "réponses attendues" if attendues > 1 else "réponse attendue"
        manques.append(f"{attendues} {mots}.")
    if grappe.porteur is None:
        manques.append("Le porteur n’est pas choisi.")
    elif grappe.porteur_suppleant is None and len(places) > 1:
        manques.append("Le porteur suppléant n’est pas choisi.")
    if grappe.statut == StatutGrappe.PROPOSEE and not manques:
        manques.append("Il reste à la constituer.")
    return manques


def compter_les_grappes(etats: Iterable[EtatGrappe]) -> list[tuple[StatutGrappe, int, int]]:
    """(status, how many, how many ready) for each status that has some."""
    nombres = Counter(e.grappe.statut for e in etats)
    pretes = Counter(e.grappe.statut for e in etats if e.prete)
    return [(s, nombres[s], pretes[s]) for s in StatutGrappe if nombres[s]]
