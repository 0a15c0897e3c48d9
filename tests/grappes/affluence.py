"""A region at its fullest: 3,000 candidatures and 12,000 ESMS, straight into the tables."""

from django.utils import timezone

from grappes.models import (
    Candidature,
    Contact,
    Etablissement,
    EtablissementDeclare,
    OrganismeGestionnaire,
    StatutCandidature,
    Transition,
)
from tests import factories

CANDIDATURES, LIGNES = 3_000, 4


def remplir(campagne):
    """Every status but the draft, every verdict; one contact and one transition each."""
    nord, ehpad = factories.make_departement(), factories.make_categorie()
    organismes = OrganismeGestionnaire.objects.bulk_create(
        OrganismeGestionnaire(raison_sociale=f"OG {i}", recherche=f"og {i}", departement=nord)
        for i in range(CANDIDATURES)
    )
    statuts = list(StatutCandidature)[1:]
    candidatures = Candidature.objects.bulk_create(
        Candidature(
            campagne=campagne,
            organisme=organisme,
            statut=statuts[i % len(statuts)],
            numero=f"2026-32-{i}",
            deposee_le=timezone.now(),
        )
        for i, organisme in enumerate(organismes)
    )
    etablissements = Etablissement.objects.bulk_create(
        Etablissement(
            finess_geographique=f"{i:09d}",
            organisme=organismes[i // LIGNES],
            raison_sociale=f"EHPAD {i}",
            recherche=f"ehpad {i}",
            categorie=ehpad,
            departement=nord,
        )
        for i in range(CANDIDATURES * LIGNES)
    )
    EtablissementDeclare.objects.bulk_create(
        EtablissementDeclare(
            candidature=candidatures[i // LIGNES],
            etablissement=etablissement,
            finess=etablissement.finess_geographique,
            nom=etablissement.raison_sociale,
            verdict=["eligible", "douteux", "exclu"][i % 3],
        )
        for i, etablissement in enumerate(etablissements)
    )
    Contact.objects.bulk_create(
        Contact(candidature=candidature, nom="Diallo", courriel="d@e.fr", recherche="diallo")
        for candidature in candidatures
    )
    Transition.objects.bulk_create(
        Transition(
            candidature=candidature,
            acte="deposer",
            de="brouillon",
            vers="recue",
            acteur="candidat",
            le=timezone.now(),
        )
        for candidature in candidatures
    )
    factories.analyser()
