"""What would place an orphan, who decides it, and the same once it is done."""

import pytest
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Grappe, Job, Scenario
from grappes.services import travaux
from grappes.services.regroupement import places
from grappes.services.scenarios.explications import appliquer_changement, changements
from grappes.services.scenarios.lecture import lire
from grappes.services.scenarios.retouches import retoucher
from tests import factories
from tests.grappes.services.groupables import PARIS, eligible


def proposes(scenario, candidature):
    scenario.refresh_from_db()
    return changements(lire(scenario), candidature.pk)


def places_dans(scenario):
    return set(scenario.membres.values_list("candidature", flat=True))


def test_wider_reach_is_for_staff_and_runs_a_new_scenario(campagne, proposer, staff):
    eligible(campagne, esms=3)
    loin = eligible(campagne, esms=1, ou=PARIS)
    scenario = proposer(rayon_km=50)

    (changement,) = proposes(scenario, loin)
    assert (changement.genre, changement.acte) == ("distance", "Relancer avec cette distance")
    nouveau = appliquer_changement(
        scenario, loin.pk, changement.genre, changement.valeur, par=staff
    )
    travaux.mener()

    nouveau.refresh_from_db()
    assert nouveau.nom == f"Premier essai ({changement.valeur} km)"
    assert loin.pk in places_dans(nouveau)
    assert loin.pk not in places_dans(scenario)


def test_software_is_the_og_s_choice_and_only_asked(campagne, proposer, staff):
    eligible(campagne, esms=3)
    autre = eligible(campagne, esms=1, duis=("Logiciel B",))
    scenario = proposer()

    (changement,) = proposes(scenario, autre)

    assert (changement.genre, changement.valeur, changement.acte) == ("logiciel", "Logiciel A", "")
    assert changement.question == "pourriez-vous accepter le logiciel Logiciel A ?"
    with pytest.raises(ErreurMetier, match="n’est plus possible"):
        appliquer_changement(scenario, autre.pk, "logiciel", "Logiciel A", par=staff)
    assert [dui.nom for dui in autre.dui_acceptes.all()] == ["Logiciel B"]


def test_place_that_staff_left_open_can_be_taken_again(campagne, proposer, staff):
    eligible(campagne, esms=3)
    deux = eligible(campagne, esms=2)
    scenario = proposer()
    retoucher(scenario, deux.pk, None)

    (changement, *_) = proposes(scenario, deux)
    assert changement.genre == "place"
    meme = appliquer_changement(scenario, deux.pk, "place", changement.valeur, par=staff)

    assert meme == scenario
    assert deux.pk in places_dans(scenario)


def test_frozen_grappe_may_be_thawed_for_an_orphan(campagne, proposer, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, eligible(campagne, esms=3))
    Grappe.objects.update(gelee_le=timezone.now(), gelee_par=staff)
    seule = eligible(campagne, esms=1)
    scenario = proposer()

    changement = next(c for c in proposes(scenario, seule) if c.genre == "degel")
    nouveau = appliquer_changement(scenario, seule.pk, "degel", changement.valeur, par=staff)
    travaux.mener()

    assert f"Dégeler « {grappe} »" in changement.phrase
    assert Grappe.objects.get().gelee_le is None
    assert seule.pk in places_dans(nouveau)


def test_change_of_the_rules_is_told_and_not_offered(campagne, proposer):
    campagne.reglements.update(plafond_esms=3)
    eligible(campagne, esms=3)
    petite = eligible(campagne, esms=1)
    scenario = proposer()

    (changement,) = proposes(scenario, petite)

    assert (changement.genre, changement.du_reglement) == ("plafond", True)


def test_who_is_placed_needs_no_change(campagne, proposer):
    placee = eligible(campagne, esms=3)
    scenario = proposer()

    assert proposes(scenario, placee) == []


def test_new_run_keeps_selection_and_exceptions(campagne, proposer, staff):
    une, loin = eligible(campagne, esms=3), eligible(campagne, esms=1, ou=PARIS)
    eligible(campagne, esms=3)
    scenario = proposer(rayon_km=50, selection=[une, loin])

    (changement,) = proposes(scenario, loin)
    nouveau = appliquer_changement(scenario, loin.pk, "distance", changement.valeur, par=staff)

    assert set(nouveau.selection.all()) == {une, loin}
    assert Job.objects.filter(etat="demande").count() == 1
    assert Scenario.objects.count() == 2
