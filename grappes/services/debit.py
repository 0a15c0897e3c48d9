"""Rate limits kept in the database, so that all processes share them and no broker is asked."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from faq.ports import LimiteAtteinte
from grappes.models import RateCounter

# purpose: (uses, window). Generous for a person, short for a script.
LIMITES = {
    "recherche": (120, datetime.timedelta(minutes=1)),
    "brouillon": (20, datetime.timedelta(hours=1)),
    "depot": (10, datetime.timedelta(hours=1)),
    "lien": (5, datetime.timedelta(minutes=15)),
    # One office, one address on the network: more people, still no script.
    "lien_reseau": (20, datetime.timedelta(minutes=15)),
    "jeton": (30, datetime.timedelta(minutes=15)),
    "question": (10, datetime.timedelta(hours=1)),
    "avis": (60, datetime.timedelta(hours=1)),
    # In a day, one address alone does not fill the log of the searches.
    "journal": (60, datetime.timedelta(hours=1)),
}


def oublier_les_fenetres_finies() -> int:
    """Keep no address of the network once it limits nothing. Returns how many counters went."""
    la_plus_longue = max(fenetre for _, fenetre in LIMITES.values())
    finies = RateCounter.objects.filter(window_start__lte=timezone.now() - la_plus_longue)
    return finies.delete()[0]


def compter(usage: str, qui: str) -> None:
    """Count one use by `qui` (an address, a session); raise `LimiteAtteinte` beyond the limit."""
    maximum, fenetre = LIMITES[usage]
    cle, maintenant = f"{usage}:{qui}"[:200], timezone.now()
    compteur = RateCounter.objects.filter(key=cle)
    # A window that is over starts again at one; otherwise one more, if the limit allows.
    if compteur.filter(window_start__lte=maintenant - fenetre).update(
        window_start=maintenant, count=1
    ):
        return
    if compteur.filter(count__lt=maximum).update(count=F("count") + 1):
        return
    if compteur.filter(count__gte=maximum).exists():
        raise LimiteAtteinte(
            "Trop de demandes en peu de temps : réessayez dans quelques minutes. "
            "Ce que vous avez saisi est conservé."
        )
    try:
        with transaction.atomic():
            RateCounter.objects.create(key=cle, window_start=maintenant, count=1)
    except IntegrityError:  # a twin request created it first
        compter(usage, qui)
