"""Applying a scenario: real grappes in one geste, promises kept, nobody else overwritten."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Derogation, Geste, Grappe, Place, Reglement
from grappes.services.atelier.deplacements import Deplacement, deplacer
from grappes.services.campagnes import reglements
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import grappes, places
from grappes.services.scenarios.application import appliquer
from grappes.services.scenarios.lecture import lire
from grappes.services.scenarios.retouches import NOUVELLE, retoucher
from grappes.services.scenarios.suites import reste
from grappes.workflow import CANDIDATE, Auteur
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, annoncer, eligible


def ou():
    """{candidature: name of its grappe}."""
    return dict(Place.objects.vivantes().values_list("candidature", "grappe__nom"))


@pytest.fixture
def quatre(campagne):
    """Two grappes in sight: two OGs in Lille, two in Paris."""
    lille = [eligible(campagne, portage="oui") for _ in range(2)]
    paris = [eligible(campagne, ou=PARIS, portage="oui") for _ in range(2)]
    return [*lille, *paris]


@pytest.fixture
def scenario(quatre, proposer):
    return proposer(rayon_km=50)


def test_whole_scenario_makes_grappes_with_their_name_software_and_porteur(scenario, quatre, staff):
    geste = appliquer(scenario, par=staff)

    premiere, deuxieme = Grappe.objects.order_by("pk")
    assert ou() == {
        c.pk: g.nom for c, g in zip(quatre, [premiere] * 2 + [deuxieme] * 2, strict=True)
    }
    assert (premiere.nom, deuxieme.nom, str(premiere.dui)) == ("Grappe 1", "Grappe 2", "Logiciel A")
    assert premiere.porteur.candidature in quatre[:2]
    assert (geste.scenario, geste.mouvements.count()) == (scenario, 4)
    assert geste.libelle == "Scénario « Premier essai » : 2 grappes"
    assert {place.etat for place in Place.objects.all()} == {"prevue"}


def test_one_grappe_may_be_applied_alone_then_the_rest(scenario, quatre, staff):
    premiere, _ = scenario.grappes.all()

    appliquer(scenario, par=staff, choisies=[premiere.pk])
    assert len(ou()) == 2
    appliquer(scenario, par=staff)

    assert set(ou()) == {candidature.pk for candidature in quatre}
    assert Geste.objects.count() == 2


def test_applying_twice_changes_nothing(scenario, staff):
    appliquer(scenario, par=staff)
    avant = ou()

    with pytest.raises(ErreurMetier, match="C’est déjà appliqué"):
        appliquer(scenario, par=staff)

    assert (ou(), Grappe.objects.count()) == (avant, 2)


def test_who_moved_a_candidature_meanwhile_is_named_and_nothing_is_applied(
    scenario, quatre, campagne, staff
):
    autre = factories.make_staff(first_name="Léa", last_name="Roy")
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    deplacer(
        campagne,
        [Deplacement(quatre[0].pk, grappe.pk)],
        vus={quatre[0].pk: None},
        par=autre,
    )

    with pytest.raises(TransitionConcurrente, match=f"Léa Roy a déplacé {quatre[0].organisme}"):
        appliquer(scenario, par=staff)

    assert ou() == {quatre[0].pk: grappe.nom}


def test_candidature_withdrawn_meanwhile_is_named(scenario, quatre, staff):
    candidatures.retirer(quatre[0], auteur=Auteur.collectif(staff), motif="Projet abandonné.")

    with pytest.raises(TransitionConcurrente, match=f"{quatre[0].organisme} ne peut plus"):
        appliquer(scenario, par=staff)


def test_file_that_changed_meanwhile_is_told(scenario, quatre, staff):
    for candidature in quatre[:2]:
        ligne = candidature.lignes.first()
        candidature.lignes.filter(pk=ligne.pk).update(verdict="douteux")

    with pytest.raises(TransitionConcurrente, match="2 ESMS, il en faut au moins 3"):
        appliquer(scenario, par=staff)


def test_new_version_of_the_rules_asks_for_a_new_scenario(scenario, campagne, staff):
    reglements.mettre_en_vigueur(reglements.nouvelle_version(campagne))

    with pytest.raises(TransitionConcurrente, match="la version 2 du règlement"):
        appliquer(scenario, par=staff)


@pytest.fixture
def informee(campagne, collectif):
    """An OG told of its place in a grappe that cannot be completed; others wait in Paris."""
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    candidature = eligible(campagne, esms=2, ou=PARIS)
    places.ajouter(grappe, candidature)
    Grappe.objects.filter(pk=grappe.pk).update(
        exception_motif="Petit territoire.", exception_par=collectif.user
    )
    grappes.proposer(Grappe.objects.get(pk=grappe.pk), auteur=collectif)
    Grappe.objects.filter(pk=grappe.pk).update(dui=factories.make_dui("Logiciel Z"))
    eligible(campagne, esms=2, ou=PARIS)
    return Place.objects.get(candidature=candidature)


def test_informed_og_never_moves_without_an_exception(informee, proposer, staff):
    scenario = proposer()

    with_it = scenario.membres.get(candidature=informee.candidature)
    assert with_it.envisagee.grappe == informee.grappe
    with pytest.raises(ErreurMetier, match="il ne reste rien à faire"):
        appliquer(scenario, par=staff)
    assert ou() == {informee.candidature_id: informee.grappe.nom}


@pytest.fixture
def promise(campagne, collectif):
    """A grappe whose two members, far from each other, said yes; nobody carries it."""
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    for lieu in (LILLE, PARIS):
        places.ajouter(grappe, eligible(campagne, ou=lieu, portage="oui"))
    annoncer(grappe, collectif)
    for place in grappe.places.select_related("candidature", "grappe"):
        places.repondre(place, "accepter", auteur=CANDIDATE)
    return grappe


def test_promised_grappe_beyond_the_wished_reach_does_not_stop_the_others(
    promise, campagne, proposer, staff
):
    libres = [eligible(campagne) for _ in range(2)]
    scenario = proposer(rayon_km=50)

    appliquer(scenario, par=staff)

    assert Grappe.objects.exclude(pk=promise.pk).get().places.count() == len(libres)


def test_scenario_gives_no_role_where_members_were_told(promise, campagne, proposer, staff):
    for _ in range(2):
        eligible(campagne)
    scenario = proposer()

    appliquer(scenario, par=staff)

    assert Grappe.objects.get(pk=promise.pk).porteur is None


def test_named_exception_releases_one_informed_og_and_is_recorded_as_used(
    informee, proposer, staff
):
    scenario = proposer(exceptions={informee.pk: "Le directeur l’a demandé au téléphone."})
    (derogation,) = Derogation.objects.all()
    assert (derogation.utilisee_le, derogation.scenario) == (None, scenario)

    appliquer(scenario, par=staff)

    derogation.refresh_from_db()
    informee.refresh_from_db()
    assert derogation.utilisee_le is not None
    assert informee.etat == "liberee"
    assert ou()[informee.candidature_id] != informee.grappe.nom
    assert Derogation.objects.count() == 1


def test_exception_owes_its_reason(informee, proposer):
    with pytest.raises(ErreurMetier, match="Indiquez le motif de l’exception"):
        proposer(exceptions={informee.pk: " "})


def test_member_that_the_scenario_takes_out_of_a_prepared_grappe_goes_back_to_the_vivier(
    campagne, proposer, staff
):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    for _ in range(2):
        places.ajouter(grappe, eligible(campagne, esms=2))
    exclue = eligible(campagne, esms=1, duis=("Logiciel Z",))
    places.ajouter(grappe, exclue)
    scenario = proposer()

    appliquer(scenario, par=staff)

    assert exclue.pk not in ou()
    assert set(ou().values()) == {grappe.nom}


def test_rules_that_the_scenario_already_broke_do_not_stop_it(campagne, proposer, staff):
    une, _ = eligible(campagne, esms=3), eligible(campagne, esms=3)
    Reglement.objects.update(seuil_esms=3, plafond_esms=50)
    scenario = proposer()
    petite = eligible(campagne, esms=1)
    scenario = proposer()

    phrases = retoucher(scenario, petite.pk, NOUVELLE)
    appliquer(scenario, par=staff)

    assert any("1 ESMS, il en faut au moins 3" in phrase for phrase in phrases)
    assert petite.pk in ou()
    assert une.pk in ou()


def test_grappe_that_a_scenario_empties_is_named_before(quatre, campagne, proposer, staff):
    anciennes = [
        factories.make_grappe(membres=0, campagne=campagne, nom=f"Ancienne {n}") for n in "ab"
    ]
    for grappe, candidature in zip(anciennes, quatre[:2], strict=True):
        places.ajouter(grappe, candidature)
    scenario = proposer(rayon_km=50)

    [videe] = reste(lire(scenario)).videes
    appliquer(scenario, par=staff)

    assert videe in anciennes
    assert not videe.places.vivantes().exists()
    assert reste(lire(scenario)).videes == []


def test_two_who_refuse_each_other_meet_only_when_staff_confirm_it(campagne, proposer, staff):
    une, deux, trois = (eligible(campagne) for _ in range(3))
    une.refus.add(trois.organisme)
    scenario = proposer()
    (envisagee,) = lire(scenario).envisagees
    (dehors,) = {une.pk, deux.pk, trois.pk} - {m.candidature_id for m in envisagee.membres}
    retoucher(scenario, dehors, envisagee.ligne.pk)
    attendu = f"{une.organisme} ne veut pas travailler avec {trois.organisme}."

    assert reste(lire(scenario)).conflits == {envisagee.ligne.pk: [attendu]}
    with pytest.raises(ErreurMetier, match="Confirmez que vous les réunissez"):
        appliquer(scenario, par=staff)
    geste = appliquer(scenario, par=staff, malgre_conflits=True)

    assert geste.malgre == attendu
    assert set(ou()) == {une.pk, deux.pk, trois.pk}
