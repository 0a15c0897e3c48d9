"""Step 2: the organisme is found in the register, or declared; a colleague's file is joined."""

import pytest
from django.utils import timezone

from grappes.models import Courriel, DemandeRattachement, OrganismeGestionnaire
from grappes.regles.doublons import doublons
from grappes.services.dossiers import candidatures, organismes
from tests import factories
from tests.grappes.views.gestes import NOUVELLE, ouvrir, url

pytestmark = pytest.mark.django_db

RECHERCHE, CHOISIR, DECLARER = (
    f"{NOUVELLE}organisme/{acte}/" for acte in ("recherche", "choisir", "declarer")
)
RATTACHEMENT = "/candidatures/rattachement/"


@pytest.fixture
def dossier(client, campagne):
    """A draft that only has its contact, open in this browser."""
    return ouvrir(
        client,
        candidatures.commencer(campagne, prenom="Nora", nom="Petit", courriel="nora@ehpad.example"),
    )


@pytest.fixture
def deposee(campagne):
    """A colleague's submitted file, its address confirmed."""
    candidature = factories.make_candidature()
    candidature.contacts.update(confirme_le=timezone.now())
    return candidature


@pytest.mark.parametrize("adresse", [RECHERCHE, url("organisme")])
def test_search_finds_with_and_without_htmx(client, dossier, adresse):
    factories.make_organisme(raison_sociale="Association des Bleuets")

    page = client.get(adresse, {"q": "bleuets"}).content.decode()

    assert "Association des Bleuets" in page


def test_a_lost_zero_is_mended_with_a_notice(client, dossier):
    numero = factories.numero_finess("01")
    factories.make_organisme(finess_juridique=numero, raison_sociale="Le Bugey")

    page = client.get(RECHERCHE, {"q": numero[1:]}).content.decode()

    assert "Le Bugey" in page
    assert f"a été rétabli : {numero}" in page


def test_too_many_searches_get_a_fragment_in_french(client, dossier):
    for _ in range(120):
        client.get(RECHERCHE, {"q": "ab"})

    reponse = client.get(RECHERCHE, {"q": "ab"})

    assert reponse.status_code == 429
    assert "Trop de demandes" in reponse.content.decode()


def test_search_without_session_sends_htmx_away(client, campagne):
    reponse = client.get(RECHERCHE, {"q": "lille"}, headers={"HX-Request": "true"})

    assert reponse.headers["HX-Redirect"] == "/candidatures/lien/"


def test_choosing_ticks_the_establishments(client, dossier):
    organisme = factories.make_organisme(3)

    reponse = client.post(CHOISIR, {"organisme": organisme.pk})

    assert reponse.url == url("etablissements")
    assert dossier.lignes.filter(retenue=True).count() == 3


@pytest.mark.parametrize("forge", ["", "abc", "999999", "1e9", "²"])
def test_a_forged_choice_is_not_found(client, dossier, forge):
    assert client.post(CHOISIR, {"organisme": forge}).status_code == 404


def test_a_closed_organisme_is_not_chosen(client, dossier):
    organisme = factories.make_organisme(ferme_le=timezone.localdate())

    assert client.post(CHOISIR, {"organisme": organisme.pk}).status_code == 404


def test_an_unknown_finess_is_declared_to_be_verified(client, dossier):
    numero = factories.numero_finess()

    client.post(DECLARER, {"finess": numero, "nom": "SARL Neuve", "commune": "Roubaix"})

    dossier.refresh_from_db()
    assert dossier.organisme.finess_juridique == numero
    assert dossier.organisme.a_verifier
    assert dossier.organisme.recherche == "sarl neuve roubaix"


def test_declaring_twice_makes_one_organisme(client, dossier):
    for _ in range(2):
        client.post(DECLARER, {"finess": "", "nom": "SARL Neuve", "commune": "Roubaix"})

    assert OrganismeGestionnaire.objects.filter(raison_sociale="SARL Neuve").count() == 1


