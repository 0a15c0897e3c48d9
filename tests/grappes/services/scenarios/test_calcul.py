"""A run led as a job: what it finds, its progress, its stop, its second life after a crash."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from grappes.models import Grappe, GrappeEnvisagee, Job, MembreEnvisage, Place, Reglement, Scenario
from grappes.services import travaux
from grappes.services.regroupement import grappes, places
from grappes.services.scenarios import calcul, demandes
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, eligible

Etat = Job.Etat


def demander(campagne, staff, **voeux):
    voeux = {"nom": "Premier essai", "duree": 2, "par": staff} | voeux
    return demandes.demander(campagne, **voeux)


def mener(scenario):
    travaux.mener()
    scenario.refresh_from_db()
    return demandes.travail(scenario)


def membres(envisagee):
    return {membre.candidature_id for membre in envisagee.membres.all()}


def test_run_places_who_fits_and_says_why(campagne, staff):
    une, deux = (eligible(campagne, portage="oui") for _ in range(2))
    deux.partenaires.add(une.organisme)
    loin = eligible(campagne, esms=1, ou=PARIS)
    scenario = demander(campagne, staff, rayon_km=50)

    job = mener(scenario)

    (envisagee,) = GrappeEnvisagee.objects.all()
    assert (job.etat, job.faits, job.total) == (Etat.TERMINE, 4, 4)
    assert job.compte_rendu == "4 ESMS placés sur 4 au plus : 1 grappe, 1 candidature sans grappe."
    assert (scenario.esms_places, scenario.esms_plafond) == (4, 4)
    assert membres(envisagee) == {une.pk, deux.pk}
    assert (str(envisagee.dui), envisagee.projet) == ("Logiciel A", "acquisition")
    raisons = " / ".join(MembreEnvisage.objects.values_list("raison", flat=True))
    assert "porteur de la grappe" in raisons
    assert "souhaité par l’OG" in raisons or envisagee.porteur == deux
    assert "à moins de 50 km" in scenario.enonce["annexe"]["orphelins"][str(loin.pk)]


def test_no_feasible_grappe_at_all_is_an_empty_scenario_with_each_reason(campagne, staff):
    seules = [eligible(campagne, esms=1, duis=(f"Logiciel {n}",)) for n in range(2)]
    scenario = demander(campagne, staff)

    job = mener(scenario)

    assert (job.etat, scenario.grappes.count(), scenario.esms_places) == (Etat.TERMINE, 0, 0)
    orphelins = scenario.enonce["annexe"]["orphelins"]
    assert set(orphelins) == {str(candidature.pk) for candidature in seules}
    assert all("n’est accepté par aucun autre OG" in phrase for phrase in orphelins.values())


def test_contradictory_wishes_are_a_reason_that_names_people(campagne, staff):
    une, deux = eligible(campagne), eligible(campagne)
    une.partenaires.add(deux.organisme)
    deux.partenaires.add(une.organisme)
    une.refus.add(deux.organisme)
    scenario = demander(campagne, staff)

    job = mener(scenario)

    phrase = scenario.enonce["annexe"]["orphelins"][str(une.pk)]
    assert job.etat == Etat.TERMINE
    assert str(une.organisme) in phrase
    assert scenario.enonce["annexe"]["conflits"][0].count(str(deux.organisme)) == 1


def test_core_that_cannot_be_completed_stays_as_it_is(campagne, staff, collectif):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    seule = eligible(campagne, esms=3)
    places.ajouter(grappe, seule)
    grappes.proposer(grappe, auteur=collectif)
    Reglement.objects.update(seuil_esms=10)
    scenario = demander(campagne, staff)

    mener(scenario)

    (envisagee,) = scenario.grappes.all()
    assert (envisagee.grappe, membres(envisagee)) == (grappe, {seule.pk})
    assert "a été prévenu" in envisagee.membres.get().raison


def test_frozen_grappe_that_breaks_a_rule_or_the_reach_stops_nothing(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    for ou in (LILLE, PARIS):
        places.ajouter(grappe, eligible(campagne, esms=1, ou=ou))
    Grappe.objects.update(gelee_le=timezone.now(), gelee_par=staff)
    eligible(campagne, esms=3)
    scenario = demander(campagne, staff, rayon_km=50)

    job = mener(scenario)

    assert (job.etat, scenario.esms_places) == (Etat.TERMINE, 5)
    assert scenario.grappes.count() == 1


def test_prepared_grappe_is_completed_rather_than_made_again(campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    une, deux = eligible(campagne), eligible(campagne)
    places.ajouter(grappe, une)
    scenario = demander(campagne, staff)

    mener(scenario)

    (envisagee,) = scenario.grappes.all()
    assert (envisagee.grappe, membres(envisagee)) == (grappe, {une.pk, deux.pk})


def test_grappe_that_has_its_porteur_keeps_it(campagne, staff, collectif):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    porteur = eligible(campagne, esms=3, portage="accompagne")
    places.donner_role(places.ajouter(grappe, porteur), Place.Role.PORTEUR)
    grappes.proposer(grappe, auteur=collectif)
    libre = eligible(campagne, esms=1, portage="oui")
    scenario = demander(campagne, staff)

    mener(scenario)

    (envisagee,) = scenario.grappes.all()
    assert (envisagee.grappe, membres(envisagee)) == (grappe, {porteur.pk, libre.pk})
    assert envisagee.porteur == porteur
    assert str(porteur.organisme) in envisagee.membres.get(candidature=libre).raison


def test_without_rules_in_force_the_job_fails_with_a_sentence(campagne, staff):
    scenario = demander(campagne, staff)
    Reglement.objects.update(en_vigueur_le=None)

    job = mener(scenario)

    assert job.etat == Etat.EN_ECHEC
    assert job.compte_rendu.startswith("La campagne n’a pas de règlement en vigueur")


def test_unexpected_fault_leaves_a_french_sentence_and_can_be_run_again(campagne, staff):
    scenario = demander(campagne, staff)
    Job.objects.update(objet_id=scenario.pk + 1000)
    job = mener(scenario)
    assert (job.etat, job.compte_rendu[:32]) == (Etat.EN_ECHEC, "Erreur inattendue (DoesNotExist)")

    Job.objects.update(objet_id=scenario.pk)
    demandes.relancer(scenario)

    assert mener(scenario).etat == Etat.TERMINE


def test_scenario_stopped_before_it_began_never_runs(campagne, staff):
    scenario = demander(campagne, staff)

    demandes.arreter(scenario)

    assert mener(scenario).etat == Etat.ANNULE
    assert scenario.calcule_le is None


def test_stop_asked_during_the_run_keeps_the_best_plan_so_far(campagne, staff):
    eligible(campagne, esms=3)
    scenario = demander(campagne, staff)
    Job.objects.update(arret_demande_le=timezone.now())

    job = mener(scenario)

    assert job.etat == Etat.ANNULE
    assert job.compte_rendu.startswith("Arrêté : le meilleur plan trouvé est gardé. 3 ESMS placés")
    assert scenario.grappes.count() == 1


def test_job_of_a_dead_worker_is_run_again_and_replaces_what_was_kept(campagne, staff):
    eligible(campagne, esms=3)
    scenario = demander(campagne, staff)
    mener(scenario)
    Job.objects.update(etat=Etat.EN_COURS, bail_le=timezone.now() - 2 * travaux.BAIL)

    job = mener(scenario)

    assert (job.etat, scenario.grappes.count()) == (Etat.TERMINE, 1)


def test_living_job_is_left_to_its_worker(campagne, staff):
    scenario = demander(campagne, staff)
    Job.objects.update(etat=Etat.EN_COURS, bail_le=timezone.now())

    assert mener(scenario).etat == Etat.EN_COURS


@pytest.fixture
def publication(staff):
    """A publication that waits; nothing is to be published."""
    return Job.objects.create(
        genre=Job.Genre.PUBLICATION, cle="publication:0", objet_id=0, demande_par=staff
    )


def test_run_makes_way_for_a_publication_then_goes_on(campagne, staff, publication):
    eligible(campagne, esms=3)
    scenario = demander(campagne, staff)

    assert calcul.mener(demandes.travail(scenario)) == (
        Etat.DEMANDE,
        "Laisse passer une publication.",
    )
    assert mener(scenario).etat == Etat.TERMINE


def test_publication_is_taken_before_a_run_asked_earlier(campagne, staff):
    scenario = demander(campagne, staff)
    Job.objects.create(
        genre=Job.Genre.PUBLICATION, cle="publication:0", objet_id=0, demande_par=staff
    )

    premier, second = travaux._prendre(), travaux._prendre()

    assert (premier.genre, second) == (Job.Genre.PUBLICATION, demandes.travail(scenario))


def test_progress_renews_the_lease_at_most_twice_a_second(
    campagne, staff, django_assert_max_num_queries
):
    scenario = demander(campagne, staff)
    ancien = timezone.now() - datetime.timedelta(minutes=1)
    Job.objects.update(bail_le=ancien)
    suivi = calcul.Suivi(demandes.travail(scenario))

    with django_assert_max_num_queries(2):
        for _ in range(50):
            suivi.interrompu()

    assert demandes.travail(scenario).bail_le > ancien


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_optimiser_works(campagne, staff, monkeypatch):
    vues = []
    eligible(campagne, esms=3)
    battre = calcul.Suivi.battre
    monkeypatch.setattr(
        calcul.Suivi,
        "battre",
        lambda self, **options: vues.append(connection.in_atomic_block) or battre(self, **options),
    )
    scenario = demander(campagne, staff)

    mener(scenario)

    assert set(vues) == {False}


def test_same_seed_gives_the_same_scenario(campagne, staff):
    for n in range(8):
        eligible(campagne, esms=1 + n % 3)
    trouves = []
    for _ in range(2):
        scenario = demander(campagne, staff, graine=7)
        mener(scenario)
        trouves.append({frozenset(membres(envisagee)) for envisagee in scenario.grappes.all()})

    assert trouves[0] == trouves[1]
    assert Scenario.objects.count() == 2
    assert Place.objects.count() == 0
