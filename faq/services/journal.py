"""The search log: counts by search and by day. It never slows a page, and never breaks one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from faq import ports
from faq.discretion import a_noter, taire
from faq.models import MotInconnu, RechercheNotee
from faq.search.analysis import keywords
from faq.services.inconnus import a_taire, inconnus

logger = logging.getLogger(__name__)

# The page shows one year; a little more, so that its oldest day is whole.
CONSERVATION = timedelta(days=400)
# Against floods: beyond so many searches, a new one of that day is not kept.
DIFFERENTES_PAR_JOUR = 2_000
# How long to wait for another writer, in milliseconds: a count is worth less than a reader's time.
ATTENTE = 100


def noter(requete: str, *, trouvee: bool, compter: Callable[[], None] = lambda: None) -> None:
    """Count one settled search, and whether it found an answer.

    `compter` counts what the visitor sends: where it raises ports.LimiteAtteinte, nothing is kept.
    """
    _ajouter(requete, {"nombre": 1, "sans_resultat": 0 if trouvee else 1}, compter)


def noter_inutile(requete: str) -> None:
    """Count one answer that was judged useless after this search."""
    _ajouter(requete, {"inutiles": 1}, lambda: None)


def purger(jour: date | None = None) -> int:
    """Forget the searches that are too old on this day (today). Returns how many rows went."""
    limite = (jour or timezone.localdate()) - CONSERVATION
    MotInconnu.objects.filter(dernier_jour__lt=limite).delete()
    return RechercheNotee.objects.filter(jour__lt=limite).delete()[0]


def _ajouter(requete: str, unites: dict[str, int], compter: Callable[[], None]) -> None:
    lue, jour = a_noter(requete), timezone.localdate()
    if not lue:
        return
    mots = inconnus(lue)
    try:
        with _sans_attendre():
            compter()
            texte = taire(lue, a_taire(mots, jour))
            if keywords(texte):
                _compter_une_fois(texte, jour, unites)
    except ports.LimiteAtteinte:
        return
    except Error:
        logger.warning("A search was not counted", exc_info=True)


def _compter_une_fois(texte: str, jour: date, unites: dict[str, int]) -> None:
    ligne = RechercheNotee.objects.filter(requete=texte, jour=jour)
    gains = {champ: F(champ) + nombre for champ, nombre in unites.items()}
    if ligne.update(**gains) or _plein(jour):
        return
    # A twin may have created it meanwhile: both then add to it.
    nouvelle = RechercheNotee(requete=texte, jour=jour)
    RechercheNotee.objects.bulk_create([nouvelle], ignore_conflicts=True)
    ligne.update(**gains)


def _plein(jour: date) -> bool:
    return RechercheNotee.objects.filter(jour=jour).count() >= DIFFERENTES_PAR_JOUR


@contextmanager
def _sans_attendre() -> Iterator[None]:
    """A transaction that gives up soon rather than wait long for another writer."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            with transaction.atomic():
                cursor.execute("SHOW lock_timeout")
                [avant] = cursor.fetchone()
                cursor.execute(f"SET LOCAL lock_timeout = {ATTENTE}")
                yield
                # LOCAL lasts as long as the outermost transaction, which may be the caller's.
                cursor.execute(f"SET LOCAL lock_timeout = '{avant}'")
            return
        # Outside the transaction, which would wait to begin.
        [avant] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {ATTENTE}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {avant}")
