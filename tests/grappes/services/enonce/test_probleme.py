"""From a campagne to the problem of the optimiser, and what holds a candidature in its place."""

import datetime

import pytest

from grappes.erreurs import ErreurMetier
from grappes.models import (
    EtablissementDeclare,
    Grappe,
    PaireInterdite,
    Place,
    Reglement,
)
from grappes.optimizer import Kinds, solve
from grappes.services.enonce.probleme import plan_actuel, poser
from grappes.services.regroupement import places
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, candidat, eligible, reunir

MotifRefus = Place.MotifRefus


def test_candidature_is_told_in_the_words_of_the_optimiser(campagne):
    Reglement.objects.update(part_mixte_max=20)
    candidature = eligible(
        campagne, esms=2, ou=PARIS, duis=("Logiciel B", "Logiciel A"), portage="oui"
    )
    candidature.demarrage_souhaite_le = campagne.ferme_le + datetime.timedelta(days=200)
    candidature.save()

    trouve = candidat(poser(campagne), candidature)

    assert (trouve.esms, trouve.lat, trouve.lon) == (2, *PARIS)
    assert (trouve.department, trouve.sector, trouve.kinds) == ("59", "pa", Kinds(acquisition=2))
    assert trouve.accepts == ("Logiciel A", "Logiciel B")
    assert trouve.horizon == 1
    assert trouve.lead == pytest.approx(1 - 0.25 / 3, abs=1e-3)


def test_doubtful_lines_do_not_count_and_without_an_eligible_one_nobody_is_grouped(campagne):
    entiere, vide = eligible(campagne, esms=3), eligible(campagne, esms=1)
    lignes = EtablissementDeclare.objects
    lignes.filter(pk=entiere.lignes.first().pk).update(verdict="douteux")
    lignes.filter(candidature=vide).update(verdict="douteux")

    enonce = poser(campagne)

    assert candidat(enonce, entiere).esms == 2
    assert enonce.ecartees == {
        vide.pk: "Aucun ESMS éligible : les lignes douteuses ne comptent pas."
    }


def test_place_without_coordinates_is_the_middle_of_its_departement(campagne):
    eligible(campagne, ou=LILLE)
    sans = eligible(campagne, ou=(None, None))

    trouve = candidat(poser(campagne), sans)

    assert (trouve.lat, trouve.lon) == pytest.approx(LILLE)


def test_every_rule_comes_from_the_reglement_in_force(campagne):
    nord = factories.make_departement()
    reglement = factories.make_reglement(
        campagne,
        seuil_esms=15,
        seuil_reduit=8,
        minimum_og=3,
        plafond_esms=50,
        part_mixte_max=20,
    )
    reglement.departements_reduits.add(nord)

    rules = poser(campagne, rayon_km=80, marge_esms=2).problem.rules

    assert (rules.min_esms, rules.max_esms, rules.min_ogs, rules.radius_km) == (15, 50, 3, 80)
    assert (rules.reduced.min_esms, rules.reduced.departments) == (8, {"59"})
    assert (rules.mixed_share, rules.weights.margin_esms) == (0.2, 2)


def test_eligible_lines_are_counted_by_kind_and_undecided_ones_fit_both(campagne):
    Reglement.objects.update(part_mixte_max=20)
    candidature = eligible(campagne, esms=7)
    wanted = ["acquisition"] * 3 + ["mise_en_conformite"] * 2 + ["a_definir", ""]
    for ligne, projet in zip(candidature.lignes.all(), wanted, strict=True):
        ligne.type_projet = projet
        ligne.save(update_fields=["type_projet"])

    trouve = candidat(poser(campagne), candidature)

    assert (trouve.esms, trouve.kinds) == (7, Kinds(acquisition=3, conformite=2))


def test_without_a_share_of_mixed_projects_kinds_hinder_nobody(campagne):
    acquisition, conformite = eligible(campagne), eligible(campagne)
    conformite.lignes.update(type_projet="mise_en_conformite")
    acquisition.lignes.update(type_projet="acquisition")

    enonce = poser(campagne)

    people = enonce.problem.candidates
    assert [(person.project, person.kinds) for person in people] == [("mixte", None)] * 2
    assert enonce.projets[str(conformite.pk)] == Kinds(conformite=2)
    assert len(solve(enonce.problem).groups) == 1


def test_without_a_reglement_in_force_nothing_is_proposed(campagne):
    Reglement.objects.update(en_vigueur_le=None)

    with pytest.raises(ErreurMetier, match="pas de règlement en vigueur"):
        poser(campagne)


def test_who_follows_the_grappe_accepts_any_software_of_the_campagne(campagne):
    eligible(campagne, duis=("Logiciel B",))
    suiveuse = eligible(campagne, duis=(), dui_de_la_grappe=True)
    factories.make_dui("Logiciel dont personne ne veut")

    assert candidat(poser(campagne), suiveuse).accepts == ("Logiciel B",)


