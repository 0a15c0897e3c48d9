"""The words that the search log does not keep yet: names, most often, of people.

A word of the FAQ or of everyday French is no secret. Any other is kept once it was looked for on
three different days; until then the log has « … » in its place, and we a fingerprint of it that
tells nothing without the secret key.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import F
from django.utils.crypto import salted_hmac

from faq import ports
from faq.models import MotInconnu, Synonyme
from faq.recherche import index
from faq.search import SearchIndex
from faq.search.analysis import Word, keywords, words
from faq.search.lexicon import COMMON_WORDS

JOURS = 3


def inconnus(texte: str) -> set[str]:
    """The words of a text that neither the FAQ nor everyday French knows."""
    rares = [mot for mot in keywords(texte) if mot.weight == 1 and mot.surface not in COMMON_WORDS]
    if not rares:
        return set()
    connus = _mots_de_la_faq(index())
    return {mot.surface for mot in rares if not connus.intersection(_formes(mot))}


def a_taire(mots: Iterable[str], jour: date) -> set[str]:
    """Those of these words that were not looked for on enough days yet, this one counted."""
    empreintes = {salted_hmac("faq.inconnus", mot).hexdigest(): mot for mot in mots}
    if not empreintes:
        return set()
    connus = MotInconnu.objects.filter(empreinte__in=empreintes)
    connus.filter(dernier_jour__lt=jour).update(jours=F("jours") + 1, dernier_jour=jour)
    MotInconnu.objects.bulk_create(
        [MotInconnu(empreinte=empreinte, dernier_jour=jour) for empreinte in sorted(empreintes)],
        ignore_conflicts=True,
    )
    repandus = set(connus.filter(jours__gte=JOURS).values_list("empreinte", flat=True))
    return {mot for empreinte, mot in empreintes.items() if empreinte not in repandus}


# As many as the indexes that a process keeps.
@lru_cache(maxsize=2)
def _mots_de_la_faq(faq: SearchIndex) -> frozenset[str]:
    """The words of the answers, of the synonyms and of the products, with their search keys."""
    textes = [part for d in faq.documents for part in (d.title, d.text, *d.wordings)]
    textes += [phrase for synonyme in Synonyme.objects.all() for phrase in synonyme.phrases]
    textes += [nom for noms in ports.voisins().values() for nom in noms]
    return frozenset(forme for texte in textes for mot in words(texte) for forme in _formes(mot))


def _formes(mot: Word) -> tuple[str, ...]:
    """A word as it is written and, where that is long enough to mean it, under its key."""
    return (mot.surface, mot.key) if len(mot.key) > 3 else (mot.surface,)
