"""The public and the candidate's pages in a real browser: axe, width, policy, keyboard."""

import pytest

from grappes.models import Jeton, Place
from grappes.services.dossiers import examen
from grappes.services.messagerie import jetons
from tests import factories
from tests.browser import debord, refus, violations
from tests.grappes.views.clients import navigateur

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUBLIQUES = [
    "/",
    "/donnees-personnelles/",
    "/connexion/",
    "/candidatures/lien/",
    "/liens/ouvrir/perime/",
    "/nulle-part/",
]


def faults(page, path):
    """The rules of axe that a page breaks, and how many pixels it is too wide."""
    page.goto(path)
    return violations(page), debord(page)


def enter(page, candidature, live_server):
    """Give this browser the session of someone who followed an access link."""
    page.context.clear_cookies()
    session = navigateur(candidature).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def test_public_pages_are_accessible_fit_and_break_no_policy(page, campagne):
    assert {path: faults(page, path) for path in PUBLIQUES} == dict.fromkeys(PUBLIQUES, ([], 0))
    assert refus(page) == []


def test_candidate_s_pages_are_accessible_fit_and_break_no_policy(
    page, campagne, collectif, live_server
):
    a_completer = factories.make_candidature(campagne=campagne)
    examen.examiner(a_completer, auteur=collectif)
    examen.demander_complements(a_completer, auteur=collectif, remarques=["Votre contrat ?"])
    proposee = factories.make_proposee(campagne=campagne).porteur.candidature
    membres = factories.make_constituee(campagne=campagne).places.order_by("pk")
    for place in membres:
        navigateur(place.candidature)
    visits = [
        (factories.make_brouillon(campagne=campagne), ["", "question/"]),
        (a_completer, ["", "completer/"]),
        (proposee, ["", "proposition/"]),
        (membres[0].candidature, ["", "retirer/"]),
    ]

    found = {}
    for candidature, paths in visits:
        enter(page, candidature, live_server)
        for path in paths:
            found[candidature, path] = faults(page, f"/candidatures/suivi/{path}")

    assert found == dict.fromkeys(found, ([], 0))
    assert refus(page) == []


def test_proposal_is_refused_by_keyboard_from_its_link(page, campagne):
    place = factories.make_proposee(campagne=campagne).porteur
    secret = jetons.creer(Jeton.Usage.REPONSE, place.candidature.titulaire, place=place)
    page.goto(f"/liens/proposition/{secret}/")
    assert not page.get_by_label("pour quelle raison").is_visible()

    page.get_by_label("Nous acceptons").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.get_by_label("pour quelle raison").select_option("logiciel")
    page.get_by_role("button", name="Envoyer ma réponse").press("Enter")
    page.get_by_text("Votre refus est enregistré").wait_for()

    assert Place.objects.get(pk=place.pk).motif_refus == "logiciel"
