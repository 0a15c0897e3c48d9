"""Merging: who comes is asked again; who receives keeps its answers."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Candidature, Courriel, Depart, Grappe, Jeton, Place
from grappes.services.et_maintenant import apres_retrait, fusions
from grappes.services.messagerie import jetons
from grappes.services.regroupement import contraintes, departs, grappes, places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.groupables import LILLE, PARIS, eligible

pytestmark = pytest.mark.django_db


def lue(place):
    return Place.objects.select_related("grappe", "candidature__campagne").get(pk=place.pk)


def vus(grappe):
    return {depart.pk for depart in departs.a_regler(grappe)}


@pytest.fixture
def faible(campagne, collectif):
    """A grappe that lost one of its three members; the two others had accepted."""
    grappe = factories.make_proposee(campagne=campagne, membres=3, nom="Faible")
    partante, *autres = map(lue, grappe.places.order_by("-pk"))
    for place in autres:
        places.repondre(place, "accepter", auteur=CANDIDATE)
    places.repondre(partante, "refuser", auteur=CANDIDATE, motif_refus="autre")
    campagne.reglements.update(seuil_esms=5)
    return Grappe.objects.get(pk=grappe.pk)


@pytest.fixture
def hote(campagne):
    """A proposed grappe whose first member accepted."""
    campagne.reglements.update(seuil_esms=3)
    grappe = factories.make_proposee(campagne=campagne, membres=2, nom="Hôte")
    places.repondre(lue(grappe.places.first()), "accepter", auteur=CANDIDATE)
    return Grappe.objects.get(pk=grappe.pk)


def test_members_get_new_places_are_asked_again_and_their_yes_is_not_carried(faible, hote, staff):
    membres = set(faible.places.vivantes().values_list("candidature", flat=True))

    arrivees = fusions.fusionner(faible, hote, par=staff, vus=vus(faible))

    assert {p.candidature_id for p in arrivees} == membres
    assert {lue(p).etat for p in arrivees} == {"annoncee"}
    assert set(Candidature.objects.filter(pk__in=membres).values_list("statut", flat=True)) == {
        "proposee"
    }
    nouvelles = Courriel.objects.filter(
        genre="grappe_proposee", grappe=hote, candidature__in=membres
    )
    assert nouvelles.count() == 2
    assert Grappe.objects.get(pk=faible.pk).statut == "dissoute"
    assert Depart.objects.get().decision == "fusionner"


def test_receiving_grappe_keeps_its_answers_and_its_porteur(faible, hote, staff):
    avant = list(hote.places.order_by("pk").values_list("pk", "etat", "role"))
    fusions.fusionner(faible, hote, par=staff, vus=vus(faible))

    anciennes = [cle for cle, _, _ in avant]
    apres = hote.places.filter(pk__in=anciennes).order_by("pk")
    assert list(apres.values_list("pk", "etat", "role")) == avant
    assert hote.places.exclude(pk__in=anciennes).exclude(role="membre").count() == 0


def test_old_links_to_answer_die_with_the_old_places(faible, hote, staff, client):
    ancienne = faible.places.vivantes().first()
    secret = jetons.creer(Jeton.Usage.REPONSE, ancienne.candidature.titulaire, place=ancienne)
    fusions.fusionner(faible, hote, par=staff, vus=vus(faible))
    assert client.get(f"/liens/proposition/{secret}/").status_code == 410


def test_merging_into_a_grappe_in_preparation_tells_them_later(faible, campagne, staff):
    campagne.reglements.update(seuil_esms=3)
    preparee = factories.make_grappe(campagne=campagne, nom="Préparée")
    arrivees = fusions.fusionner(faible, preparee, par=staff, vus=vus(faible))
    assert {lue(p).etat for p in arrivees} == {"prevue"}
    assert not Courriel.objects.filter(grappe=preparee).exists()


def test_result_that_breaks_a_rule_owes_a_reason(faible, hote, campagne, staff):
    campagne.reglements.update(plafond_esms=7)
    with pytest.raises(ErreurMetier, match=r"pour un maximum de 7\. Indiquez pourquoi"):
        fusions.fusionner(faible, hote, par=staff, vus=vus(faible))
    assert Grappe.objects.get(pk=faible.pk).statut == "proposee"

    fusions.fusionner(faible, hote, par=staff, vus=vus(faible), motif="Dérogation de l’ARS")
    assert Depart.objects.get().motif == "Dérogation de l’ARS"


def test_refusal_between_members_owes_a_reason(faible, hote, staff):
    une, autre = faible.porteur.candidature, hote.porteur.candidature
    une.refus.add(autre.organisme)
    with pytest.raises(ErreurMetier, match="ne veut pas travailler avec"):
        fusions.fusionner(faible, hote, par=staff, vus=vus(faible))


def test_partners_are_ranked_valid_first_then_the_nearest(campagne, collectif):
    def autour(nom, ou, dui="Logiciel A"):
        grappe = Grappe.objects.create(campagne=campagne, nom=nom, dui=factories.make_dui(dui))
        place = places.ajouter(grappe, eligible(campagne, ou=ou))
        places.donner_role(place, "porteur")
        return grappe

    ici, loin, pres = autour("Ici", LILLE), autour("Loin", PARIS), autour("Près", LILLE)
    autre_dui = autour("Autre DUI", LILLE, dui="Logiciel B")
    gelee = autour("Gelée", LILLE)
    Grappe.objects.filter(pk=gelee.pk).update(
        gelee_le="2026-01-01T00:00:00Z", gelee_par=collectif.user
    )

    trouvees = apres_retrait.lire(ici).fusions

    assert [f.grappe for f in trouvees] == [pres, loin, autre_dui]
    assert [f.apres.valide and not f.conflits for f in trouvees] == [True, True, False]
    assert [round(f.distance_km / 10) for f in trouvees] == [0, 20, 0]
    assert trouvees[0].apres.jauge.eligibles == 4


def test_loser_of_a_race_is_told_who_decided(faible, hote, staff):
    devant = vus(faible)
    apres_retrait.garder(faible, par=staff, vus=devant, motif="Un OG arrive")
    with pytest.raises(TransitionConcurrente, match="Claire Martin a déjà décidé"):
        fusions.fusionner(faible, hote, par=staff, vus=devant)
    assert hote.places.count() == 2


@pytest.mark.parametrize("cas", ["elle-meme", "gelee", "dissoute", "autre campagne"])
def test_impossible_merges_are_refused_and_change_nothing(faible, hote, collectif, cas):
    cible = hote
    if cas == "elle-meme":
        cible = faible
    elif cas == "gelee":
        Grappe.objects.filter(pk=hote.pk).update(
            gelee_le="2026-01-01T00:00:00Z", gelee_par=collectif.user
        )
    elif cas == "dissoute":
        grappes.dissoudre(hote, auteur=collectif, motif="Fin")
    else:
        region = factories.make_region("11", "Île-de-France")
        autre = factories.make_campagne(region=region, nom="Autre")
        cible = Grappe.objects.create(campagne=autre, nom="Ailleurs")

    with pytest.raises(ErreurMetier):
        fusions.fusionner(faible, cible, par=collectif.user, vus=vus(faible))
    assert faible.places.vivantes().count() == 2


def test_pinned_member_is_merged_only_with_a_reason(faible, hote, staff):
    contraintes.epingler(lue(faible.places.vivantes().first()), par=staff)

    with pytest.raises(ErreurMetier, match="est épinglé"):
        fusions.fusionner(faible, hote, par=staff, vus=vus(faible))

    fusions.fusionner(faible, hote, par=staff, vus=vus(faible), motif="L’ARS le demande")
    assert Grappe.objects.get(pk=faible.pk).statut == "dissoute"
