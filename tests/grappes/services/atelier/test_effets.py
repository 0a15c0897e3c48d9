"""What a move would change, told before it is confirmed."""

import pytest

from grappes.erreurs import ErreurMetier
from grappes.models import Geste, Place
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement, deplacer
from grappes.services.atelier.effets import effet
from grappes.services.regroupement import contraintes, grappes, places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.atelier.test_deplacements import membres

pytestmark = pytest.mark.django_db


def test_gauge_and_rules_are_told_on_both_sides(campagne):
    campagne.reglements.update(seuil_esms=4)
    une, autre = (factories.make_grappe(membres=n, campagne=campagne) for n in (2, 1))
    partant = membres(une)[0]

    vu = effet(campagne, {partant.pk: autre.pk})

    quittee, rejointe = sorted(vu.grappes, key=lambda e: e.grappe != une)
    assert (quittee.avant.jauge.eligibles, quittee.apres.jauge.eligibles) == (4, 2)
    assert quittee.perdues == ["2 ESMS éligibles pour un minimum de 4 : il en manque 2."]
    assert quittee.quittent_role == [f"{partant.organisme} n’en sera plus porteur."]
    assert (rejointe.avant.jauge.eligibles, rejointe.apres.jauge.eligibles) == (2, 4)
    assert rejointe.gagnees == ["4 ESMS éligibles pour un minimum de 4."]
    assert (rejointe.arrivent, rejointe.partent) == ([str(partant.organisme)], [])


def test_nothing_is_written(campagne):
    libre, grappe = factories.make_eligible(), factories.make_grappe(campagne=campagne)

    effet(campagne, {libre.pk: grappe.pk})

    assert not Geste.objects.exists()
    assert not Place.objects.filter(candidature=libre).exists()


def test_new_grappe_is_judged_with_the_software_that_it_would_take(campagne):
    libres = [factories.make_eligible(campagne=campagne) for _ in range(2)]

    (nouvelle,) = effet(campagne, {c.pk: NOUVELLE for c in libres}).grappes

    assert (nouvelle.grappe, nouvelle.apres.jauge.eligibles) == (None, 4)
    assert "Tous les membres acceptent Logiciel A." in nouvelle.gagnees


def test_rule_that_has_nothing_to_say_before_is_lost_when_it_breaks(campagne):
    campagne.reglements.update(part_mixte_max=10)
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    libre.lignes.update(type_projet="mise_en_conformite")

    (touchee,) = effet(campagne, {libre.pk: grappe.pk}).grappes

    assert len(touchee.perdues) == 1
    assert touchee.perdues[0].startswith("Projet mixte")


def test_promises_ask_for_an_exception_and_say_when_a_mail_leaves(campagne, staff):
    proposee, preparee = factories.make_proposee(), factories.make_grappe()
    informe, epingle = proposee.places.first(), preparee.places.first()
    contraintes.epingler(epingle, par=staff)

    vu = effet(campagne, {informe.candidature_id: None, epingle.candidature_id: None})

    assert {e.candidature: e.previent for e in vu.exceptions} == {
        informe.candidature_id: True,
        epingle.candidature_id: False,
    }


def test_filed_place_forbids_the_move(campagne):
    grappe = factories.make_constituee(campagne=campagne)
    type(grappe).objects.filter(pk=grappe.pk).update(
        statut="transmise", transmise_le="2026-03-01", numero_dossier="1"
    )

    vu = effet(campagne, {membres(grappe)[0].pk: None})

    assert (len(vu.obstacles), vu.exceptions) == (1, [])


def test_conflict_is_a_sentence(campagne):
    libre, grappe = factories.make_eligible(), factories.make_grappe(campagne=campagne)
    evite = membres(grappe)[0].organisme
    libre.refus.add(evite)

    vu = effet(campagne, {libre.pk: grappe.pk})

    assert vu.conflits == [f"{libre.organisme} ne veut pas travailler avec {evite}."]


def test_who_is_already_there_is_counted_apart(campagne):
    grappe = factories.make_grappe(campagne=campagne)

    vu = effet(campagne, {membres(grappe)[0].pk: grappe.pk})

    assert (vu.grappes, vu.immobiles) == ([], 1)


def test_emptied_grappe_is_said(campagne):
    grappe = factories.make_grappe(membres=1, campagne=campagne)

    (touchee,) = effet(campagne, {membres(grappe)[0].pk: None}).grappes

    assert touchee.se_vide


def test_frozen_or_closed_target_forbids_the_move(campagne, staff, collectif):
    libre = factories.make_eligible(campagne=campagne)
    gelee, close = (factories.make_grappe(membres=1, campagne=campagne) for _ in range(2))
    contraintes.geler(gelee, par=staff)
    grappes.dissoudre(close, auteur=collectif, motif="Doublon")

    assert effet(campagne, {libre.pk: gelee.pk}).obstacles == [
        f"« {gelee} » est gelée : dégelez-la d’abord."
    ]
    assert (
        "n’accueille plus de membre (dissoute)"
        in effet(campagne, {libre.pk: close.pk}).obstacles[0]
    )


def test_one_that_goes_back_to_the_grappe_that_it_refused_is_said_and_confirmed(campagne, staff):
    grappe, autre = factories.make_proposee(campagne=campagne), factories.make_grappe()
    place = grappe.places.select_related("grappe", "candidature").last()
    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus="calendrier")
    cle = place.candidature_id

    [phrase] = effet(campagne, {cle: grappe.pk}).conflits

    assert phrase.startswith(f"{place.candidature.organisme} a refusé « {grappe} » le ")
    assert "(le calendrier ne nous convient pas)" in phrase
    assert effet(campagne, {cle: autre.pk}).conflits == []
    trajet = {"deplacements": [Deplacement(cle, grappe.pk)], "vus": {cle: None}, "par": staff}
    with pytest.raises(ErreurMetier, match="Confirmez que vous les réunissez"):
        deplacer(campagne, **trajet)
    deplacer(campagne, **trajet, malgre_conflits=True)
