"""No page, mail or file shows one member's contact to another before both agreed.

Whoever could read is made to open every page they can reach; what they saw is compared with what
they may see, written here by hand: the code under test decides nothing of it.
"""

import inspect
import sys
import types

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from grappes.models import Contact, Courriel, Departement, Divulgation, Gestionnaire
from grappes.services.regroupement import divulgation
from grappes.services.suivi import page
from grappes.workflow import Auteur
from tests import factories
from tests.grappes import cloison
from tests.grappes.views.clients import deposant, navigateur

# What a page shows does not depend on the database; one worker for all, they share a world.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("cloison")]

# Who sees whom: two that accepted, in a grappe at its quorum, with confirmed addresses.
PAIRES = [("b1", "b2"), ("e1", "e2"), ("f1", "f2"), ("h1", "h2"), ("i1", "i2"), ("j1", "j2")]
OUVERTS = {(qui, vu) for paire in PAIRES for qui, vu in (paire, paire[::-1])}
LES_SIENS = {"personnes", "nom", "organisme", "prive"}
PARTENAIRE = {"personnes", "nom"}
PAGE = reverse("candidature_suivi")


@pytest.fixture(scope="module")
def monde(django_db_setup, django_db_blocker):
    """Made once: what a test writes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cloison.peupler(factories.make_campagne(), Auteur.collectif(factories.make_staff()))
        transaction.set_rollback(True)


def permis(nom):
    """What a member with a confirmed address may read: {member: kinds of marks}."""
    return {nom: LES_SIENS} | {vu: PARTENAIRE for qui, vu in OUVERTS if qui == nom}


def fuites(monde, texte, permis):
    return {
        (nom, genre)
        for nom, genres in cloison.vus(monde, texte).items()
        for genre in genres - permis.get(nom, set())
    }


def prouves(monde):
    """Each member at a browser that proved its mailbox; e3 never did."""
    return {nom: navigateur(c) for nom, c in monde.membres.items() if nom != "e3"}


def test_candidates_see_their_partners_and_nobody_else_anywhere(monde):
    trouves, vues = {}, set()
    for nom, client in prouves(monde).items():
        secrets = list(cloison.liens_de(monde.membres[nom]))
        pages = cloison.parcourir(client, cloison.adresses_nommees(secrets))
        for adresse, texte in pages.items():
            if fuite := fuites(monde, texte, permis(nom)):
                trouves[nom, adresse] = fuite
        vues |= {(nom, vu) for vu in cloison.vus(monde, pages[PAGE]) if vu != nom}

    assert trouves == {}
    assert vues == OUVERTS


def test_names_seen_are_in_the_log_and_a_second_contact_sees_as_much(monde):
    for client in prouves(monde).values():
        client.get(PAGE)

    lus = Divulgation.objects.values_list("lectrice__candidature", "vue__candidature")
    noms = {candidature.pk: nom for nom, candidature in monde.membres.items()}
    assert {(noms[qui], noms[vu]) for qui, vu in lus} == OUVERTS

    second = monde.membres["e1"].contacts.get(role=Contact.Role.SUPPLEANT)
    texte = cloison.lire(navigateur(monde.membres["e1"], second), PAGE)
    assert fuites(monde, texte, permis("e1")) == set()
    assert "e2" in cloison.vus(monde, texte)


def test_browser_that_only_filled_the_form_sees_nobody(monde):
    trouves = {}
    for nom, candidature in monde.membres.items():
        for adresse, texte in cloison.parcourir(deposant(candidature), [PAGE]).items():
            if fuite := fuites(monde, texte, {nom: LES_SIENS}):
                trouves[nom, adresse] = fuite
    assert trouves == {}


def test_passer_by_sees_nobody(monde):
    pages = cloison.parcourir(Client(), cloison.adresses_nommees(["jamais-fait"]))
    assert {a: f for a, texte in pages.items() if (f := fuites(monde, texte, {}))} == {}


def test_link_to_answer_shows_its_own_card_and_no_name(monde):
    """Even to whom the names are open: this link opens that answer only."""
    for nom, candidature in monde.membres.items():
        for secret in cloison.liens_de(candidature):
            texte = cloison.lire(Client(), reverse("proposition_repondre", args=[secret]))
            assert fuites(monde, texte, {nom: {"nom"}}) == set(), nom


def test_every_mail_speaks_of_its_reader_alone(monde):
    noms = {candidature.pk: nom for nom, candidature in monde.membres.items()}
    courriels = list(Courriel.objects.exclude(candidature=None).select_related("contact"))
    trouves = {
        str(courriel): fuite
        for courriel in courriels
        for texte in ["\n".join((courriel.objet, courriel.texte, courriel.html))]
        if (fuite := fuites(monde, texte, {noms[courriel.candidature_id]: LES_SIENS}))
    }
    assert trouves == {}
    ailleurs = [c for c in courriels if c.contact and c.contact.candidature_id != c.candidature_id]
    assert ailleurs == []
    genres = set(Courriel.objects.values_list("genre", flat=True))
    assert {"grappe_proposee", "grappe_constituee", "instruction_publiee", "rattachement"} <= genres


def test_manager_reads_organismes_and_never_a_person_nor_a_private_word(monde):
    gestionnaire = Gestionnaire.objects.create(user=factories.make_user())
    gestionnaire.departements.set(Departement.objects.all())
    client = Client()
    client.force_login(gestionnaire.user)

    departs = cloison.adresses_nommees(["jamais-fait"])
    pages = cloison.parcourir(client, departs, suivre=lambda lien: "&" not in lien)

    publics = {nom: {"nom", "organisme"} for nom in monde.membres}
    assert {a: f for a, texte in pages.items() if (f := fuites(monde, texte, publics))} == {}
    exports = [adresse for adresse in pages if "format=" in adresse]
    assert len(exports) >= 8
    assert any("b1" in cloison.vus(monde, pages[adresse]) for adresse in exports)


# The crawl is worth what it catches: each line, loosened, must be seen.
RELACHEMENTS = {
    "quorum ignored": (
        "accords * 100 >= reglement.quorum_divulgation * places", "True", ("c1", "c2"),
    ),
    "consent ignored": (".filter(etat=EtatPlace.ACCEPTEE)", "", ("b1", "b3")),
    "their address ignored": ("if c.confirme_le]", "]", ("e1", "e3")),
    "quorum of one too few": (
        "_quorum_atteint(grappe, tous, len(acceptees))",
        "_quorum_atteint(grappe, tous, len(acceptees) + 1)",
        ("c1", "c2"),
    ),
}  # fmt: skip


def test_crawl_catches_what_would_open_too_early(monde):
    trouves = {}
    for cas, (avant, apres, (qui, vu)) in RELACHEMENTS.items():
        with pytest.MonkeyPatch.context() as patch:
            relacher(patch, avant, apres)
            texte = cloison.lire(navigateur(monde.membres[qui]), PAGE)
        trouves[cas] = (vu, "personnes") in fuites(monde, texte, permis(qui))

    assert trouves == dict.fromkeys(RELACHEMENTS, True)


def test_crawl_catches_names_opened_to_who_proved_no_address(monde, monkeypatch):
    relacher(monkeypatch, "lecteur is not None\n        and", "True or")
    texte = cloison.lire(deposant(monde.membres["b1"]), PAGE)
    assert ("b2", "personnes") in fuites(monde, texte, {"b1": LES_SIENS})


def relacher(monkeypatch, avant, apres):
    """Let the page use `divulgation` with one of its lines loosened."""
    source = inspect.getsource(divulgation)
    assert source.count(avant) == 1, avant
    relache = types.ModuleType("divulgation_relachee")
    monkeypatch.setitem(sys.modules, relache.__name__, relache)
    exec(source.replace(avant, apres), relache.__dict__)
    monkeypatch.setattr(page, "ouvrir_les_noms", relache.ouvrir_les_noms)
