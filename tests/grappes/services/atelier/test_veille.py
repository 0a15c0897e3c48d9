"""What an open board must draw again, and what it says of a colleague."""

import dataclasses
import datetime

import pytest
from django.utils import timezone

from grappes.models import Place
from grappes.services.atelier import gestes, tableau, veille
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement, deplacer
from grappes.services.atelier.veille import Regard
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import contraintes, grappes
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db
AUSSITOT = datetime.timedelta(0)


@pytest.fixture
def paul(db):
    return factories.make_user(first_name="Paul", last_name="Roy", is_staff=True)


def regarder(campagne, retard=veille.RETARD):
    """What a page read just now holds; by default it does not hear of what made the test."""
    dernier = campagne.gestes.order_by("-pk").first()
    cartes = veille.empreintes(campagne)
    rangs = {fiche.cle for fiche in tableau.lire(campagne).vivier}
    return Regard(
        timezone.now() + retard, dernier.pk if dernier else 0, cartes, cartes.keys(), rangs
    )


def test_quiet_board_has_nothing_to_draw(campagne, staff):
    factories.make_grappe(campagne=campagne)

    assert not veille.changements(campagne, regarder(campagne), pour=staff)


def test_move_of_a_colleague_touches_its_card_and_is_told(campagne, staff, paul):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    libre = factories.make_eligible()
    regard = regarder(campagne, AUSSITOT)

    deplacer(campagne, [Deplacement(libre.pk, une.pk)], vus={libre.pk: None}, par=paul)
    vus = veille.changements(campagne, regard, pour=staff)

    assert (vus.cartes, vus.nouvelles, autre.pk in vus.cartes) == ({une.pk}, set(), False)
    assert vus.parties == {libre.pk}
    assert vus.phrases == [f"Paul Roy : {libre.organisme} vers « {une} », il y a 0 s."]


def test_own_move_is_drawn_but_not_told(campagne, staff):
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    regard = regarder(campagne, AUSSITOT)

    deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=staff)
    vus = veille.changements(campagne, regard, pour=staff)

    assert (vus.cartes, vus.phrases) == ({grappe.pk}, [])


def test_undo_of_a_colleague_is_told(campagne, staff, paul):
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=paul)
    regard = regarder(campagne, AUSSITOT)

    gestes.annuler(campagne, paul)
    vus = veille.changements(campagne, regard, pour=staff)

    assert vus.cartes == {grappe.pk}
    assert vus.phrases[0].startswith(f"Paul Roy : {libre.organisme} vers « {grappe} » (annulé)")


def test_new_and_dissolved_grappes_come_and_go(campagne, staff, collectif):
    ancienne, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    regard = regarder(campagne, AUSSITOT)

    grappes.dissoudre(ancienne, auteur=collectif, motif="Essai")
    deplacer(campagne, [Deplacement(libre.pk, NOUVELLE)], vus={libre.pk: None}, par=staff)
    vus = veille.changements(campagne, regard, pour=staff)

    nouvelle = libre.places.get().grappe_id
    assert (vus.nouvelles, vus.disparues) == ({nouvelle}, {ancienne.pk})


def test_pin_freeze_and_answer_draw_the_card_again(campagne, staff):
    une, autre = (factories.make_grappe(campagne=campagne) for _ in range(2))
    regard = regarder(campagne, AUSSITOT)

    contraintes.epingler(une.places.first(), par=staff)
    contraintes.geler(autre, par=staff)

    assert veille.changements(campagne, regard, pour=staff).cartes == {une.pk, autre.pk}


def test_withdrawn_candidature_leaves_the_vivier(campagne, staff):
    libre = factories.make_eligible(campagne=campagne)
    regard = regarder(campagne, AUSSITOT)

    candidatures.retirer(libre, auteur=CANDIDATE)
    vus = veille.changements(campagne, regard, pour=staff)

    assert (vus.parties, vus.arrivees) == ({libre.pk}, set())


def test_row_whose_move_was_committed_late_leaves_the_vivier(campagne, staff, paul):
    """As when a whole region is applied: written long before a look, committed after it."""
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    regard = regarder(campagne, AUSSITOT)
    deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=paul)
    Place.objects.update(creee_le=timezone.now() - datetime.timedelta(minutes=5))

    assert veille.changements(campagne, regard, pour=staff).parties == {libre.pk}


def test_row_that_comes_back_to_the_vivier_arrives_once(campagne, staff, paul):
    grappe = factories.make_grappe(membres=1)
    membre = grappe.places.get().candidature
    regard = regarder(campagne, AUSSITOT)
    deplacer(campagne, [Deplacement(membre.pk, None)], vus={membre.pk: grappe.pk}, par=paul)

    assert veille.changements(campagne, regard, pour=staff).arrivees == {membre.pk}
    montree = dataclasses.replace(regard, lignes=regard.lignes | {membre.pk})
    assert veille.changements(campagne, montree, pour=staff).arrivees == set()


def test_card_that_the_filter_left_out_is_not_drawn(campagne, staff, paul):
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    regard = dataclasses.replace(regarder(campagne, AUSSITOT), empreintes={})

    deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=paul)

    assert veille.changements(campagne, regard, pour=staff).cartes == set()
