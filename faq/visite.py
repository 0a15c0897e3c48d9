"""Look whether an address answers: HEAD, then GET, politely, and never inside our own network.

Whoever edits an answer chooses what our server calls: a name is resolved once, the address that was
judged is the one called, and every redirection is judged anew. Pure: no Django.
"""

import contextlib
import errno
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, quote, urljoin, urlsplit

AGENT = "Grappes-FAQ/1 (verification de liens ; une visite par semaine)"
TETE = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
# What an address writes as it is; the rest is escaped, what is escaped already stays so.
PERMIS = "/%:@!$&'()*+,;=~-._?"
PATIENCE = 5.0
REDIRECTIONS = 5
REDIRIGE = {301, 302, 303, 307, 308}
# Who answers so is there, and does not want robots.
FERME_AUX_ROBOTS = {401, 403, 407, 429, 451}

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
# Networks of IPv6 whose end is an IPv4 address: NAT64, SIIT, and the old « compatible » form.
PORTEURS = [ipaddress.IPv6Network(r) for r in ("64:ff9b::/96", "::ffff:0:0:0/96", "::/96")]
# A translation that each network does as it likes: nobody knows where it leads.
NAT64_PRIVE = ipaddress.IPv6Network("64:ff9b:1::/48")


class Issue(Enum):
    BON = "bon"
    ECHEC = "echec"
    NON_VERIFIABLE = "non_verifiable"


@dataclass(frozen=True)
class Visite:
    """What one visit found: its issue, a French sentence, the last HTTP status if any."""

    issue: Issue
    constat: str
    code: int | None = None


class _Refus(Exception):
    """An address that is not called; its text is a French sentence."""


def publique(ip: IP) -> bool:
    """Whether an address belongs to the open internet, whatever it is wrapped in."""
    if isinstance(ip, ipaddress.IPv6Address):
        if (dedans := _dedans(ip)) is not None:
            return publique(dedans)
        if ip in NAT64_PRIVE:
            return False
    return ip.is_global and not ip.is_multicast


def _dedans(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one carries."""
    if any(ip in porteur for porteur in PORTEURS):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def visiter(
    adresse: str, *, permise: Callable[[IP], bool] = publique, patience: float = PATIENCE
) -> Visite:
    """Visit an http(s) address; `patience` is the longest wait, in seconds, for each answer."""
    try:
        code = _suivre("HEAD", adresse, permise, patience)
        # Many servers answer HEAD badly, and GET well.
        if not 200 <= code < 300 and code not in FERME_AUX_ROBOTS:
            code = _suivre("GET", adresse, permise, patience)
    except _Refus as refus:
        return Visite(Issue.NON_VERIFIABLE, str(refus))
    except socket.gaierror as erreur:
        if erreur.errno == socket.EAI_NONAME:
            return Visite(Issue.ECHEC, "Ce nom de domaine n’existe pas.")
        return Visite(Issue.NON_VERIFIABLE, "Ce nom de domaine n’a pas pu être cherché.")
    except TimeoutError:
        return Visite(Issue.ECHEC, "Le site ne répond pas à temps.")
    except ssl.SSLError:
        return Visite(Issue.ECHEC, "Le certificat du site n’est pas valide.")
    except (OSError, http.client.HTTPException, ValueError) as erreur:
        if getattr(erreur, "errno", None) == errno.ENETUNREACH:
            return Visite(Issue.NON_VERIFIABLE, "Notre serveur n’a pas accès à internet.")
        return Visite(Issue.ECHEC, "La connexion échoue.")
    return _juger(code)


def _juger(code: int) -> Visite:
    if 200 <= code < 300:
        return Visite(Issue.BON, "La page répond.", code)
    if code in REDIRIGE:
        return Visite(Issue.ECHEC, "Les redirections tournent en rond.", code)
    # Beyond 599 is nobody's standard: some sites send robots away so.
    if code in FERME_AUX_ROBOTS or code > 599:
        return Visite(Issue.NON_VERIFIABLE, "Le site refuse les robots.", code)
    if code in (404, 410):
        return Visite(Issue.ECHEC, "La page n’existe plus.", code)
    return Visite(Issue.ECHEC, f"Le site répond par une erreur {code}.", code)


def _suivre(methode: str, adresse: str, permise: Callable[[IP], bool], patience: float) -> int:
    """The status at the end of the redirections."""
    code = 0
    for _ in range(REDIRECTIONS + 1):
        code, suite = _demander(methode, urlsplit(adresse), permise, patience)
        if code not in REDIRIGE or not suite:
            return code
        adresse = urljoin(adresse, suite)
    return code


def _demander(
    methode: str, adresse: SplitResult, permise: Callable[[IP], bool], patience: float
) -> tuple[int, str]:
    """One request: its status, and where it redirects. The body is left unread."""
    if adresse.scheme not in ("http", "https") or not adresse.hostname:
        raise _Refus("Seules les adresses http et https sont vérifiées.")
    hote = adresse.hostname.encode("idna").decode()
    port = adresse.port or (443 if adresse.scheme == "https" else 80)
    prise = _appeler(_resoudre(hote, port, permise), port, patience)
    connexion = http.client.HTTPConnection(hote, port)
    try:
        if adresse.scheme == "https":
            prise = ssl.create_default_context().wrap_socket(prise, server_hostname=hote)
        connexion.sock = prise
        chemin = quote(adresse._replace(scheme="", netloc="", fragment="").geturl(), safe=PERMIS)
        connexion.request(methode, chemin if chemin.startswith("/") else f"/{chemin}", headers=TETE)
        reponse = connexion.getresponse()
        return reponse.status, reponse.getheader("Location", "")
    finally:
        connexion.close()
        prise.close()


def _resoudre(hote: str, port: int, permise: Callable[[IP], bool]) -> list[str]:
    """The addresses of a name; one that is not public refuses the name whole."""
    trouvees = socket.getaddrinfo(hote, port, type=socket.SOCK_STREAM)
    ips = [str(adresse[0]).partition("%")[0] for *_, adresse in trouvees]
    if not all(permise(ipaddress.ip_address(ip)) for ip in ips):
        raise _Refus("Cette adresse n’est pas sur l’internet public : elle n’est pas appelée.")
    return ips


def _appeler(ips: list[str], port: int, patience: float) -> socket.socket:
    """A connection to the first of these addresses that answers."""
    for ip in ips[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_connection((ip, port), timeout=patience)
    return socket.create_connection((ips[-1], port), timeout=patience)
