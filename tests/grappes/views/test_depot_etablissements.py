"""Step 3: the lines of a page, the common answers, one more establishment, forged posts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grappes.services.dossiers import candidatures
from tests import factories
from tests.grappes.views.gestes import lignes, ouvrir, url

pytestmark = pytest.mark.django_db
ETAPE = url("etablissements")


def dossier_de(client, nombre):
    candidature = factories.make_brouillon(organisme=factories.make_organisme(nombre))
    candidature.lignes.update(personnes_accompagnees=None, type_projet="", dui=None)
    return ouvrir(client, candidature)


@pytest.fixture
def dossier(client, campagne):
    return dossier_de(client, 3)


def test_lines_are_saved_to_their_columns(client, dossier):
    dui = factories.make_dui()
    donnees = lignes(dossier) | {
        "lignes-0-personnes_accompagnees": "1 200",
        "lignes-0-type_projet": "mise_en_conformite",
        "lignes-0-logiciel": dui.pk,
        "lignes-0-commande_sons": "vague_1",
        "lignes-0-logiciel_sons": dui.pk,
        "lignes-0-public_anonyme": "on",
    }

    reponse = client.post(ETAPE, donnees)

    ligne = dossier.lignes.get(pk=donnees["lignes-0-ligne"])
    assert reponse.url == url("projet")
    assert (ligne.personnes_accompagnees, ligne.type_projet) == (1200, "mise_en_conformite")
    assert (ligne.dui, ligne.sons_dui, ligne.public_anonyme) == (dui, dui, True)


def test_no_software_is_an_answer(client, dossier):
    client.post(ETAPE, lignes(dossier) | {"lignes-0-logiciel": "aucun"})

    assert dossier.lignes.get(sans_dui=True).dui is None


def test_another_software_owes_its_name(client, dossier):
    page = client.post(ETAPE, lignes(dossier) | {"lignes-0-logiciel": "autre"}).content.decode()

    assert "Indiquez le nom de ce logiciel." in page
    assert 'href="#id_lignes-0-dui_autre"' in page


def test_an_unticked_line_keeps_its_answers(client, dossier):
    donnees = lignes(dossier) | {"lignes-0-personnes_accompagnees": "12"}
    del donnees["lignes-0-retenue"]

    client.post(ETAPE, donnees)

    assert dossier.lignes.get(retenue=False).personnes_accompagnees == 12


def test_a_wrong_line_is_kept_raw_and_the_others_are_saved(client, dossier):
    donnees = lignes(dossier) | {
        "lignes-0-personnes_accompagnees": "quarante",
        "lignes-1-personnes_accompagnees": "25",
    }

    page = client.post(ETAPE, donnees).content.decode()
    retour = client.get(ETAPE).content.decode()

    assert 'value="quarante"' in page
    assert 'value="quarante"' in retour
    assert "Écrivez un nombre entier" in retour
    ligne = dossier.lignes.get(pk=donnees["lignes-1-ligne"])
    assert ligne.personnes_accompagnees == 25


def test_common_answers_fill_blanks_and_replace_nothing(client, dossier):
    donnees = lignes(dossier) | {
        "lignes-0-type_projet": "mise_en_conformite",
        "communes-type_projet": "acquisition",
        "communes-logiciel": "aucun",
        "action": "appliquer",
    }

    page = client.post(ETAPE, donnees, follow=True).content.decode()

    projets = sorted(dossier.lignes.values_list("type_projet", flat=True))
    assert projets == ["acquisition", "acquisition", "mise_en_conformite"]
    assert dossier.lignes.filter(sans_dui=True).count() == 3
    assert "Réponses communes reportées sur 3 établissements." in page


def test_common_answers_are_not_forgotten_by_whoever_goes_on(client, dossier):
    client.post(ETAPE, lignes(dossier) | {"communes-type_projet": "acquisition"})

    assert dossier.lignes.filter(type_projet="acquisition").count() == 3


def test_an_establishment_of_the_register_is_added_by_its_number(client, dossier):
    ailleurs = factories.make_organisme(1).etablissements.get()

    page = client.post(
        ETAPE, lignes(dossier) | {"ajout-finess": ailleurs.finess_geographique}, follow=True
    ).content.decode()

    assert dossier.lignes.get(etablissement=ailleurs).nom == ailleurs.raison_sociale
    assert "le rattache à un autre organisme" in page


def test_an_unknown_establishment_owes_a_name(client, dossier):
    numero = factories.numero_finess()

    page = client.post(ETAPE, lignes(dossier) | {"ajout-finess": numero}).content.decode()
    assert f"ne connaît pas le numéro {numero}" in page

    client.post(ETAPE, lignes(dossier) | {"ajout-finess": numero, "ajout-nom": "Foyer neuf"})
    assert dossier.lignes.get(finess=numero).etablissement is None


def test_an_organisme_is_not_an_establishment(client, dossier):
    numero = factories.make_organisme(0).finess_juridique

    page = client.post(ETAPE, lignes(dossier) | {"ajout-finess": numero}).content.decode()

    assert "est le numéro d’un organisme" in page


def test_the_same_establishment_is_not_added_twice(client, dossier):
    finess = dossier.lignes.first().finess

    page = client.post(ETAPE, lignes(dossier) | {"ajout-finess": finess}).content.decode()

    assert "figure déjà dans votre candidature" in page
    assert dossier.lignes.count() == 3


@pytest.mark.parametrize(
    "forge",
    [
        {"lignes-TOTAL_FORMS": None},
        {"lignes-TOTAL_FORMS": "beaucoup"},
        {"lignes-TOTAL_FORMS": "10001"},
        {"lignes-TOTAL_FORMS": "-1"},
        {"lignes-TOTAL_FORMS": "4"},
        {"lignes-0-ligne": "999999"},
        {"lignes-0-ligne": "x"},
    ],
)
def test_a_forged_form_is_a_bad_request(client, dossier, forge):
    assert client.post(ETAPE, lignes(dossier, **forge)).status_code == 400


def test_a_line_of_another_file_is_a_bad_request(client, dossier):
    etrangere = factories.make_brouillon().lignes.first()

    reponse = client.post(ETAPE, lignes(dossier) | {"lignes-0-ligne": etrangere.pk})

    assert reponse.status_code == 400


def test_ten_thousand_fields_are_a_bad_request(client, dossier):
    donnees = {f"lignes-{rang}-ligne": "1" for rang in range(10_001)}

    assert client.post(ETAPE, donnees).status_code == 400


def test_forged_initial_forms_still_check_every_line(client, dossier):
    assert client.post(ETAPE, lignes(dossier) | {"lignes-INITIAL_FORMS": "0"}).status_code == 302


def test_establishments_wait_for_an_organisme(client, campagne):
    ouvrir(client, candidatures.commencer(campagne, prenom="A", nom="B", courriel="a@b.example"))

    assert client.get(ETAPE).url == url("organisme")


def test_a_file_stops_at_five_hundred_lines(client, dossier, monkeypatch):
    monkeypatch.setattr(candidatures, "LIGNES_MAX", 3)

    page = client.post(
        ETAPE,
        lignes(dossier) | {"ajout-finess": factories.numero_finess(), "ajout-nom": "Foyer"},
    ).content.decode()

    assert "au plus 3 établissements" in page


def test_a_hundred_and_fifty_establishments_stay_light(client, campagne):
    dossier_de(client, 150)
    client.get(ETAPE)  # fills what is cached once

    with CaptureQueriesContext(
        connection,
    ) as requetes:
        page = client.get(ETAPE, {"page": "2"})

    assert page.content.decode().count('class="carte ligne"') == 20
    assert len(requetes) <= 15


def test_going_on_visits_every_page(client, campagne):
    candidature = dossier_de(client, 25)

    reponse = client.post(f"{ETAPE}?page=1", lignes(candidature))

    assert reponse.url == f"{ETAPE}?page=2"


def test_the_page_of_a_line_is_found(client, campagne):
    candidature = dossier_de(client, 25)
    dernier = sorted(candidature.lignes.all(), key=lambda ligne: (ligne.nom, ligne.finess))[-1]

    page = client.get(ETAPE, {"ligne": dernier.pk}).content.decode()

    assert f'id="ligne-{dernier.pk}"' in page


def test_a_closed_establishment_is_added_with_its_notice(client, dossier):
    ferme = factories.make_etablissement(dossier.organisme, ferme_le=timezone.localdate())

    page = client.post(
        ETAPE, lignes(dossier) | {"ajout-finess": ferme.finess_geographique}, follow=True
    ).content.decode()

    assert "fermé depuis le" in page
