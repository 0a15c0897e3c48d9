"""The workshop's pages: who reads, who moves, what is said, without a script."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from grappes.models import Derogation, Grappe, PaireInterdite, Place
from grappes.services.atelier.deplacements import Deplacement, deplacer
from tests import factories

pytestmark = pytest.mark.django_db


def adresse(campagne, nom="", *cles):
    nom = f"grappes_atelier_{nom}" if nom else "grappes_atelier"
    return reverse(f"admin:{nom}", args=[campagne.pk, *cles])


def jeton(candidature, grappe=None):
    return f"{candidature.pk}:{grappe.pk if grappe else 0}"


def textes(reponse):
    return [str(message) for message in reponse.context["messages"]]


@pytest.fixture
def lectrice(client):
    """May see grappes and candidatures, and change nothing."""
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.set(
        Permission.objects.filter(codename__in=["view_grappe", "view_candidature"])
    )
    client.force_login(lectrice)
    return client


def test_board_shows_the_vivier_and_the_grappes(admin_page, campagne):
    libre = factories.make_eligible(campagne=campagne)
    grappe = factories.make_grappe(campagne=campagne)

    reponse = admin_page.get(adresse(campagne))

    assert [fiche.nom for fiche in reponse.context["fiches"]] == [str(libre.organisme)]
    assert [carte.grappe for carte in reponse.context["cartes"]] == [grappe]
    assert f'value="{jeton(libre)}"' in reponse.content.decode()


def test_board_of_an_empty_campagne_says_what_to_do(admin_page, campagne):
    page = admin_page.get(adresse(campagne)).content.decode()

    assert "Le vivier est vide" in page
    assert "Aucune grappe encore" in page


def test_board_without_rules_says_so(admin_page):
    campagne = factories.make_campagne(reglement=False)

    assert "n’a pas de règlement en vigueur" in admin_page.get(adresse(campagne)).content.decode()


@pytest.mark.parametrize(
    ("filtre", "attendues"),
    [("taille=1+à+2+ESMS", ["Petite"]), ("q=grande", ["Grande"]), ("q=rien", [])],
)
def test_vivier_is_searched_and_narrowed(admin_page, campagne, filtre, attendues):
    for nom, nombre in (("Petite", 2), ("Grande", 12)):
        organisme = factories.make_organisme(nombre, raison_sociale=nom)
        factories.make_eligible(campagne=campagne, organisme=organisme)

    reponse = admin_page.get(f"{adresse(campagne)}?{filtre}")

    assert [fiche.nom for fiche in reponse.context["fiches"]] == attendues


def test_cards_are_found_by_state_and_by_member(admin_page, campagne):
    une, autre = (factories.make_grappe(campagne=campagne) for _ in range(2))
    Grappe.objects.filter(pk=autre.pk).update(statut="proposee")
    membre = une.places.first().candidature.organisme

    par_etat = admin_page.get(f"{adresse(campagne)}?etat=proposee")
    par_membre = admin_page.get(adresse(campagne), {"grappe": membre.raison_sociale.upper()})

    assert [carte.grappe for carte in par_etat.context["cartes"]] == [autre]
    assert [carte.grappe for carte in par_membre.context["cartes"]] == [une]


@pytest.mark.parametrize("debut", ["0", "-1", "abc", "99"])
def test_rows_that_do_not_exist_are_no_error(admin_page, campagne, debut):
    assert admin_page.get(f"{adresse(campagne, 'vivier')}?debut={debut}").status_code == 200


def test_next_rows_begin_where_the_page_says_that_it_stands(admin_page, campagne, monkeypatch):
    monkeypatch.setattr("grappes.admin.atelier.PREMIERES", 2)
    libres = [factories.make_eligible(campagne=campagne) for _ in range(4)]

    premiere = admin_page.get(adresse(campagne))
    suite = admin_page.get(f"{adresse(campagne, 'vivier')}?debut=2&debut=1")

    assert [fiche.cle for fiche in premiere.context["fiches"]] == [c.pk for c in libres[:2]]
    assert [fiche.cle for fiche in suite.context["fiches"]] == [c.pk for c in libres[1:]]


def test_unfolded_card_tells_rules_and_who_is_indispensable(admin_page, campagne):
    grappe = factories.make_grappe(campagne=campagne)  # 4 ESMS for a minimum of 3

    page = admin_page.get(adresse(campagne, "grappe", grappe.pk)).content.decode()

    assert "4 ESMS éligibles pour un minimum de 3." in page
    assert page.count("indispensable") == 2


def test_without_a_script_a_move_shows_its_effect_then_is_done(admin_page, campagne):
    libre, grappe = factories.make_eligible(), factories.make_grappe(campagne=campagne)
    donnees = {"candidatures": [jeton(libre)], "vers": str(grappe.pk)}

    effet = admin_page.post(adresse(campagne, "effet"), donnees)
    assert "4 → 6" in effet.content.decode()
    assert not Place.objects.filter(candidature=libre).exists()

    fait = admin_page.post(adresse(campagne, "deplacer"), donnees, follow=True)
    assert textes(fait) == [f"{libre.organisme} vers « {grappe} » : c’est fait."]
    assert Place.objects.vivantes().get(candidature=libre).grappe == grappe


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"vers": "vivier"}, "Cochez au moins une candidature."),
        ({"candidatures": ["1:0"]}, "Choisissez où déplacer la sélection."),
        ({"candidatures": ["1:0"], "vers": "ici"}, "Choisissez le vivier ou une grappe"),
        ({"candidatures": ["un"], "vers": "vivier"}, "Cochez au moins une candidature."),
        ({"candidatures": ["1:0"], "vers": "9" * 30}, "Choisissez le vivier ou une grappe"),
    ],
)
def test_incomplete_move_is_answered_by_a_sentence(admin_page, campagne, donnees, phrase):
    assert phrase in admin_page.post(adresse(campagne, "effet"), donnees).content.decode()


def test_stale_move_stays_on_the_effect_with_who_did_what(admin_page, campagne):
    une, autre = (factories.make_grappe(membres=0, campagne=campagne) for _ in range(2))
    libre, paul = factories.make_eligible(), factories.make_user(first_name="Paul", last_name="Roy")
    deplacer(campagne, [Deplacement(libre.pk, une.pk)], vus={libre.pk: None}, par=paul)

    donnees = {"candidatures": [jeton(libre)], "vers": str(autre.pk)}
    page = admin_page.post(adresse(campagne, "deplacer"), donnees).content.decode()

    assert "Confirmer" not in page
    assert f"Paul Roy a déplacé {libre.organisme} vers « {une} »" in page
    assert Place.objects.vivantes().get(candidature=libre).grappe == une


def test_exception_asks_its_reason_and_keeps_it(admin_page, campagne):
    grappe = factories.make_proposee(campagne=campagne)
    membre = grappe.places.first().candidature
    donnees = {"candidatures": [jeton(membre, grappe)], "vers": "vivier"}

    effet = admin_page.post(adresse(campagne, "effet"), donnees).content.decode()
    assert f'name="motif-{membre.pk}"' in effet
    assert "a été prévenu" in effet

    admin_page.post(adresse(campagne, "deplacer"), donnees | {f"motif-{membre.pk}": "Demandé."})
    assert Derogation.objects.get().motif == "Demandé."


def test_undo_then_redo_by_plain_forms(admin_page, campagne):
    libre, grappe = factories.make_eligible(), factories.make_grappe(campagne=campagne)
    donnees = {"candidatures": [jeton(libre)], "vers": str(grappe.pk)}
    admin_page.post(adresse(campagne, "deplacer"), donnees)

    annule = admin_page.post(adresse(campagne, "annuler"), follow=True)
    refait = admin_page.post(adresse(campagne, "refaire"), follow=True)

    assert textes(annule)[-1].startswith("Annulé : ")
    assert textes(refait)[-1].startswith("Refait : ")
    assert Place.objects.vivantes().filter(candidature=libre, grappe=grappe).exists()


def test_nothing_to_undo_is_a_sentence(admin_page, campagne):
    reponse = admin_page.post(adresse(campagne, "annuler"), follow=True)

    assert textes(reponse) == ["Vous n’avez rien à annuler."]


def test_grappe_is_frozen_and_place_pinned_from_the_card(admin_page, campagne):
    grappe = factories.make_grappe(campagne=campagne)
    place = grappe.places.first()

    admin_page.post(adresse(campagne, "geler", grappe.pk))
    admin_page.post(adresse(campagne, "epingler", place.pk))
    grappe.refresh_from_db()
    place.refresh_from_db()
    assert (grappe.gelee_le is not None, place.epinglee_le is not None) == (True, True)

    admin_page.post(adresse(campagne, "geler", grappe.pk), {"degeler": "1"})
    admin_page.post(adresse(campagne, "epingler", place.pk), {"desepingler": "1"})
    grappe.refresh_from_db()
    place.refresh_from_db()
    assert (grappe.gelee_le, place.epinglee_le) == (None, None)


def test_pair_is_forbidden_with_its_reason_then_allowed(admin_page, campagne):
    une, autre = factories.make_eligible(), factories.make_eligible()
    choisies = {"candidatures": [jeton(une), jeton(autre)]}

    formulaire = admin_page.get(adresse(campagne, "paires"), choisies).content.decode()
    assert f"Ne pas réunir {une.organisme} et {autre.organisme}" in formulaire
    admin_page.post(adresse(campagne, "paires"), choisies | {"motif": "Contentieux"})
    paire = PaireInterdite.objects.get()
    assert paire.motif == "Contentieux"

    admin_page.post(adresse(campagne, "autoriser", paire.pk))
    assert not PaireInterdite.objects.exists()


def test_reader_sees_the_board_and_no_command(lectrice, campagne):
    libre = factories.make_eligible(campagne=campagne)

    page = lectrice.get(adresse(campagne)).content.decode()

    assert str(libre.organisme) in page
    assert 'type="checkbox"' not in page
    assert "Déplacer" not in page


@pytest.mark.parametrize("nom", ["effet", "deplacer", "annuler", "refaire", "paires"])
def test_reader_may_not_act(lectrice, campagne, nom):
    assert lectrice.post(adresse(campagne, nom)).status_code == 403


def test_board_is_closed_to_who_sees_no_candidature(client, campagne):
    client.force_login(factories.make_user(is_staff=True))

    assert client.get(adresse(campagne)).status_code == 403


def test_board_is_linked_from_its_campagne_and_its_grappes(admin_page, campagne):
    grappe = factories.make_grappe(campagne=campagne)
    pages = [
        reverse("admin:index"),
        reverse("admin:grappes_campagne_change", args=[campagne.pk]),
        reverse("admin:grappes_grappe_change", args=[grappe.pk]),
    ]

    assert [adresse(campagne) in admin_page.get(p).content.decode() for p in pages] == [True] * 3


def test_card_names_the_best_to_add_while_it_is_too_small(admin_page, campagne):
    campagne.reglements.update(seuil_esms=10)
    grappe, libre = factories.make_grappe(campagne=campagne), factories.make_eligible()
    refusee = factories.make_eligible()
    refusee.dui_acceptes.set([factories.make_dui("Un autre")])

    reponse = admin_page.get(adresse(campagne, "candidats", grappe.pk))

    assert [c.candidature for c in reponse.context["conseils"]] == [libre]
    assert "→ 6 ESMS" in reponse.content.decode()


def test_advice_without_rules_is_a_sentence(admin_page):
    campagne = factories.make_campagne(reglement=False)
    grappe = factories.make_grappe(membres=0, campagne=campagne)

    page = admin_page.get(adresse(campagne, "candidats", grappe.pk)).content.decode()

    assert "n’a pas de règlement en vigueur" in page


def test_proposal_is_asked_on_the_selection(admin_page, campagne):
    libre = factories.make_eligible(campagne=campagne)
    nouveau = reverse("admin:grappes_scenario_nouveau", args=[campagne.pk])

    reponse = admin_page.post(adresse(campagne, "proposer"), {"candidatures": [jeton(libre)]})

    assert reponse.url == f"{nouveau}?selection={libre.pk}"
    assert admin_page.get(reponse.url).context["cochees"] == [libre]


def test_selection_too_long_for_an_address_is_refused_by_a_sentence(admin_page, campagne):
    trop = {"candidatures": [f"{n}:0" for n in range(1, 202)]}

    reponse = admin_page.post(adresse(campagne, "proposer"), trop, follow=True)

    assert textes(reponse)[0].startswith("Au plus 200 candidatures par sélection")
