import pytest

from faq import ports
from faq.services.variables import inconnues

pytestmark = pytest.mark.usefixtures("sans_ports")


@pytest.fixture
def facts():
    facts = {"seuil_esms": "au moins 15 ESMS", "plafond_esms": None}
    ports.enregistrer_variables(
        {"seuil_esms": "taille minimale", "plafond_esms": "taille maximale"}, lambda: facts
    )
    return facts


def test_a_known_name_is_accepted_even_without_value(facts):
    assert inconnues("{{ seuil_esms | assez }} et {{ plafond_esms | pas trop }}") == []


def test_an_unknown_name_is_told_once_with_the_nearest_one(facts):
    assert inconnues("{{ seuil_esm | assez }}, {{ seuil_esm | assez }}") == [
        "La variable « seuil_esm » n’existe pas : vouliez-vous écrire « seuil_esms » ?"
    ]


def test_a_name_near_nothing_sends_to_the_list(facts):
    assert inconnues("{{ meteo | beau }}") == [
        "La variable « meteo » n’existe pas : choisissez dans la liste."
    ]


def test_without_any_fact_registered_fallbacks_are_enough():
    assert inconnues("{{ seuil_esms | assez }}") == []


def test_variables_are_listed_with_their_present_text(facts):
    listed = [(v.nom, v.libelle, v.valeur) for v in ports.variables()]

    assert listed == [
        ("seuil_esms", "taille minimale", "au moins 15 ESMS"),
        ("plafond_esms", "taille maximale", None),
    ]


def test_facts_of_a_page_are_read_once(client, db, facts, make_question):
    reads = []
    ports.enregistrer_variables({"autre": "autre"}, lambda: reads.append(1) or {})
    for number in range(4):
        make_question(f"q{number}")

    client.get("/faq/rubriques/cartes/")

    assert len(reads) == 1
