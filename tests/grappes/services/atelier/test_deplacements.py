"""Moves in the workshop: all or nothing, promises kept, nothing overwritten."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Candidature, Courriel, Derogation, Geste, Grappe, Mouvement, Place
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement, deplacer
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import contraintes, places
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db


def ou(*candidatures):
    """Where each candidature is now: the pk of its grappe, or None."""
    vivantes = dict(Place.objects.vivantes().values_list("candidature", "grappe"))
    return [vivantes.get(candidature.pk) for candidature in candidatures]


def membres(grappe):
    return list(Candidature.objects.filter(places__in=grappe.places.vivantes()).order_by("pk"))


def test_several_candidatures_join_a_grappe_in_one_geste(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne, nom="Grappe 7")
    libres = [factories.make_eligible(campagne=campagne) for _ in range(3)]

    geste = deplacer(
        campagne,
        [Deplacement(c.pk, grappe.pk) for c in libres],
        vus={c.pk: None for c in libres},
        par=staff,
    )

    assert ou(*libres) == [grappe.pk] * 3
    assert geste.libelle == "3 candidatures vers « Grappe 7 »"
    assert set(geste.mouvements.values_list("candidature", "de", "vers")) == {
        (c.pk, None, grappe.pk) for c in libres
    }


def test_member_goes_from_a_grappe_to_another_and_leaves_a_trace(campagne, staff):
    une, autre = (factories.make_grappe(campagne=campagne) for _ in range(2))
    membre = membres(une)[0]

    deplacer(campagne, [Deplacement(membre.pk, autre.pk)], vus={membre.pk: une.pk}, par=staff)

    assert ou(membre) == [autre.pk]
    ancienne = une.places.get(candidature=membre)
    assert (ancienne.etat, ancienne.transitions.get().par) == ("liberee", staff)


def test_nothing_moves_when_one_of_them_cannot(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    libre, recue = factories.make_eligible(campagne=campagne), factories.make_candidature()

    with pytest.raises(ErreurMetier, match="Reçue"):
        deplacer(
            campagne,
            [Deplacement(c.pk, grappe.pk) for c in (libre, recue)],
            vus={libre.pk: None, recue.pk: None},
            par=staff,
        )

    assert not Place.objects.exists()
    assert not Geste.objects.exists()


def test_stale_page_is_told_who_moved_what_and_where(campagne, staff):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    libre = factories.make_eligible(campagne=campagne)
    paul = factories.make_user(first_name="Paul", last_name="Roy", is_staff=True)
    deplacer(campagne, [Deplacement(libre.pk, une.pk)], vus={libre.pk: None}, par=paul)

    with pytest.raises(
        TransitionConcurrente,
        match=rf"Paul Roy a déplacé {libre.organisme} vers « {une} » le .* Rien n’a été déplacé",
    ):
        deplacer(campagne, [Deplacement(libre.pk, autre.pk)], vus={libre.pk: None}, par=staff)

    assert ou(libre) == [une.pk]


def test_stale_page_is_told_who_freed_the_place(campagne, staff):
    grappe, autre = (factories.make_grappe(campagne=campagne) for _ in range(2))
    membre, paul = membres(grappe)[0], factories.make_user(first_name="Paul", last_name="Roy")
    deplacer(campagne, [Deplacement(membre.pk, None)], vus={membre.pk: grappe.pk}, par=paul)

    with pytest.raises(TransitionConcurrente, match="au vivier : Paul Roy a libéré sa place le"):
        deplacer(
            campagne, [Deplacement(membre.pk, autre.pk)], vus={membre.pk: grappe.pk}, par=staff
        )


def test_move_to_where_it_already_is_is_refused(campagne, staff):
    libre = factories.make_eligible(campagne=campagne)

    with pytest.raises(ErreurMetier, match="déjà à sa place"):
        deplacer(campagne, [Deplacement(libre.pk, None)], vus={libre.pk: None}, par=staff)


def test_candidature_of_another_campagne_is_refused(campagne, staff):
    libre = factories.make_eligible(campagne=campagne)
    autre = factories.make_campagne(nom="Autre", region=factories.make_region("53", "Bretagne"))

    with pytest.raises(ErreurMetier, match="pas de cette campagne"):
        deplacer(autre, [Deplacement(libre.pk, None)], vus={libre.pk: None}, par=staff)


@pytest.mark.parametrize("fabrique", [factories.make_proposee, factories.make_constituee])
def test_informed_member_moves_only_with_a_reason_which_is_kept(campagne, staff, fabrique):
    grappe, cible = fabrique(campagne=campagne), factories.make_grappe(campagne=campagne)
    membre = membres(grappe)[0]
    deplacement = [Deplacement(membre.pk, cible.pk)]

    with pytest.raises(ErreurMetier, match="indiquez le motif de l’exception"):
        deplacer(campagne, deplacement, vus={membre.pk: grappe.pk}, par=staff)
    deplacer(
        campagne,
        deplacement,
        vus={membre.pk: grappe.pk},
        par=staff,
        derogations={membre.pk: "Demandé par téléphone."},
    )

    assert ou(membre) == [cible.pk]
    derogation = Derogation.objects.get()
    assert (derogation.motif, derogation.par) == ("Demandé par téléphone.", staff)
    assert derogation.place == grappe.places.get(candidature=membre)
    courriel = Courriel.objects.filter(candidature=membre, genre="changement_statut").first()
    assert "revu la composition de cette grappe" in courriel.texte
    assert "Demandé par téléphone" not in courriel.texte
    assert cible.places.get(candidature=membre).etat == "prevue"


def test_scenario_never_moves_an_engaged_member(campagne, staff):
    grappe = factories.make_constituee(campagne=campagne)
    membre = membres(grappe)[0]
    scenario = campagne.scenarios.create(nom="Essai", cree_par=staff)

    with pytest.raises(ErreurMetier, match="Aucun scénario ne déplace un membre engagé"):
        deplacer(
            campagne,
            [Deplacement(membre.pk, None)],
            vus={membre.pk: grappe.pk},
            par=staff,
            derogations={membre.pk: "Accepté"},
            scenario=scenario,
        )


def test_exception_asked_before_a_run_is_marked_as_used(campagne, staff):
    grappe = factories.make_proposee(campagne=campagne)
    membre = membres(grappe)[0]
    scenario = campagne.scenarios.create(nom="Essai", cree_par=staff)
    demandee = Derogation.objects.create(
        place=grappe.places.get(candidature=membre), scenario=scenario, motif="Accepté", par=staff
    )

    deplacer(
        campagne,
        [Deplacement(membre.pk, None)],
        vus={membre.pk: grappe.pk},
        par=staff,
        derogations={membre.pk: demandee.motif},
        scenario=scenario,
    )

    demandee.refresh_from_db()
    assert (demandee.utilisee_le is not None, Derogation.objects.count()) == (True, 1)


def test_pinned_place_moves_only_with_a_reason(campagne, staff):
    grappe = factories.make_grappe(campagne=campagne)
    place = grappe.places.first()
    contraintes.epingler(place, par=staff)

    with pytest.raises(ErreurMetier, match="est épinglé dans"):
        deplacer(
            campagne,
            [Deplacement(place.candidature_id, None)],
            vus={place.candidature_id: grappe.pk},
            par=staff,
        )


def test_frozen_grappe_welcomes_nobody_and_lets_nobody_go(campagne, staff):
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    contraintes.geler(grappe, par=staff)
    membre = membres(grappe)[0]

    with pytest.raises(ErreurMetier, match="est gelée : dégelez-la d’abord"):
        deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=staff)
    with pytest.raises(ErreurMetier, match="y reste"):
        deplacer(campagne, [Deplacement(membre.pk, None)], vus={membre.pk: grappe.pk}, par=staff)

    contraintes.degeler(grappe)
    deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=staff)
    assert ou(libre) == [grappe.pk]


def test_forbidden_pair_meets_only_when_staff_say_so(campagne, staff):
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    contraintes.interdire(libre, membres(grappe)[0], motif="Contentieux", par=staff)
    deplacement = [Deplacement(libre.pk, grappe.pk)]

    with pytest.raises(ErreurMetier, match=r"a interdit cette paire \(Contentieux\)"):
        deplacer(campagne, deplacement, vus={libre.pk: None}, par=staff)
    deplacer(campagne, deplacement, vus={libre.pk: None}, par=staff, malgre_conflits=True)

    assert ou(libre) == [grappe.pk]


def test_declared_refusal_is_named_in_either_direction(campagne, staff):
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    membres(grappe)[0].refus.add(libre.organisme)

    with pytest.raises(ErreurMetier, match=f"ne veut pas travailler avec {libre.organisme}"):
        deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=staff)


def test_new_grappe_takes_the_next_number_and_the_software_most_accept(campagne, staff):
    factories.make_grappe(membres=0, campagne=campagne, nom="Grappe 9")
    libres = [factories.make_eligible(campagne=campagne) for _ in range(3)]
    autre = factories.make_dui("Autre logiciel")
    for candidature in libres[:2]:
        candidature.dui_acceptes.set([autre])

    deplacer(
        campagne,
        [Deplacement(c.pk, NOUVELLE) for c in libres],
        vus={c.pk: None for c in libres},
        par=staff,
    )

    nouvelle = Grappe.objects.get(nom="Grappe 10")
    assert nouvelle.dui == autre
    assert ou(*libres) == [nouvelle.pk] * 3


def test_refused_move_leaves_no_empty_grappe(campagne, staff):
    membre = membres(factories.make_proposee(campagne=campagne))[0]
    vus = {membre.pk: membre.places.get().grappe_id}

    with pytest.raises(ErreurMetier):
        deplacer(campagne, [Deplacement(membre.pk, NOUVELLE)], vus=vus, par=staff)

    assert Grappe.objects.count() == 1


def test_withdrawn_candidature_is_told_to_the_late_mover(campagne, staff):
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    candidatures.retirer(libre, auteur=CANDIDATE)

    with pytest.raises(TransitionConcurrente, match="le candidat l’a fait"):
        deplacer(campagne, [Deplacement(libre.pk, grappe.pk)], vus={libre.pk: None}, par=staff)


def test_filed_member_never_moves(campagne, staff):
    grappe = factories.make_constituee(campagne=campagne)
    Grappe.objects.filter(pk=grappe.pk).update(
        statut="transmise", transmise_le="2026-03-01", numero_dossier="1"
    )
    membre = membres(grappe)[0]

    with pytest.raises(ErreurMetier, match="Sa place ne change plus"):
        deplacer(
            campagne,
            [Deplacement(membre.pk, None)],
            vus={membre.pk: grappe.pk},
            par=staff,
            derogations={membre.pk: "Essai"},
        )


def test_places_added_elsewhere_are_told_with_their_moment(campagne, staff):
    grappe, libre = factories.make_grappe(membres=0), factories.make_eligible()
    places.ajouter(grappe, libre)

    with pytest.raises(TransitionConcurrente, match=f"est dans « {grappe} » depuis le"):
        deplacer(campagne, [Deplacement(libre.pk, None)], vus={libre.pk: None}, par=staff)

    assert not Mouvement.objects.exists()
