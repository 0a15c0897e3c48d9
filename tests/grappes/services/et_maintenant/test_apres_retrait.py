"""A member that was told leaves: what was lost, what remains, and four ways on."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Courriel, Depart, EtatCampagne, Grappe, Place
from grappes.services.dossiers import candidatures
from grappes.services.et_maintenant import apres_retrait
from grappes.services.regroupement import contraintes, departs, grappes, places
from grappes.workflow import CANDIDATE, Auteur
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, eligible, relire
from tests.grappes.services.suivi.test_situation import mettre

pytestmark = pytest.mark.django_db


def lue(place):
    return Place.objects.select_related("grappe", "candidature__campagne").get(pk=place.pk)


def ouvertes():
    return list(departs.grappes_a_decider())


def vus(grappe):
    return {depart.pk for depart in departs.a_regler(grappe)}


@pytest.fixture
def grappe(campagne):
    """Three members of two ESMS for a minimum of five: none may leave."""
    campagne.reglements.update(seuil_esms=5)
    return factories.make_proposee(campagne=campagne, membres=3)


@pytest.fixture
def partie(grappe):
    """The grappe that the plain member has just refused."""
    place = lue(grappe.places.get(role="membre"))
    places.repondre(
        place, "refuser", auteur=CANDIDATE, motif_refus="calendrier", precision="En juin"
    )
    return grappe


def test_refusal_withdrawal_and_removal_each_open_the_question(grappe, collectif):
    a, b, c = map(lue, grappe.places.order_by("pk"))
    places.repondre(a, "refuser", auteur=CANDIDATE, motif_refus="autre")
    candidatures.retirer(b.candidature, auteur=CANDIDATE)
    places.liberer(c, auteur=collectif, motif="Fusion")

    assert [d.place for d in departs.a_regler(grappe)] == [a, b, c]
    assert ouvertes() == [grappe]


def test_constituted_grappe_opens_it_too(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)
    places.liberer(lue(grappe.porteur), auteur=collectif, motif="Fusion")
    assert ouvertes() == [grappe]


def test_whoever_was_never_told_leaves_in_silence(grappe, collectif):
    prevue = places.ajouter(grappe, factories.make_eligible(campagne=grappe.campagne))
    places.liberer(lue(prevue), auteur=collectif, motif="Erreur")
    assert ouvertes() == []


def test_dissolution_asks_nothing_more(partie, collectif):
    grappes.dissoudre(partie, auteur=collectif, motif="Trop peu")
    assert ouvertes() == []


def test_page_tells_what_was_lost_and_what_the_grappe_is_now(partie):
    suites = apres_retrait.lire(partie)

    [perte] = suites.pertes
    assert (perte.esms, perte.role) == (2, "Membre")
    assert perte.raison == (
        "A refusé\u00a0: Le calendrier ne nous convient pas («\u00a0En juin\u00a0»)"
    )
    assert (suites.bilan.jauge.eligibles, suites.bilan.jauge.marge) == (4, -1)
    assert suites.manques == ["4 ESMS éligibles pour un minimum de 5\u00a0: il en manque 1."]
    assert len(suites.informes) == 2


def test_bench_ranks_who_makes_the_grappe_valid_then_the_nearest(partie):
    campagne = partie.campagne
    petite = eligible(campagne, esms=1, ou=LILLE)
    loin = eligible(campagne, esms=3, ou=PARIS)
    pres = eligible(campagne, esms=3, ou=LILLE)
    autre_logiciel = eligible(campagne, esms=3, duis=("Logiciel B",))
    campagne.reglements.update(seuil_esms=7)

    banc = apres_retrait.lire(Grappe.objects.get(pk=partie.pk)).remplacants

    assert [r.candidature for r in banc] == [pres, loin, petite]
    assert [r.apres.valide for r in banc] == [True, True, False]
    assert [r.apres.jauge.eligibles for r in banc] == [7, 7, 5]
    assert autre_logiciel not in [r.candidature for r in banc]
    assert "même DUI (Logiciel A), à " in banc[0].raison


def test_who_just_refused_this_grappe_is_not_on_its_bench(partie):
    [perdue] = departs.a_regler(partie)
    assert perdue.place.candidature_id not in {
        r.candidature.pk for r in apres_retrait.lire(partie).remplacants
    }


def test_bench_of_a_constituted_grappe_is_ranked_too(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne, membres=3)
    places.liberer(lue(grappe.places.get(role="membre")), auteur=collectif, motif="Fusion")
    remplacante = eligible(campagne)
    assert [r.candidature for r in apres_retrait.lire(grappe).remplacants] == [remplacante]


def test_bench_keeps_to_the_software_that_the_members_were_told(partie):
    autre = factories.make_dui("Logiciel B")
    for place in partie.places.select_related("candidature"):
        place.candidature.dui_acceptes.add(autre)
    eligible(partie.campagne, esms=5, duis=["Logiciel B"])
    retenue = eligible(partie.campagne, duis=["Logiciel A", "Logiciel B"])

    [remplacant] = apres_retrait.lire(Grappe.objects.get(pk=partie.pk)).remplacants

    assert remplacant.candidature == retenue
    assert "même DUI (Logiciel A)" in remplacant.raison


def test_campagne_without_rules_still_shows_the_page(partie):
    partie.campagne.reglements.all().delete()
    suites = apres_retrait.lire(Grappe.objects.get(pk=partie.pk))
    assert (suites.remplacants, suites.bilan.jauge.eligibles) == ([], 4)
    assert "pas de règlement en vigueur" in suites.obstacle


def test_keeping_an_invalid_grappe_owes_a_reason(partie, staff):
    with pytest.raises(ErreurMetier, match=r"il en manque 1\. Indiquez pourquoi"):
        apres_retrait.garder(partie, par=staff, vus=vus(partie))
    assert ouvertes() == [partie]

    apres_retrait.garder(partie, par=staff, vus=vus(partie), motif="Un OG arrive en mai")

    depart = Depart.objects.get()
    assert (depart.decision, depart.motif, depart.regle_par) == (
        "garder", "Un OG arrive en mai", staff,
    )  # fmt: skip
    assert ouvertes() == []


def test_keeping_a_valid_grappe_owes_none(partie, staff):
    partie.campagne.reglements.update(seuil_esms=4)
    apres_retrait.garder(partie, par=staff, vus=vus(partie))
    assert ouvertes() == []


def test_constituted_grappe_without_porteur_is_not_kept_in_silence(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne, membres=3)
    places.liberer(lue(grappe.porteur), auteur=collectif, motif="Fusion")
    with pytest.raises(ErreurMetier, match="Le porteur n’est pas encore choisi"):
        apres_retrait.garder(grappe, par=collectif.user, vus=vus(grappe))


def test_replacing_gives_the_place_announces_it_and_settles(partie, staff):
    remplacante = eligible(partie.campagne)

    assert apres_retrait.remplacer(partie, remplacante, par=staff, vus=vus(partie)) is True

    assert relire(remplacante).statut == "proposee"
    assert Courriel.objects.filter(candidature=remplacante, genre="grappe_proposee").count() == 1
    assert (Depart.objects.get().decision, ouvertes()) == ("remplacer", [])


def test_replacing_announces_nobody_else_that_staff_was_preparing(partie, staff):
    preparee = eligible(partie.campagne)
    places.ajouter(partie, preparee)

    apres_retrait.remplacer(partie, eligible(partie.campagne), par=staff, vus=vus(partie))

    assert relire(preparee).statut == "au_vivier"


def test_replacement_that_does_not_suffice_leaves_the_question_open(partie, staff):
    partie.campagne.reglements.update(seuil_esms=8)
    assert apres_retrait.remplacer(
        partie, eligible(partie.campagne), par=staff, vus=vus(partie)
    ) is False  # fmt: skip
    assert ouvertes() == [partie]

    assert apres_retrait.remplacer(partie, eligible(partie.campagne), par=staff, vus=vus(partie))
    assert ouvertes() == []


def test_replacement_in_an_invited_grappe_is_invited_once_it_accepts(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne, membres=3)
    remplacante = eligible(campagne)
    mettre(campagne, EtatCampagne.DEPOT_OUVERT)
    grappes.inviter(Grappe.objects.get(pk=grappe.pk), auteur=collectif)
    grappe = Grappe.objects.get(pk=grappe.pk)
    places.liberer(lue(grappe.places.get(role="membre")), auteur=collectif, motif="Fusion")
    apres_retrait.remplacer(grappe, remplacante, par=collectif.user, vus=vus(grappe))

    place = lue(Place.objects.get(candidature=remplacante))
    places.repondre(place, "accepter", auteur=CANDIDATE)

    assert relire(remplacante).statut == "invitee"
    genres = set(remplacante.courriels.values_list("genre", flat=True))
    assert {"grappe_constituee", "instruction_publiee"} <= genres


def test_frozen_grappe_is_not_completed(partie, staff):
    Grappe.objects.update(gelee_le="2026-01-01T00:00:00Z", gelee_par=staff)
    with pytest.raises(ErreurMetier, match="est gelée"):
        apres_retrait.remplacer(partie, eligible(partie.campagne), par=staff, vus=vus(partie))


def test_dissolving_settles_and_tells_the_members(partie, staff):
    apres_retrait.dissoudre(partie, par=staff, vus=vus(partie), motif="Plus assez d’ESMS")

    assert Grappe.objects.get().statut == "dissoute"
    assert Depart.objects.get().decision == "dissoudre"
    assert Courriel.objects.filter(texte__contains="Plus assez d’ESMS").count() == 2


@pytest.mark.parametrize("acte", ["garder", "remplacer", "dissoudre"])
def test_loser_of_a_race_is_told_who_decided(partie, staff, acte):
    devant = vus(partie)
    rapide = factories.make_user(first_name="Nora", last_name="Petit", is_staff=True)
    apres_retrait.garder(partie, par=rapide, vus=devant, motif="Un OG arrive")

    with pytest.raises(
        TransitionConcurrente, match=r"Nora Petit a déjà décidé le .* grappe gardée"
    ):
        agir(acte, partie, staff, devant)

    assert Depart.objects.get().regle_par == rapide
    assert Grappe.objects.get().statut == "proposee"


@pytest.mark.parametrize("acte", ["garder", "remplacer", "dissoudre"])
def test_page_that_misses_a_later_departure_decides_nothing(partie, staff, acte):
    devant = vus(partie)
    suivante = lue(partie.places.vivantes().first())
    places.liberer(suivante, auteur=Auteur.collectif(staff), motif="Fusion")

    with pytest.raises(TransitionConcurrente, match="ont changé depuis"):
        agir(acte, partie, staff, devant)
    assert ouvertes() == [partie]


def agir(acte, grappe, par, devant):
    if acte == "remplacer":
        return apres_retrait.remplacer(grappe, eligible(grappe.campagne), par=par, vus=devant)
    return getattr(apres_retrait, acte)(grappe, par=par, vus=devant, motif="Une raison")


def test_replacement_that_a_member_refuses_gets_no_place(partie, staff):
    remplacante = eligible(partie.campagne)
    place = partie.places.vivantes().first()
    contraintes.interdire(place.candidature, remplacante, motif="Contentieux", par=staff)

    with pytest.raises(ErreurMetier, match="a interdit cette paire"):
        apres_retrait.remplacer(partie, remplacante, par=staff, vus=vus(partie))

    assert relire(remplacante).statut == "au_vivier"
