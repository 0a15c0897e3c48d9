"""A whole region au vivier, drawn as the optimiser's bench draws it, straight into the tables."""

from django.utils import timezone

from grappes.models import (
    Candidature,
    Contact,
    Departement,
    Etablissement,
    EtablissementDeclare,
    OrganismeGestionnaire,
    StatutCandidature,
)
from grappes.optimizer.bench.instances import draw
from tests import factories

# What the lines of an organisme want, in turn.
PROJETS = {
    "acquisition": ["acquisition"],
    "conformite": ["mise_en_conformite"],
    "mixte": ["a_definir", "acquisition", "mise_en_conformite"],
}
PORTAGES = ("oui", "accompagne", "non")


def peupler(campagne, nombre, graine=1):
    """`nombre` candidatures with the sizes, places, projects and software of the field."""
    people = draw("real", nombre, graine).candidates
    categories = {
        secteur: factories.make_categorie(f"9{rang}", secteur.lower())
        for rang, secteur in enumerate(sorted({person.sector for person in people}))
    }
    for code in sorted({person.department for person in people}):
        Departement.objects.get_or_create(
            code=code, defaults={"nom": code, "code_finess": code, "region": campagne.region}
        )
    organismes = OrganismeGestionnaire.objects.bulk_create(
        OrganismeGestionnaire(
            raison_sociale=f"Association {rang}",
            recherche=f"association {rang:05d}",
            departement_id=person.department,
        )
        for rang, person in enumerate(people)
    )
    candidatures = Candidature.objects.bulk_create(
        Candidature(
            campagne=campagne,
            organisme=organisme,
            statut=StatutCandidature.AU_VIVIER,
            numero=f"R-{rang}",
            deposee_le=timezone.now(),
            portage=PORTAGES[rang % 3],
        )
        for rang, organisme in enumerate(organismes)
    )
    _lignes(people, candidatures, organismes, categories)
    _souhaits(people, candidatures, organismes)
    return candidatures


def _lignes(people, candidatures, organismes, categories):
    etablissements = Etablissement.objects.bulk_create(
        Etablissement(
            finess_geographique=f"{rang:05d}{numero:04d}",
            organisme=organismes[rang],
            raison_sociale=f"ESMS {rang} {numero}",
            recherche=f"esms {rang} {numero}",
            categorie=categories[person.sector],
            departement_id=person.department,
            latitude=person.lat,
            longitude=person.lon,
        )
        for rang, person in enumerate(people)
        for numero in range(person.esms)
    )
    EtablissementDeclare.objects.bulk_create(
        EtablissementDeclare(
            candidature=candidatures[rang],
            etablissement=etablissement,
            finess=etablissement.finess_geographique,
            nom=etablissement.raison_sociale,
            type_projet=voulus[int(etablissement.finess_geographique[5:]) % len(voulus)],
            verdict=EtablissementDeclare.Verdict.ELIGIBLE,
        )
        for etablissement in etablissements
        for rang in [int(etablissement.finess_geographique[:5])]
        for voulus in [PROJETS[people[rang].project]]
    )


def _souhaits(people, candidatures, organismes):
    rangs = {person.id: rang for rang, person in enumerate(people)}
    duis = {nom: factories.make_dui(nom) for person in people for nom in person.accepts}
    Contact.objects.bulk_create(
        Contact(candidature=candidature, nom="Diallo", courriel="d@e.fr", recherche="diallo")
        for candidature in candidatures
    )
    Candidature.dui_acceptes.through.objects.bulk_create(
        Candidature.dui_acceptes.through(candidature=candidatures[rang], dui=duis[nom])
        for rang, person in enumerate(people)
        for nom in person.accepts
    )
    for table, lien in (("partenaires", "partners"), ("refus", "refuses")):
        liens = getattr(Candidature, table).through
        liens.objects.bulk_create(
            liens(candidature=candidatures[rang], organismegestionnaire=organismes[rangs[autre]])
            for rang, person in enumerate(people)
            for autre in getattr(person, lien)
        )
