"""Two judges of an envisaged grappe: what the règlement would refuse is told before."""

import pytest
from django.db.models import F

from grappes.models import Etablissement, Reglement, Scenario
from grappes.services import travaux
from grappes.services.atelier import tableau
from grappes.services.enonce import recrues
from grappes.services.regroupement import places
from grappes.services.scenarios import demandes
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.lecture import lire
from grappes.services.scenarios.retouches import retoucher
from tests import factories
from tests.grappes.services.groupables import PARIS, eligible
from tests.grappes.services.region import peupler


def reproches(campagne):
    """{name of a grappe on the board: the rules that it breaks}."""
    return {
        str(carte.grappe): [c.phrase for c in carte.bilan.constats if not c.respecte]
        for carte in tableau.lire(campagne).cartes
    }


def vouloir(candidature, **nombres):
    """So many of its lines want each project; the others stay as they are."""
    cles = list(candidature.lignes.order_by("pk").values_list("pk", flat=True))
    for projet, nombre in nombres.items():
        choisies, cles = cles[:nombre], cles[nombre:]
        candidature.lignes.filter(pk__in=choisies).update(type_projet=projet)


@pytest.mark.parametrize(("conformites", "grappes"), [(4, 0), (3, 1)])
def test_og_that_wants_both_kinds_joins_no_grappe_beyond_the_mixed_share(
    campagne, proposer, conformites, grappes
):
    Reglement.objects.update(part_mixte_max=20, seuil_esms=12)
    mixte, _ = eligible(campagne, esms=10), eligible(campagne, esms=5)
    vouloir(mixte, mise_en_conformite=conformites)

    envisagees = lire(proposer()).envisagees

    assert [envisagee.a_regler for envisagee in envisagees] == [[]] * grappes


def test_og_mixed_beyond_the_share_is_not_proposed_alone_either(campagne, proposer):
    Reglement.objects.update(part_mixte_max=20, seuil_esms=8)
    vouloir(eligible(campagne, esms=10), mise_en_conformite=5)

    scenario = lire(proposer())

    assert not scenario.envisagees
    (pourquoi,) = scenario.annexe.orphelins.values()
    assert "5 ESMS en acquisition et 5 en mise en conformité" in pourquoi


def test_lines_that_have_not_decided_fit_both_kinds(campagne, proposer):
    Reglement.objects.update(part_mixte_max=20, seuil_esms=12)
    indecise, _ = eligible(campagne, esms=10), eligible(campagne, esms=5)
    vouloir(indecise, mise_en_conformite=3, a_definir=7)

    assert [envisagee.a_regler for envisagee in lire(proposer()).envisagees] == [[]]


def test_og_that_reaches_the_minimum_alone_may_have_few_companions(campagne, proposer):
    Reglement.objects.update(minimum_og=3, seuil_esms=5)
    eligible(campagne, esms=6)
    eligible(campagne, esms=2)

    assert [e.a_regler for e in lire(proposer()).envisagees] == [[]]


@pytest.mark.parametrize(("graine", "part"), [(1, 20), (2, 20), (1, 0), (2, 35)])
def test_every_proposed_grappe_is_valid_under_the_reglement(db, staff, graine, part):
    campagne = factories.make_campagne(reglement=False)
    factories.make_reglement(campagne, seuil_esms=15, plafond_esms=50, part_mixte_max=part)
    peupler(campagne, 80, graine)
    demande = demandes.demander(campagne, nom="Région", duree=2, par=staff)
    travaux.mener()
    scenario = Scenario.objects.get(pk=demande.pk)
    dites = [e.a_regler for e in lire(scenario).envisagees]
    appliquer(scenario, par=staff)

    assert len(dites) > 2
    assert dites == list(reproches(campagne).values()) == [[]] * len(dites)


def test_fault_already_told_is_not_a_new_one_when_its_figure_moves(campagne, proposer, staff):
    eligible(campagne, portage="oui")
    eligible(campagne)
    loin = eligible(campagne, ou=PARIS)
    scenario = proposer(rayon_km=50)
    (envisagee,) = lire(scenario).envisagees
    (dite,) = retoucher(scenario, loin.pk, envisagee.ligne.pk)
    Etablissement.objects.filter(organisme=loin.organisme).update(latitude=F("latitude") - 0.01)

    appliquer(scenario, par=staff)

    assert "km du porteur" in dite
    assert len(tableau.lire(campagne).cartes[0].places) == 3


def test_nobody_whom_the_reglement_would_refuse_is_advised(campagne):
    Reglement.objects.update(part_mixte_max=20, seuil_esms=12)
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, eligible(campagne, esms=10))
    sobre, mixte = eligible(campagne, esms=1), eligible(campagne, esms=5)
    vouloir(mixte, mise_en_conformite=4)

    assert [recrue.candidature for recrue in recrues.conseils(grappe)] == [sobre]
