"""Nothing typed is lost, and no tab overwrites another silently."""

import pytest

from grappes.models import Courriel
from tests import factories
from tests.grappes.views.gestes import contact, jetons, lignes, ouvrir, projet, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(client, campagne):
    return ouvrir(client, factories.make_brouillon())


def test_a_valid_step_goes_to_the_columns(client, dossier):
    reponse = client.post(url("projet"), projet(factories.make_dui(), portage="oui"))

    dossier.refresh_from_db()
    assert reponse.url == url("besoins")
    assert (dossier.portage, dossier.nombre_esms_national) == ("oui", 4)
    assert "projet" not in dossier.saisie


def test_an_invalid_step_is_shown_again_with_its_errors(client, dossier):
    client.post(url("projet"), projet(factories.make_dui(), nombre_esms_national="une dizaine"))

    page = client.get(url("projet")).content.decode()

    assert 'value="une dizaine"' in page
    assert "Écrivez un nombre entier" in page


def test_an_autosave_keeps_what_is_typed_even_wrong(client, dossier):
    reponse = client.post(f"{url('contact')}garder/", contact(telephone="03 2"))

    assert "Enregistré à" in reponse.content.decode()
    assert 'value="03 2"' in client.get(url("contact")).content.decode()


def test_an_autosave_mails_nothing(client, dossier):
    avant = Courriel.objects.count()

    client.post(f"{url('contact')}garder/", contact(courriel="nouvelle@ehpad.example"))

    assert Courriel.objects.count() == avant


def test_what_was_autosaved_is_written_when_the_step_is_left(client, dossier):
    donnees = projet(factories.make_dui(), nombre_esms_national="33")
    client.post(f"{url('projet')}garder/", donnees)

    client.get(url("verification"))

    dossier.refresh_from_db()
    assert (dossier.nombre_esms_national, dossier.saisie) == (33, {})


def test_autosaved_lines_are_written_when_the_step_is_left(client, dossier):
    donnees = lignes(dossier) | {"lignes-0-personnes_accompagnees": "77"}
    donnees |= {"lignes-1-personnes_accompagnees": "beaucoup"}
    client.post(f"{url('etablissements')}garder/", donnees)

    page = client.get(url("verification")).content.decode()

    juste, fausse = (dossier.lignes.get(pk=donnees[f"lignes-{i}-ligne"]) for i in (0, 1))
    assert (juste.personnes_accompagnees, fausse.personnes_accompagnees) == (77, 40)
    assert "Corrigez vos réponses à l’étape" in page


def test_a_page_of_lines_keeps_the_mistakes_of_another(client, campagne):
    candidature = factories.make_brouillon(organisme=factories.make_organisme(25))
    ouvrir(client, candidature)
    gardee = candidature.lignes.order_by("nom", "finess").last()
    candidature.saisie = {"etablissements": {str(gardee.pk): {"personnes_accompagnees": ["?"]}}}
    candidature.save()

    client.post(url("etablissements"), lignes(candidature))

    candidature.refresh_from_db()
    assert candidature.saisie["etablissements"] == {
        str(gardee.pk): {"personnes_accompagnees": ["?"]}
    }


def test_a_nul_character_is_no_server_error(client, dossier):
    reponse = client.post(url("contact"), contact(nom="Dia\0llo", onglet="a\0"))

    assert "caractère" in reponse.content.decode()
    dossier.refresh_from_db()
    assert dossier.saisie["contact"]["nom"] == ["Diallo"]


def test_a_forged_autosave_is_refused(client, dossier):
    assert client.post(f"{url('organisme')}garder/").status_code == 404
    assert client.post(f"{url('etablissements')}garder/").status_code == 400
    assert client.get(f"{url('projet')}garder/").status_code == 405


