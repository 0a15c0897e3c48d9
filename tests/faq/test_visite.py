import ipaddress
import socket

import pytest

from faq.visite import Issue, publique, visiter
from tests.faq.serveur import serveur


@pytest.fixture(scope="module")
def site():
    with serveur() as lance:
        yield lance


def locale(ip):
    return ip.is_loopback


def visite(adresse):
    return visiter(adresse, permise=locale, patience=0.5)


@pytest.mark.parametrize(
    ("chemin", "issue", "code"),
    [
        ("/page", Issue.BON, 200),
        ("/é à?q=ç&r=%C3%A9", Issue.BON, 200),
        ("/get-seulement", Issue.BON, 200),
        ("/vers//page", Issue.BON, 200),
        ("/404", Issue.ECHEC, 404),
        ("/410", Issue.ECHEC, 410),
        ("/500", Issue.ECHEC, 500),
        ("/vers//404", Issue.ECHEC, 404),
        ("/403", Issue.NON_VERIFIABLE, 403),
        ("/429", Issue.NON_VERIFIABLE, 429),
        ("/999", Issue.NON_VERIFIABLE, 999),
    ],
)
def test_what_a_server_answers_is_judged(site, chemin, issue, code):
    trouvee = visite(site[0] + chemin)

    assert (trouvee.issue, trouvee.code) == (issue, code)


def test_a_page_that_answers_head_is_not_fetched(site):
    base, vues = site
    vues.clear()

    visite(f"{base}/page")

    assert vues == [("HEAD", "/page")]


def test_redirections_that_never_end_are_a_failure(site):
    base, vues = site
    vues.clear()
    boucle = f"{base}/vers//vers//vers//vers//vers//vers//vers//vers//x"

    assert visite(boucle).constat == "Les redirections tournent en rond."
    assert len(vues) == 12


def test_a_server_that_keeps_silent_is_a_failure(site):
    assert visite(f"{site[0]}/lent").constat == "Le site ne répond pas à temps."


def test_a_closed_door_is_a_failure():
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]

    assert visite(f"http://127.0.0.1:{port}/").issue == Issue.ECHEC


def test_our_own_network_is_never_called(site):
    base, vues = site
    vues.clear()
    port = base.rpartition(":")[2]

    for hote in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"):
        assert visiter(f"http://{hote}:{port}/").issue == Issue.NON_VERIFIABLE, hote
    assert vues == []


def test_a_redirection_to_a_forbidden_address_is_not_followed(site):
    """The judge allows 127.0.0.1 only: the hop to 127.0.0.2 is refused before any call."""
    base, vues = site
    vues.clear()
    ailleurs = base.replace("127.0.0.1", "127.0.0.2")

    trouvee = visiter(f"{base}/vers/{ailleurs}/page", permise=lambda ip: str(ip) == "127.0.0.1")

    assert trouvee.issue == Issue.NON_VERIFIABLE
    assert [chemin for _, chemin in vues] == [f"/vers/{ailleurs}/page"]


@pytest.mark.parametrize(
    "adresse", ["file:///etc/passwd", "ftp://exemple.fr/", "http://", "/candidatures/"]
)
def test_other_schemes_are_not_called(adresse):
    assert visite(adresse).issue == Issue.NON_VERIFIABLE


@pytest.mark.parametrize("adresse", ["http://127.0.0.1:99999/", "http://[:]/", "http://a..b/"])
def test_an_address_that_means_nothing_is_a_failure(adresse):
    assert visite(adresse).issue == Issue.ECHEC


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:7f00:1::1", "0.0.0.0",
        "64:ff9b::169.254.169.254", "64:ff9b:1::a9fe:a9fe", "::169.254.169.254",
        "::ffff:0:10.0.0.1",
    ],
)  # fmt: skip
def test_private_addresses_are_not_public(ip):
    assert not publique(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:4700::1111", "64:ff9b::93.184.216.34"])
def test_public_addresses_are(ip):
    assert publique(ipaddress.ip_address(ip))
