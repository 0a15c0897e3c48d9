"""The search log: counts by search and by day. It never slows a page, and never breaks one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from faq.discretion import a_noter
from faq.models import RechercheNotee

logger = logging.getLogger(__name__)

# The page shows one year; a little more, so that its oldest day is whole.
CONSERVATION = timedelta(days=400)
# Against floods: beyond so many searches, a new one of that day is not kept.
DIFFERENTES_PAR_JOUR = 2_000
# How long to wait for another writer, in milliseconds: a count is worth less than a reader's time.
ATTENTE = 100


def noter(requete: str, *, trouvee: bool) -> None:
    """Count one settled search, and whether it found an answer."""
    _ajouter(requete, {"nombre": 1, "sans_resultat": 0 if trouvee else 1})


def noter_inutile(requete: str) -> None:
    """Count one answer that was judged useless after this search."""
    _ajouter(requete, {"inutiles": 1})


def purger(jour: date | None = None) -> int:
    """Forget the searches that are too old on this day (today). Returns how many rows went."""
    limite = (jour or timezone.localdate()) - CONSERVATION
    return RechercheNotee.objects.filter(jour__lt=limite).delete()[0]


def _ajouter(requete: str, unites: dict[str, int]) -> None:
    texte, jour = a_noter(requete), timezone.localdate()
    if not texte:
        return
    ligne = RechercheNotee.objects.filter(requete=texte, jour=jour)
    gains = {champ: F(champ) + nombre for champ, nombre in unites.items()}
    try:
        with _sans_attendre(), transaction.atomic():
            if ligne.update(**gains) or _plein(jour):
                return
            nouvelle = RechercheNotee(requete=texte, jour=jour)
            # A twin may have created it meanwhile: both then add to it.
            RechercheNotee.objects.bulk_create([nouvelle], ignore_conflicts=True)
            ligne.update(**gains)
    except Error:
        logger.warning("A search was not counted", exc_info=True)


def _plein(jour: date) -> bool:
    return RechercheNotee.objects.filter(jour=jour).count() >= DIFFERENTES_PAR_JOUR


@contextmanager
def _sans_attendre() -> Iterator[None]:
    """SQLite has one lock for all writers, and waits long for it: here, give up soon."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [avant] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {ATTENTE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {avant}")
