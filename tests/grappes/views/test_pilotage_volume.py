"""The manager's pages at the size of a large region, and with one row then three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grappes.models import (
    Candidature,
    Etablissement,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Instruction,
    OrganismeGestionnaire,
    Place,
    StatutCandidature,
)
from tests import factories
from tests.grappes.territoires import compte_de, make_gestionnaire, navigateur_de

pytestmark = pytest.mark.django_db

CANDIDATURES, ESMS_PAR_OG, GRAPPES, MEMBRES = 3_000, 4, 60, 12
PLAFOND = 15
LISTES = ["candidatures", "etablissements", "grappes", "referentiel"]
PAGES = ["/pilotage/", *(f"/pilotage/{liste}/" for liste in LISTES)]


def remplir(nombre, grappes, membres):
    """Bulk rows: OGs of four ESMS, half of each in either département; grappes of some of them."""
    departements = factories.make_departement(), factories.make_departement("02", "Aisne")
    campagne, categorie, dui = (
        factories.make_campagne(),
        factories.make_categorie(),
        factories.make_dui(),
    )
    Instruction.objects.create(
        campagne=campagne,
        reference="2026/40",
        signee_le=timezone.localdate(),
        reglement=campagne.reglement,
        publication_le=timezone.now(),
    )
    organismes = OrganismeGestionnaire.objects.bulk_create(
        OrganismeGestionnaire(
            finess_juridique=f"59{n:07d}",
            raison_sociale=f"OG {n}",
            recherche=f"og {n}",
            departement=departements[0],
        )
        for n in range(nombre)
    )
    etablissements = Etablissement.objects.bulk_create(
        Etablissement(
            finess_geographique=f"{organisme.pk:07d}{n:02d}",
            organisme=organisme,
            raison_sociale=f"Foyer {n}",
            recherche=f"foyer {n}",
            categorie=categorie,
            departement=departements[n % 2],
        )
        for organisme in organismes
        for n in range(ESMS_PAR_OG)
    )
    candidatures = Candidature.objects.bulk_create(
        Candidature(
            campagne=campagne,
            organisme=organisme,
            statut=StatutCandidature.AU_VIVIER,
            numero=f"2026-32-{organisme.pk}",
            deposee_le=timezone.now(),
            dui_de_la_grappe=True,
        )
        for organisme in organismes
    )
    par_organisme = {candidature.organisme_id: candidature for candidature in candidatures}
    EtablissementDeclare.objects.bulk_create(
        EtablissementDeclare(
            candidature=par_organisme[etablissement.organisme_id],
            etablissement=etablissement,
            finess=etablissement.finess_geographique,
            nom=etablissement.raison_sociale,
            verdict=EtablissementDeclare.Verdict.ELIGIBLE,
        )
        for etablissement in etablissements
    )
    groupes = Grappe.objects.bulk_create(
        Grappe(campagne=campagne, nom=f"Grappe {n}", dui=dui) for n in range(grappes)
    )
    Place.objects.bulk_create(
        Place(
            grappe=grappe,
            candidature=candidatures[rang * membres + n],
            etat=EtatPlace.ACCEPTEE if n % 2 else EtatPlace.ANNONCEE,
        )
        for rang, grappe in enumerate(groupes)
        for n in range(membres)
    )
    factories.analyser()
    return departements[1]


def requetes(client, page):
    with CaptureQueriesContext(connection) as captures:
        reponse = client.get(page)
        if reponse.streaming:
            b"".join(reponse.streaming_content)
    return reponse, len(captures)


def test_pages_of_a_large_region_ask_few_queries():
    client = navigateur_de(make_gestionnaire(remplir(CANDIDATURES, GRAPPES, MEMBRES)))

    reponses = {page: requetes(client, page) for page in PAGES}

    comptes = [compte_de(reponses[page][0].content.decode()) for page in PAGES[1:]]
    assert comptes == [CANDIDATURES, CANDIDATURES * 2, GRAPPES, CANDIDATURES * 2]
    assert {page: n for page, (_, n) in reponses.items() if n > PLAFOND} == {}


@pytest.mark.parametrize("page", [*PAGES, *(f"{page}?format=csv" for page in PAGES[1:])])
def test_three_rows_cost_no_more_queries_than_one(page):
    aisne = remplir(4, 4, 1)
    client = navigateur_de(make_gestionnaire(aisne))
    trois = list(Candidature.objects.order_by("pk")[1:])
    Grappe.objects.filter(places__candidature__in=trois).update(statut="dissoute")
    Candidature.objects.filter(pk__in=[c.pk for c in trois]).update(
        statut="brouillon", numero=None, deposee_le=None
    )
    avec_une = requetes(client, page)[1]
    Grappe.objects.update(statut="en_preparation")
    for candidature in trois[:2]:
        candidature.save(update_fields=["statut", "numero", "deposee_le"])

    assert requetes(client, page)[1] == avec_une
