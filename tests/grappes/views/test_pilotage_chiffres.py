"""The manager's figures: right, and each one opens exactly the list that it counts."""

import csv

import pytest

from grappes.models import Candidature, StatutGrappe
from grappes.services.dossiers import examen
from grappes.workflow import Auteur
from tests import factories
from tests.grappes.territoires import (
    chiffres_lies,
    compte_de,
    make_gestionnaire,
    make_region,
    navigateur_de,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_region()


@pytest.fixture
def vivante(region):
    """More of everything: grappes in each state, a closed ESMS, unknown and excluded ones."""
    campagne = region.grappe.campagne
    auteur = Auteur.collectif(factories.make_staff())
    factories.make_constituee(campagne=campagne, auteur=auteur)
    factories.make_grappe(campagne=campagne, membres=1)
    recue = factories.make_candidature(campagne=campagne)
    factories.make_ligne(recue)
    sans_categorie = recue.organisme.etablissements.last()
    sans_categorie.categorie = None
    sans_categorie.save()
    hors_champ = factories.make_categorie("355", l312_1=False)
    factories.make_etablissement(region.axonais.organisme, categorie=hors_champ)
    ferme = recue.organisme.etablissements.first()
    ferme.ferme_le = campagne.ouvre_le
    ferme.save()
    factories.make_brouillon(campagne=campagne)
    ailleurs = factories.make_departement("80", "Somme", factories.make_region("44", "Grand Est"))
    factories.make_etablissement(recue.organisme, departement=ailleurs)
    examen.examiner(Candidature.objects.get(pk=recue.pk), auteur=auteur)
    return region


def lire_csv(client, adresse):
    contenu = b"".join(client.get(f"{adresse}&format=csv").streaming_content)
    return list(csv.reader(contenu.decode("utf-8-sig").splitlines(), delimiter=";"))


@pytest.mark.parametrize("qui", ["collectif", "aisne", "nord"])
def test_every_figure_opens_exactly_the_list_that_it_counts(vivante, qui):
    users = {
        "collectif": factories.make_staff,
        "aisne": lambda: make_gestionnaire(vivante.aisne),
        "nord": lambda: make_gestionnaire(vivante.nord),
    }
    client = navigateur_de(users[qui]())
    chiffres = [
        lien
        for page in ("/pilotage/", "/pilotage/grappes/")
        for lien in chiffres_lies(client.get(page).content.decode())
    ]

    ouverts = [(a, compte_de(client.get(a).content.decode())) for a, _ in chiffres]
    exportes = [(a, len(lire_csv(client, a)) - 1) for a, _ in chiffres]

    assert len(chiffres) > 25
    assert ouverts == chiffres
    assert exportes == chiffres


def test_the_dashboard_counts_only_the_lines_of_the_territory(region):
    tableau = navigateur_de(make_gestionnaire(region.aisne)).get("/pilotage/").context["tableau"]

    total, couverture = tableau.total, tableau.couverture
    assert (total.candidatures, total.esms, total.eligibles, total.places) == (2, 3, 3, 2)
    assert (couverture.referentiel, couverture.declares, couverture.part) == (3, 3, 100)
    assert [(d.cle, d.mesures.candidatures, d.mesures.esms) for d in tableau.departements] == [
        ("02", 2, 3)
    ]


def test_the_register_is_the_denominator_without_the_closed_and_the_others(region):
    og = region.nordiste.organisme
    factories.make_etablissement(og)
    factories.make_etablissement(og, ferme_le=region.grappe.campagne.ouvre_le)
    factories.make_etablissement(og, categorie=factories.make_categorie("355", l312_1=False))

    tableau = navigateur_de(make_gestionnaire(region.nord)).get("/pilotage/").context["tableau"]

    nord = tableau.departements[0].couverture
    assert (nord.referentiel, nord.declares, nord.absents, nord.part) == (6, 5, 1, 83)


def test_an_esms_in_two_files_is_covered_once(region):
    ligne = region.axonais.lignes.get()
    autre = factories.make_candidature(campagne=region.grappe.campagne)
    factories.make_ligne(autre, finess=ligne.finess, etablissement=ligne.etablissement)

    tableau = navigateur_de(make_gestionnaire(region.aisne)).get("/pilotage/").context["tableau"]

    assert (tableau.total.esms, tableau.couverture.declares) == (4, 3)


def test_a_withdrawn_line_and_a_draft_count_for_nothing(region):
    region.axonais.lignes.update(retenue=False)
    factories.make_brouillon(campagne=region.grappe.campagne, organisme=region.axonais.organisme)

    tableau = navigateur_de(make_gestionnaire(region.aisne)).get("/pilotage/").context["tableau"]

    assert (tableau.total.candidatures, tableau.total.esms) == (1, 2)


def test_the_dashboard_says_how_many_are_ready_and_what_the_others_lack(vivante):
    tableau = navigateur_de(factories.make_staff()).get("/pilotage/").context["tableau"]

    assert [e.grappe.statut for e in tableau.pretes] == [StatutGrappe.CONSTITUEE]
    assert len(tableau.en_attente) == 2
    besoins = {besoin.value: nombre for besoin, nombre in tableau.besoins}
    assert besoins == {"accords": 1, "porteur": 1, "seuil": 1, "proposition": 1}