def test_without_the_rule_of_one_software_all_accept_a_common_one(campagne):
    Reglement.objects.update(dui_unique=False)
    candidature = eligible(campagne, duis=())

    assert candidat(poser(campagne), candidature).accepts == ("au choix",)


def test_only_mutual_wishes_bind(campagne):
    une, deux, trois = (eligible(campagne) for _ in range(3))
    une.partenaires.set([deux.organisme, trois.organisme])
    deux.partenaires.set([une.organisme])

    enonce = poser(campagne)

    assert candidat(enonce, une).partners == (str(deux.pk),)
    assert candidat(enonce, deux).partners == (str(une.pk),)
    assert candidat(enonce, trois).partners == ()
    assert enonce.souhaits == {str(une.pk): (str(trois.pk),)}


def test_refusals_and_forbidden_pairs_keep_apart(campagne, staff):
    une, deux, trois = (eligible(campagne) for _ in range(3))
    une.refus.add(deux.organisme)
    PaireInterdite.objects.create(
        campagne=campagne, premiere=deux, seconde=trois, motif="Contentieux.", par=staff
    )

    enonce = poser(campagne)

    assert candidat(enonce, une).refuses == (str(deux.pk),)
    assert enonce.problem.locks.apart == ((str(deux.pk), str(trois.pk)),)


def test_informed_and_pinned_places_stay_together_on_the_software_of_their_grappe(
    campagne, collectif, staff
):
    une, deux, libre = (eligible(campagne, duis=("Logiciel A", "Logiciel B")) for _ in range(3))
    proposee = reunir(campagne, une, deux)
    factories.grappes.proposer(proposee, auteur=collectif)
    places.ajouter(proposee, libre)

    enonce = poser(campagne)

    assert enonce.problem.locks.together == ((str(une.pk), str(deux.pk)),)
    assert enonce.coeurs == {proposee.pk: (str(une.pk), str(deux.pk))}
    assert candidat(enonce, une).accepts == ("Logiciel A",)
    assert candidat(enonce, libre).accepts == ("Logiciel A", "Logiciel B")
    assert "a été prévenu le" in enonce.verrous[str(une.pk)]


def test_two_cores_are_never_merged(campagne, staff):
    grappes = [reunir(campagne, eligible(campagne, esms=3)) for _ in range(2)]
    Place.objects.update(epinglee_le=factories.timezone.now(), epinglee_par=staff)

    enonce = poser(campagne)
    plan = solve(enonce.problem, previous=plan_actuel(enonce))

    assert set(enonce.coeurs) == {grappe.pk for grappe in grappes}
    assert [len(groupe.members) for groupe in plan.groups] == [1, 1]


def test_constituted_and_frozen_grappes_are_left_as_they_are(campagne):
    constituee = factories.make_constituee(campagne=campagne)
    gelee = factories.make_grappe(campagne=campagne, membres=2)
    Grappe.objects.filter(pk=gelee.pk).update(gelee_le=factories.timezone.now())

    enonce = poser(campagne)

    assert set(enonce.figees) == {constituee.pk, gelee.pk}
    assert enonce.problem.locks.frozen_groups == tuple(enonce.figees.values())
    assert enonce.coeurs == {}


def test_derogation_releases_one_place_and_no_other(campagne, collectif):
    une, deux = eligible(campagne), eligible(campagne)
    proposee = reunir(campagne, une, deux)
    factories.grappes.proposer(proposee, auteur=collectif)

    enonce = poser(campagne, derogations=[une.pk])

    assert enonce.coeurs == {proposee.pk: (str(deux.pk),)}
    assert str(une.pk) not in enonce.verrous


def test_selection_alone_may_move(campagne):
    choisie, _, placee = (eligible(campagne) for _ in range(3))
    grappe = reunir(campagne, placee)

    enonce = poser(campagne, selection=[choisie.pk])

    assert set(enonce.candidatures) == {str(choisie.pk), str(placee.pk)}
    assert list(enonce.verrous) == [str(placee.pk)]
    assert f"reste dans « {grappe} »" in enonce.verrous[str(placee.pk)]


def test_current_plan_holds_today_s_grappes_even_unfinished(campagne):
    une, deux, libre = (eligible(campagne, esms=1) for _ in range(3))
    grappe = reunir(campagne, une, deux)
    places.donner_role(grappe.places.get(candidature=deux), Place.Role.PORTEUR)

    plan = plan_actuel(poser(campagne))

    (groupe,) = plan.groups
    assert (groupe.lead, groupe.vendor) == (str(deux.pk), "Logiciel A")
    assert plan.unplaced == (str(libre.pk),)
    assert plan.placed_esms == 2


def test_queries_do_not_grow_with_the_campagne(campagne, django_assert_num_queries):
    eligible(campagne)
    reunir(campagne, eligible(campagne))
    with django_assert_num_queries(11):
        poser(campagne)
    for _ in range(3):
        reunir(campagne, eligible(campagne))

    with django_assert_num_queries(11):
        poser(campagne)
