"""The secrets behind the links of mails: made when a mail leaves, read once, kept as hashes."""

import datetime
import hashlib
import secrets

from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Contact, Jeton, Place

Usage = Jeton.Usage

# design: an access link is an authentication code, so it lives ten minutes.
DUREES: dict[str, datetime.timedelta | None] = {
    Usage.ACCES: datetime.timedelta(minutes=10),
    Usage.CONFIRMATION: datetime.timedelta(days=7),
    Usage.REPONSE: None,  # to the deadline of the proposal
    Usage.STOP_RELANCES: None,
}
USAGES_UNIQUES = (Usage.ACCES, Usage.CONFIRMATION)


class JetonRefuse(ErreurMetier):
    """Used, expired, revoked, of another purpose, or never made: one answer for all."""


def empreinte(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def creer(usage: Usage, contact: Contact, *, adresse: str = "", place: Place | None = None) -> str:
    """Make a token and return its secret, which is stored nowhere.

    `adresse` is where the link is sent, the contact's own by default.
    """
    secret, duree = secrets.token_urlsafe(32), DUREES[usage]
    Jeton.objects.create(
        empreinte=empreinte(secret),
        usage=usage,
        contact=contact,
        adresse=adresse or contact.courriel,
        place=place,
        expire_le=timezone.now() + duree if duree else None,
    )
    return secret


def lire(secret: str, usage: Usage) -> Jeton:
    """Return the living token of this purpose, without using it; raise `JetonRefuse`."""
    jeton = (
        Jeton.objects.select_related(
            "contact__candidature__organisme", "contact__candidature__campagne", "place__grappe"
        )
        .filter(empreinte=empreinte(secret), usage=usage)
        .first()
    )
    if jeton is None or not _vivant(jeton):
        raise JetonRefuse("Ce lien n’est plus valable.")
    return jeton


def consommer(secret: str, usage: Usage) -> Jeton:
    """Use a token. A single-use one opens once, even for two clicks at the same time."""
    jeton = lire(secret, usage)
    if usage in USAGES_UNIQUES:
        pris = Jeton.objects.filter(pk=jeton.pk, utilise_le=None).update(utilise_le=timezone.now())
        if not pris:
            raise JetonRefuse("Ce lien n’est plus valable.")
    return jeton


def revoquer(place: Place) -> int:
    """Kill the links that answer for this place; return how many were alive."""
    vivants = Jeton.objects.filter(place=place, usage=Usage.REPONSE, expire_le=None)
    return vivants.update(expire_le=timezone.now())


def _vivant(jeton: Jeton) -> bool:
    if jeton.expire_le is not None and jeton.expire_le <= timezone.now():
        return False
    if jeton.usage in USAGES_UNIQUES and jeton.utilise_le:
        return False
    # Whoever holds the old mailbox must neither open the file nor confirm the new address.
    if jeton.adresse != jeton.contact.courriel:
        return False
    if jeton.place:
        limite = jeton.place.reponse_avant_le
        a_temps = limite is None or timezone.localdate() <= limite
        return jeton.place.est_vivante and a_temps
    return True
