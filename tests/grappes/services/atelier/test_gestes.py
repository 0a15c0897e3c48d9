"""Undo and redo: one's own last geste, unless somebody acted since or was told."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Derogation, Grappe, Place
from grappes.services.atelier import gestes
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement, deplacer
from grappes.services.regroupement import contraintes, grappes, places
from grappes.workflow import Auteur
from tests import factories
from tests.grappes.services.atelier.test_deplacements import membres, ou

pytestmark = pytest.mark.django_db


def bouger(campagne, candidature, de, vers, par, **options):
    cle = getattr(vers, "pk", None)
    vus = {candidature.pk: getattr(de, "pk", None)}
    return deplacer(campagne, [Deplacement(candidature.pk, cle)], vus=vus, par=par, **options)


@pytest.fixture
def paul(db):
    return factories.make_user(first_name="Paul", last_name="Roy", is_staff=True)


def test_gestes_are_taken_back_in_turn_then_done_again_in_order(campagne, staff):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    libre = factories.make_eligible()
    bouger(campagne, libre, None, une, staff)
    bouger(campagne, libre, une, autre, staff)
    etapes = [ou(libre)]

    for acte in (gestes.annuler, gestes.annuler, gestes.refaire, gestes.refaire):
        acte(campagne, staff)
        etapes.append(ou(libre))

    assert etapes == [[autre.pk], [une.pk], [None], [une.pk], [autre.pk]]


def test_undo_gives_back_the_role_and_the_pin(campagne, staff):
    grappe = factories.make_grappe(campagne=campagne)
    porteur = grappe.places.get(role="porteur")
    contraintes.epingler(porteur, par=staff)
    bouger(
        campagne, porteur.candidature, grappe, None, staff,
        derogations={porteur.candidature_id: "Essai"},
    )  # fmt: skip

    gestes.annuler(campagne, staff)

    rendue = Place.objects.vivantes().get(candidature=porteur.candidature)
    assert (rendue.role, rendue.epinglee_par) == ("porteur", staff)


def test_role_given_to_another_since_is_not_taken_from_them(campagne, staff):
    grappe = factories.make_grappe(campagne=campagne)
    porteur, autre = grappe.places.order_by("pk")
    bouger(campagne, porteur.candidature, grappe, None, staff)
    Place.objects.filter(pk=autre.pk).update(role="porteur")

    gestes.annuler(campagne, staff)

    assert Place.objects.vivantes().get(candidature=porteur.candidature).role == "membre"


def test_redo_is_forgotten_after_a_new_geste(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    libre, autre = factories.make_eligible(), factories.make_eligible()
    bouger(campagne, libre, None, grappe, staff)
    gestes.annuler(campagne, staff)
    bouger(campagne, autre, None, grappe, staff)

    with pytest.raises(ErreurMetier, match="rien à refaire"):
        gestes.refaire(campagne, staff)


def test_nobody_takes_back_the_geste_of_another(campagne, staff, paul):
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    bouger(campagne, libre, None, grappe, paul)

    with pytest.raises(ErreurMetier, match="rien à annuler"):
        gestes.annuler(campagne, staff)

    assert ou(libre) == [grappe.pk]


def test_undo_is_refused_when_another_moved_the_same_since(campagne, staff, paul):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    libre = factories.make_eligible()
    bouger(campagne, libre, None, une, staff)
    bouger(campagne, libre, une, autre, paul)

    with pytest.raises(TransitionConcurrente, match=f"Paul Roy a déplacé {libre.organisme} vers"):
        gestes.annuler(campagne, staff)

    assert ou(libre) == [autre.pk]


def test_redo_is_refused_when_another_moved_the_same_since(campagne, staff, paul):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    libre = factories.make_eligible()
    bouger(campagne, libre, None, une, staff)
    gestes.annuler(campagne, staff)
    bouger(campagne, libre, None, autre, paul)

    with pytest.raises(TransitionConcurrente, match="ne peut plus être refait : Paul Roy"):
        gestes.refaire(campagne, staff)


def test_undo_says_that_a_member_was_told_since(campagne, staff):
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    bouger(campagne, libre, None, grappe, staff)
    grappes.proposer(grappe, auteur=Auteur.collectif(staff))

    with pytest.raises(ErreurMetier, match=f"{libre.organisme} a été prévenu de sa place dans"):
        gestes.annuler(campagne, staff)

    assert ou(libre) == [grappe.pk]


def test_undo_says_that_a_mail_already_left(campagne, staff):
    grappe = factories.make_proposee(campagne=campagne)
    membre = membres(grappe)[0]
    bouger(campagne, membre, grappe, None, staff, derogations={membre.pk: "Demandé"})

    with pytest.raises(ErreurMetier, match=r"a été prévenu que sa place dans .* est libérée"):
        gestes.annuler(campagne, staff)


def test_conflict_accepted_once_does_not_stop_a_redo(campagne, staff):
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    libre.refus.add(membres(grappe)[0].organisme)
    bouger(campagne, libre, None, grappe, staff, malgre_conflits=True)
    gestes.annuler(campagne, staff)

    gestes.refaire(campagne, staff)

    assert ou(libre) == [grappe.pk]


def test_past_page_takes_back_nothing_but_the_geste_that_it_named(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    une, autre = (factories.make_eligible(campagne=campagne) for _ in range(2))
    premier = bouger(campagne, une, None, grappe, staff)
    dernier = bouger(campagne, autre, None, grappe, staff)

    with pytest.raises(TransitionConcurrente, match="depuis"):
        gestes.annuler(campagne, staff, vu=premier.pk)
    gestes.annuler(campagne, staff, vu=dernier.pk)
    with pytest.raises(TransitionConcurrente, match="depuis"):
        gestes.annuler(campagne, staff, vu=dernier.pk)
    gestes.refaire(campagne, staff, vu=dernier.pk)

    assert ou(une, autre) == [grappe.pk, grappe.pk]


def test_grappe_made_by_a_geste_goes_with_it_and_comes_back_under_a_new_number(campagne, staff):
    libre, autre = factories.make_eligible(), factories.make_eligible()
    deplacer(campagne, [Deplacement(libre.pk, NOUVELLE)], vus={libre.pk: None}, par=staff)
    premiere = Grappe.objects.get()
    bouger(campagne, autre, None, premiere, staff)
    gestes.annuler(campagne, staff)
    gestes.annuler(campagne, staff)
    premiere.refresh_from_db()
    assert premiere.statut == "dissoute"

    geste = gestes.refaire(campagne, staff)
    gestes.refaire(campagne, staff)

    (nouvelle,) = Grappe.objects.exclude(pk=premiere.pk)
    assert (ou(libre), ou(autre)) == ([nouvelle.pk], [nouvelle.pk])
    assert geste.libelle.endswith("vers « Grappe 2 »")


def test_grappe_that_a_colleague_filled_since_stays(campagne, staff, paul):
    libre, autre = factories.make_eligible(), factories.make_eligible()
    deplacer(campagne, [Deplacement(libre.pk, NOUVELLE)], vus={libre.pk: None}, par=staff)
    grappe = Grappe.objects.get()
    bouger(campagne, autre, None, grappe, paul)

    gestes.annuler(campagne, staff)

    grappe.refresh_from_db()
    assert (grappe.statut, ou(autre)) == ("en_preparation", [grappe.pk])


def test_exception_of_a_geste_is_kept_when_it_is_done_again(campagne, staff):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    candidature = factories.make_eligible()
    contraintes.epingler(places.ajouter(une, candidature), par=staff)
    motifs = {candidature.pk: "Fusion juridique."}
    bouger(campagne, candidature, une, autre, staff, derogations=motifs)
    gestes.annuler(campagne, staff)
    assert Derogation.objects.get().utilisee_le is None

    gestes.refaire(campagne, staff)

    assert ou(candidature) == [autre.pk]
    assert Derogation.objects.get().utilisee_le is not None
