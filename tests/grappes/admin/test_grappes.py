"""A grappe formed in the admin, from an empty one to its result, and what is refused on the way."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grappes.models import Courriel, Derogation, Grappe, Instruction, Place
from grappes.services.atelier import gestes
from grappes.services.regroupement import contraintes, places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.admin.reglages import dessiner

pytestmark = pytest.mark.django_db

LISTE = "/admin/grappes/grappe/"


def page(grappe):
    return reverse("admin:grappes_grappe_change", args=[grappe.pk])


def adresse(nom, *args):
    return reverse(f"admin:grappes_grappe_{nom}", args=args)


def faire(client, grappe, acte, **donnees):
    donnees.setdefault("vu", Grappe.objects.get(pk=grappe.pk).statut)
    return client.post(adresse("acte", grappe.pk, acte), donnees, follow=True)


def repondre(client, place, acte, **donnees):
    donnees.setdefault("vu", place.etat)
    return client.post(adresse("place", place.grappe_id, place.pk, acte), donnees, follow=True)


def statut(grappe):
    return Grappe.objects.get(pk=grappe.pk).statut


def messages(reponse):
    return [str(message) for message in reponse.context["messages"]]


def test_clerk_forms_a_grappe_from_nothing_to_its_constitution(campagne, admin_page):
    libres = [factories.make_eligible() for _ in range(2)]
    admin_page.post(
        f"{LISTE}add/",
        {"campagne": campagne.pk, "nom": "Grappe du Nord", "dui": factories.make_dui().pk},
    )
    grappe = Grappe.objects.get()
    admin_page.post(adresse("vivier", grappe.pk), {"candidatures": [c.pk for c in libres]})
    membres = list(grappe.places.order_by("pk"))
    for place, role in zip(membres, ("porteur", "suppleant"), strict=True):
        admin_page.post(adresse("role", grappe.pk, place.pk), {"role": role})
    faire(admin_page, grappe, "proposer")
    assert statut(grappe) == "proposee"
    for place in grappe.places.all():
        repondre(admin_page, place, "accepter")
    faire(admin_page, grappe, "constituer")
    assert statut(grappe) == "constituee"
    assert [c.statut for c in (libres[0], libres[1]) if not c.refresh_from_db()] == [
        "en_grappe"
    ] * 2


def test_page_shows_the_gauge_and_each_rule_as_a_sentence(campagne, admin_page):
    grappe = factories.make_grappe(membres=1)
    contexte = admin_page.get(page(grappe)).context
    assert (contexte["jauge"].eligibles, contexte["jauge"].seuil) == (2, 3)
    assert [(c.code, c.respecte) for c in contexte["constats"]] == [("seuil", False), ("dui", True)]
    html = admin_page.get(page(grappe)).content.decode()
    assert "il en manque 1" in html
    assert 'max="3" value="2"' in html


def test_proposal_below_the_threshold_is_refused_until_its_exception_is_written(
    campagne, admin_page, staff
):
    grappe = factories.make_grappe(membres=1)
    reponse = faire(admin_page, grappe, "proposer")
    assert "il en manque 1" in messages(reponse)[0]
    admin_page.post(
        page(grappe), dessiner(admin_page, grappe) | {"exception_motif": "Un membre arrive"}
    )
    faire(admin_page, grappe, "proposer")
    grappe.refresh_from_db()
    assert (grappe.statut, grappe.exception_par) == ("proposee", staff)


@pytest.mark.parametrize("cle", ["abc", "9" * 30, "9" * 5000])
def test_vivier_ignores_ticks_that_it_never_drew(campagne, admin_page, cle):
    grappe = factories.make_grappe(membres=0, campagne=campagne)

    reponse = admin_page.get(adresse("vivier", grappe.pk), {"candidatures": cle})

    assert reponse.context["vivier"]["cochees"] == []


def test_vivier_lists_the_free_candidatures_and_keeps_the_ticked_ones(campagne, admin_page):
    grappe = factories.make_grappe(membres=1)
    libre, cochee = factories.make_eligible(), factories.make_eligible()
    factories.make_candidature()
    reponse = admin_page.get(adresse("vivier", grappe.pk), {"candidatures": cochee.pk})
    vivier = reponse.context["vivier"]
    assert (vivier["cochees"], vivier["trouvees"]) == ([cochee], [libre])
    rien = admin_page.get(adresse("vivier", grappe.pk), {"vivier": "introuvable"})
    assert rien.context["vivier"]["trouvees"] == []


def test_two_clerks_who_place_the_same_candidature_are_told(campagne, admin_page):
    une, autre = factories.make_grappe(membres=0), factories.make_grappe(membres=0)
    libre = factories.make_eligible()
    places.ajouter(autre, libre)
    reponse = admin_page.post(adresse("vivier", une.pk), {"candidatures": [libre.pk]}, follow=True)
    [dit] = messages(reponse)
    assert f"{libre.organisme} est dans « {autre} » depuis le" in dit
    assert "Rien n’a été déplacé." in dit


def test_stale_page_of_a_grappe_tells_who_did_what(campagne, admin_page):
    grappe = factories.make_proposee()
    reponse = faire(admin_page, grappe, "dissoudre", vu="en_preparation", motif="Erreur")
    assert statut(grappe) == "proposee"
    assert "Claire Martin l’a fait le" in messages(reponse)[0]


def test_answer_by_phone_follows_the_place_that_the_clerk_saw(campagne, admin_page):
    grappe = factories.make_proposee()
    place = grappe.places.select_related("grappe", "candidature__campagne").first()
    vue = place.etat
    places.repondre(place, "accepter", auteur=CANDIDATE)
    reponse = repondre(admin_page, place, "discuter", vu=vue)
    assert "le candidat l’a fait le" in messages(reponse)[0]


def test_refusal_by_phone_takes_its_reason_and_frees_the_candidature(campagne, admin_page):
    grappe = factories.make_proposee()
    place = grappe.places.first()
    repondre(admin_page, place, "refuser", motif_refus="logiciel", precision="Netvie nous va")
    place.refresh_from_db()
    assert (place.etat, place.motif_refus, place.candidature.statut) == (
        "refusee",
        "logiciel",
        "au_vivier",
    )


def test_member_is_removed_with_a_reason(campagne, admin_page):
    place = factories.make_proposee().places.first()
    [refus] = messages(repondre(admin_page, place, "liberer"))
    assert "indiquez le motif de l’exception" in refus
    repondre(admin_page, place, "liberer", motif="Doublon")
    place.refresh_from_db()
    assert (place.etat, place.derogations.get().motif) == ("liberee", "Doublon")
    assert not Courriel.objects.filter(texte__contains="Doublon").exists()


def test_member_that_nothing_holds_leaves_without_a_reason(campagne, admin_page):
    place = factories.make_grappe().places.first()
    repondre(admin_page, place, "liberer")
    place.refresh_from_db()
    assert (place.etat, Derogation.objects.count()) == ("liberee", 0)


def test_frozen_grappe_and_forbidden_pair_hold_on_the_page_of_a_grappe(campagne, admin_page, staff):
    grappe, venue = factories.make_grappe(), factories.make_eligible()
    adversaire = grappe.places.first().candidature
    contraintes.interdire(venue, adversaire, motif="Litige", par=staff)
    choix = {"candidatures": [venue.pk]}

    [refus] = messages(admin_page.post(adresse("vivier", grappe.pk), choix, follow=True))
    assert "a interdit cette paire" in refus
    contraintes.geler(grappe, par=staff)
    [refus] = messages(admin_page.post(adresse("vivier", grappe.pk), choix, follow=True))
    assert "est gelée" in refus
    assert not Place.objects.vivantes().filter(candidature=venue).exists()


def test_members_added_on_the_page_of_a_grappe_are_taken_back_in_the_atelier(
    campagne, admin_page, staff
):
    grappe, libres = factories.make_grappe(), [factories.make_eligible() for _ in range(2)]

    admin_page.post(adresse("vivier", grappe.pk), {"candidatures": [c.pk for c in libres]})

    assert grappe.places.vivantes().count() == 4
    gestes.annuler(campagne, staff)
    assert grappe.places.vivantes().count() == 2


def test_new_place_of_a_proposed_grappe_is_announced_apart(campagne, admin_page):
    grappe = factories.make_proposee()
    places.ajouter(grappe, factories.make_eligible())
    assert len(admin_page.get(page(grappe)).context["a_annoncer"]) == 1
    reponse = admin_page.post(adresse("annoncer", grappe.pk), follow=True)
    assert messages(reponse) == ["1 nouvelle(s) place(s) annoncée(s)."]
    assert set(grappe.places.values_list("etat", flat=True)) == {"annoncee"}


def test_constituted_grappe_waits_for_the_instruction_before_its_invitation(campagne, admin_page):
    grappe = factories.make_constituee()
    reponse = faire(admin_page, grappe, "inviter")
    assert messages(reponse) == ["L’instruction de la campagne n’est pas encore publiée."]


def test_filing_and_result_are_recorded(campagne, admin_page, collectif):
    grappe = factories.make_constituee()
    Instruction.objects.create(
        campagne=campagne,
        reference="Instruction 2026/50",
        signee_le=timezone.localdate(),
        url="https://exemple.fr",
        reglement=campagne.reglement,
        publication_le=timezone.now(),
    )
    faire(admin_page, grappe, "inviter")
    demain = timezone.localdate() + datetime.timedelta(days=1)
    faire(admin_page, grappe, "transmettre", le=demain.isoformat(), numero_dossier="PAI-1")
    assert statut(grappe) == "invitee"
    jour = timezone.localdate().isoformat()
    faire(admin_page, grappe, "transmettre", le=jour, numero_dossier="PAI-1")
    faire(admin_page, grappe, "laurer")
    assert statut(grappe) == "laureate"
    contexte = admin_page.get(page(grappe)).context
    assert [m.reponses + m.autres for m in contexte["membres"]] == [[], []]
    role = adresse("role", grappe.pk, grappe.places.first().pk)
    refus = admin_page.post(role, {"role": "membre"}, follow=True)
    assert "ne change plus de porteur" in messages(refus)[-1]
    assert set(grappe.places.values_list("candidature__statut", flat=True)) == {"retenue"}


def test_dissolution_owes_its_reason(campagne, admin_page):
    grappe = factories.make_grappe()
    faire(admin_page, grappe, "dissoudre", motif="")
    assert statut(grappe) == "en_preparation"
    faire(admin_page, grappe, "dissoudre", motif="Plus assez d’ESMS")
    assert statut(grappe) == "dissoute"


def test_reader_of_a_grappe_can_do_nothing(campagne, client):
    grappe = factories.make_grappe()
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_grappe"))
    client.force_login(lectrice)
    reponse = client.get(page(grappe))
    assert reponse.status_code == 200
    assert "boutons" not in reponse.context
    place = grappe.places.first()
    for refusee in (
        adresse("acte", grappe.pk, "dissoudre"),
        adresse("vivier", grappe.pk),
        adresse("annoncer", grappe.pk),
        adresse("role", grappe.pk, place.pk),
        adresse("place", grappe.pk, place.pk, "liberer"),
    ):
        assert client.post(refusee, {"motif": "x", "role": "membre"}).status_code == 403


def test_list_of_grappes_costs_the_same_for_2_and_for_6(campagne, admin_page):
    nombres = []
    for _ in range(2):
        for _ in range(2):
            factories.make_grappe()
        with CaptureQueriesContext(connection) as requetes:
            assert admin_page.get(LISTE).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
    assert nombres[0] <= 15


def test_grappes_are_found_by_the_name_of_a_member(campagne, admin_page):
    grappe, _ = factories.make_grappe(), factories.make_grappe()
    membre = grappe.places.first().candidature
    trouvees = admin_page.get(LISTE, {"q": membre.numero}).context["cl"].queryset
    assert set(trouvees) == {grappe}


def test_place_list_says_whom_to_call(campagne, admin_page):
    grappe = factories.make_proposee()
    html = admin_page.get("/admin/grappes/place/?etat__exact=annoncee").content.decode()
    for place in Place.objects.filter(grappe=grappe):
        assert place.candidature.titulaire.courriel in html