def test_a_second_tab_is_told_before_it_overwrites(client, dossier):
    premier, second = (jetons(client.get(url("contact"))) for _ in range(2))
    client.post(url("contact"), contact(nom="Premier") | premier)

    reponse = client.post(url("contact"), contact(nom="Second") | second)

    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert 'value="Second"' in page
    assert "Réponses différentes" in page
    assert dossier.contacts.get().nom == "Premier"


def test_the_told_tab_may_then_choose_its_version(client, dossier):
    premier, second = (jetons(client.get(url("contact"))) for _ in range(2))
    client.post(url("contact"), contact(nom="Premier") | premier)
    conflit = client.post(url("contact"), contact(nom="Second") | second)

    client.post(url("contact"), contact(nom="Second") | jetons(conflit))

    assert dossier.contacts.get().nom == "Second"


def test_a_tab_never_conflicts_with_its_own_autosaves(client, dossier):
    les_miens = jetons(client.get(url("contact")))
    for nom in ("D", "Di", "Diallo"):
        client.post(f"{url('contact')}garder/", contact(nom=nom) | les_miens)

    reponse = client.post(url("contact"), contact(nom="Diallo-Ba") | les_miens)

    assert reponse.status_code == 302
    assert dossier.contacts.get().nom == "Diallo-Ba"


def test_an_autosave_of_a_second_tab_says_that_it_did_not_save(client, dossier):
    premier, second = (jetons(client.get(url("contact"))) for _ in range(2))
    client.post(f"{url('contact')}garder/", contact(nom="Premier") | premier)

    page = client.post(f"{url('contact')}garder/", contact(nom="Second") | second)

    assert "Non enregistré" in page.content.decode()
    dossier.refresh_from_db()
    assert dossier.saisie["contact"]["nom"] == ["Premier"]


def test_lines_of_a_second_tab_conflict_too(client, dossier):
    premier, second = (jetons(client.get(url("etablissements"))) for _ in range(2))
    un = lignes(dossier) | {"lignes-0-personnes_accompagnees": "11"}
    deux = lignes(dossier) | {"lignes-0-personnes_accompagnees": "22"}
    client.post(url("etablissements"), un | premier)

    reponse = client.post(url("etablissements"), deux | second)

    assert reponse.status_code == 409
    assert 'value="22"' in reponse.content.decode()
    assert dossier.lignes.get(pk=un["lignes-0-ligne"]).personnes_accompagnees == 11


def test_steps_in_two_tabs_do_not_disturb_each_other(client, dossier):
    moi, le_projet = jetons(client.get(url("contact"))), jetons(client.get(url("projet")))
    client.post(url("contact"), contact() | moi)

    reponse = client.post(url("projet"), projet(factories.make_dui()) | le_projet)

    assert reponse.status_code == 302


def test_a_new_address_is_to_be_confirmed_again(client, dossier):
    client.post(url("contact"), contact(courriel="nouvelle@ehpad.example"))

    demandes = Courriel.objects.filter(genre=Courriel.Genre.CONFIRMATION_ADRESSE)
    vivantes = demandes.exclude(etat=Courriel.Etat.ANNULE)
    assert [c.destinataire for c in vivantes] == ["nouvelle@ehpad.example"]
    assert dossier.contacts.get().confirme_le is None


def test_a_second_contact_owes_a_name_and_an_address(client, dossier):
    page = client.post(url("besoins"), {"suppleant_prenom": "Nora"}).content.decode()

    assert "Indiquez le nom du second contact." in page
    assert "Indiquez l’adresse électronique du second contact." in page


def test_a_second_contact_comes_and_goes(client, dossier):
    nora = {"prenom": "Nora", "nom": "Petit", "courriel": "nora@ehpad.example"}
    client.post(url("besoins"), {f"suppleant_{nom}": valeur for nom, valeur in nora.items()})
    assert dossier.suppleant.courriel == "nora@ehpad.example"

    client.post(url("besoins"), {"besoin_amoa": "on"})

    dossier.refresh_from_db()
    assert (dossier.contact("suppleant"), dossier.besoin_amoa) == (None, True)
