"""Pins, frozen grappes, pairs kept apart."""

import pytest

from grappes.erreurs import ErreurMetier
from grappes.models import PaireInterdite
from grappes.services.regroupement import conflits, contraintes, places
from grappes.workflow import Auteur
from tests import factories

pytestmark = pytest.mark.django_db


def test_pin_bears_who_put_it_and_is_taken_off(campagne, staff):
    place = factories.make_grappe(campagne=campagne).places.first()

    contraintes.epingler(place, par=staff)
    place.refresh_from_db()
    assert (place.epinglee_par, place.epinglee_le is not None) == (staff, True)

    contraintes.desepingler(place)
    place.refresh_from_db()
    assert (place.epinglee_par, place.epinglee_le) == (None, None)


def test_freed_place_is_not_pinned(campagne, staff):
    place = factories.make_grappe(campagne=campagne).places.first()
    places.liberer(place, auteur=Auteur.collectif(staff), motif="Erreur")

    with pytest.raises(ErreurMetier, match="n’est plus dans"):
        contraintes.epingler(place, par=staff)


def test_dissolved_grappe_is_not_frozen(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne, statut="dissoute")

    with pytest.raises(ErreurMetier, match="ne change plus"):
        contraintes.geler(grappe, par=staff)


def test_pair_is_forbidden_once_whatever_the_order(campagne, staff):
    une, autre = factories.make_eligible(), factories.make_eligible()
    paire = contraintes.interdire(autre, une, motif="Contentieux", par=staff)

    with pytest.raises(ErreurMetier, match="Claire Martin a déjà interdit cette paire"):
        contraintes.interdire(une, autre, motif="Encore", par=staff)

    assert (paire.premiere, paire.seconde) == (une, autre)
    contraintes.autoriser(paire)
    assert not PaireInterdite.objects.exists()


@pytest.mark.parametrize("motif", ["", "  "])
def test_pair_without_a_reason_is_refused(campagne, staff, motif):
    une, autre = factories.make_eligible(), factories.make_eligible()

    with pytest.raises(ErreurMetier, match="Indiquez pourquoi"):
        contraintes.interdire(une, autre, motif=motif, par=staff)


def test_candidature_is_not_forbidden_to_itself(campagne, staff):
    une = factories.make_eligible()

    with pytest.raises(ErreurMetier, match="deux candidatures différentes"):
        contraintes.interdire(une, une, motif="Essai", par=staff)


def test_refusal_is_seen_for_each_file_of_the_organisme_that_is_refused(campagne, staff):
    refusee = factories.make_eligible(campagne=campagne)
    jumelle = factories.make_eligible(campagne=campagne, organisme=refusee.organisme)
    qui = factories.make_eligible(campagne=campagne)
    qui.refus.add(refusee.organisme)
    trois = [qui, refusee, jumelle]

    trouves = conflits.rencontres(campagne, {c.pk: 1 for c in trois})

    assert {conflit.candidatures for conflit in trouves} == {
        tuple(sorted((qui.pk, refusee.pk))),
        tuple(sorted((qui.pk, jumelle.pk))),
    }
