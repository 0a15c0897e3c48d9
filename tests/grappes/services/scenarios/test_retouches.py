"""Staff amend a scenario: each change is judged, promises and applied grappes are left alone."""

import pytest

from grappes.erreurs import ErreurMetier
from grappes.services.regroupement import grappes, places
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.lecture import lire
from grappes.services.scenarios.retouches import NOUVELLE, retoucher
from grappes.services.scenarios.suites import orphelins
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, eligible


@pytest.fixture
def quatre(campagne):
    """Two grappes in sight, and one too many in Lille."""
    lille = [eligible(campagne, esms=2) for _ in range(3)]
    return [*lille, eligible(campagne, esms=3, ou=PARIS)]


@pytest.fixture
def scenario(quatre, proposer):
    return proposer(rayon_km=50)


def grappes_de(scenario):
    scenario.refresh_from_db()
    return {frozenset(int(i) for i in e.groupe.members): e for e in lire(scenario).envisagees}


def test_member_taken_out_becomes_an_orphan_with_a_reason(scenario, quatre):
    *_, seule = quatre

    retoucher(scenario, seule.pk, None)

    scenario.refresh_from_db()
    (orphelin,) = orphelins(lire(scenario))
    assert orphelin.candidature == seule
    assert orphelin.phrase.startswith("Sorti à la main ;")
    assert (scenario.esms_places, scenario.grappes.count()) == (6, 1)


def test_grappe_left_too_small_says_so_and_counts_no_more(scenario, quatre):
    une, deux, trois, _ = quatre
    retoucher(scenario, une.pk, None)

    phrases = retoucher(scenario, deux.pk, None)

    assert phrases == ["« Nouvelle grappe 1 » : 2 ESMS, il en faut au moins 3."]
    assert grappes_de(scenario)[frozenset([trois.pk])].marge == -1
    assert scenario.esms_places == 3


def test_member_too_far_from_the_porteur_is_told(scenario, quatre):
    une, deux, trois, loin = quatre
    vers = grappes_de(scenario)[frozenset([une.pk, deux.pk, trois.pk])]

    phrases = retoucher(scenario, loin.pk, vers.ligne.pk)

    assert len(phrases) == 1
    assert f"{loin.organisme} est à 20" in phrases[0]
    membre = scenario.membres.get(candidature=loin)
    assert membre.raison.startswith("placé à la main : même DUI (Logiciel A), à 20")


def test_porteur_that_leaves_is_replaced(scenario, quatre):
    envisagee = grappes_de(scenario)[frozenset(c.pk for c in quatre[:3])]
    porteur = envisagee.ligne.porteur_id

    retoucher(scenario, porteur, NOUVELLE)

    envisagee.ligne.refresh_from_db()
    assert envisagee.ligne.porteur_id in {c.pk for c in quatre[:3]} - {porteur}
    assert str(grappes_de(scenario)[frozenset([porteur])].ligne.dui) == "Logiciel A"


def test_who_is_held_by_a_promise_is_not_amended(campagne, collectif, proposer):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    informee = eligible(campagne, esms=3, ou=LILLE)
    places.ajouter(grappe, informee)
    grappes.proposer(grappe, auteur=collectif)
    scenario = proposer()

    with pytest.raises(ErreurMetier, match="demandez un scénario qui l’excepte"):
        retoucher(scenario, informee.pk, None)


def test_applied_grappe_is_amended_in_the_workshop_only(scenario, quatre, staff):
    appliquer(scenario, par=staff)

    with pytest.raises(ErreurMetier, match="est déjà appliquée"):
        retoucher(scenario, quatre[0].pk, None)


def test_stranger_to_the_scenario_is_refused(scenario, campagne):
    with pytest.raises(ErreurMetier, match="n’est pas de ce scénario"):
        retoucher(scenario, eligible(campagne).pk, None)


def test_reading_a_scenario_costs_the_same_at_any_size(
    scenario, campagne, proposer, django_assert_num_queries
):
    for _ in range(4):
        eligible(campagne, esms=3)
    grand = proposer()

    for lu in (scenario, grand):
        with django_assert_num_queries(10):
            assert lire(lu).envisagees


def test_reason_never_pretends_that_a_software_is_accepted(campagne, quatre, proposer):
    autre = eligible(campagne, esms=1, duis=("Logiciel B",))
    scenario = proposer(rayon_km=50)
    vers = grappes_de(scenario)[frozenset(c.pk for c in quatre[:3])]

    phrases = retoucher(scenario, autre.pk, vers.ligne.pk)

    assert any("n’accepte pas le logiciel Logiciel A" in phrase for phrase in phrases)
    raison = scenario.membres.get(candidature=autre).raison
    assert raison.startswith("placé à la main : DUI qu’il n’accepte pas (Logiciel A)")