def test_an_organisme_declared_by_mistake_leaves_no_row(client, dossier):
    for nom in ("SARL Neuve", "SARL Neuves", "SAS Neuve"):
        client.post(DECLARER, {"nom": nom, "commune": "Roubaix"})

    declares = OrganismeGestionnaire.objects.filter(a_verifier=True)
    assert [organisme.raison_sociale for organisme in declares] == ["SAS Neuve"]


def test_the_number_of_an_establishment_climbs_to_its_organisme(client, dossier):
    organisme = factories.make_organisme(1)
    finess = organisme.etablissements.get().finess_geographique

    client.post(DECLARER, {"finess": finess, "nom": "", "commune": ""})

    dossier.refresh_from_db()
    assert dossier.organisme == organisme


def test_a_declared_organisme_owes_its_name_and_town(client, dossier):
    page = client.post(DECLARER, {"finess": "59000000X"}).content.decode()

    assert 'href="#id_finess"' in page
    assert "Indiquez le nom de votre organisme." in page
    assert "Indiquez la ville du siège." in page
    assert 'value="59000000X"' in page


def test_a_second_director_is_told_without_a_name(client, dossier, deposee):
    reponse = client.post(CHOISIR, {"organisme": deposee.organisme_id})
    page = client.get(reponse.url).content.decode()

    assert reponse.url == RATTACHEMENT
    assert deposee.titulaire.nom not in page
    assert deposee.titulaire.courriel not in page
    dossier.refresh_from_db()
    assert dossier.organisme is None


def test_asking_to_join_is_noted_once_and_told_to_the_titular(client, dossier, deposee):
    client.post(CHOISIR, {"organisme": deposee.organisme_id})

    for _ in range(2):
        reponse = client.post(RATTACHEMENT, {"message": "Je reprends le dossier."}, follow=True)

    assert "Votre demande est partie" in reponse.content.decode()
    assert DemandeRattachement.objects.get().courriel == "nora@ehpad.example"
    courriel = Courriel.objects.get(genre=Courriel.Genre.RATTACHEMENT)
    assert courriel.destinataire == deposee.titulaire.courriel


def test_the_titular_who_comes_back_gets_a_link_and_the_same_page(client, dossier, deposee):
    dossier.contacts.update(courriel=deposee.titulaire.courriel)
    client.post(CHOISIR, {"organisme": deposee.organisme_id})

    page = client.post(RATTACHEMENT, {}, follow=True).content.decode()

    assert "Votre demande est partie" in page
    assert DemandeRattachement.objects.count() == 0
    liens = Courriel.objects.filter(genre=Courriel.Genre.LIEN_ACCES, candidature=deposee)
    assert [lien.destinataire for lien in liens] == [deposee.titulaire.courriel]


def test_going_on_anyway_is_flagged_to_staff(client, dossier, deposee):
    client.post(CHOISIR, {"organisme": deposee.organisme_id, "malgre": "1"})

    dossier.refresh_from_db()
    assert dossier.organisme == deposee.organisme
    assert doublons(dossier)["organisme"] == [deposee]


def test_an_unconfirmed_file_blocks_nobody(client, dossier):
    autre = factories.make_candidature()

    assert client.post(CHOISIR, {"organisme": autre.organisme_id}).url == url("etablissements")


def test_a_draft_blocks_nobody(client, dossier):
    brouillon = factories.make_brouillon()
    brouillon.contacts.update(confirme_le=timezone.now())

    assert organismes.dossier_existant(dossier.campagne, brouillon.organisme) is None


def test_the_page_to_join_needs_a_choice_first(client, dossier):
    assert client.get(RATTACHEMENT).url == url("organisme")


@pytest.mark.parametrize("cle", ["", "abc", "-1", "9" * 30, "9" * 5000])
def test_organisme_that_no_page_of_ours_offers_is_not_found(client, dossier, cle):
    assert client.post(CHOISIR, {"organisme": cle}).status_code == 404
