"""manage.py mesurer_faq: how fast the search is, with the present FAQ and with 500 questions."""

import random
import statistics
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from faq.models import Question
from faq.recherche import document, groupes
from faq.search import Document, SearchIndex
from faq.search.evaluation import SETS, read_queries

HOSTILES = {
    "10 ko de mots": "carte qualification mise en grappe " * 300,
    "10 ko d’une lettre": "a" * 10_000,
    "10 ko de mots inconnus": "".join(f"xq{n}zr " for n in range(1_500)),
    "jokers": "%_*?" * 2_500,
    "bombe d’expression régulière": "(a+)+$" * 1_700,
    "apostrophes": "l'" * 5_000,
}


class Command(BaseCommand):
    help = "Measure the search in this process, without the database."

    def handle(self, *args: Any, **options: Any) -> None:
        reels = [document(question, {}) for question in Question.objects.publiees()]
        if not reels:
            raise CommandError("La FAQ est vide : lancez d’abord manage.py charger_faq.")
        vocabulaire = groupes()
        for documents in (reels, _agrandir(reels, 500)):
            debut = time.perf_counter()
            index = SearchIndex(documents, vocabulaire)
            self.stdout.write(
                f"\n{len(documents)} questions, index construit en "
                f"{(time.perf_counter() - debut) * 1000:.0f} ms"
            )
            self._mesurer(index)

    def _mesurer(self, index: SearchIndex) -> None:
        requetes = [
            jugee.query for jeu in sorted(SETS.glob("*.tsv")) for jugee in read_queries(jeu)
        ]
        durees = [_duree(index, requete) for requete in requetes]
        centiles = statistics.quantiles(durees, n=100)
        self.stdout.write(
            f"  {len(durees)} requêtes : médiane {centiles[49]:.2f} ms, "
            f"p95 {centiles[94]:.2f} ms, maximum {max(durees):.2f} ms"
        )
        for nom, requete in HOSTILES.items():
            self.stdout.write(f"  {nom} : {_duree(index, requete):.1f} ms")


def _duree(index: SearchIndex, requete: str) -> float:
    """Milliseconds of one search."""
    debut = time.perf_counter()
    index.search(requete)
    return (time.perf_counter() - debut) * 1000


def _agrandir(reels: list[Document], nombre: int) -> list[Document]:
    """As many questions, made of shuffled pieces of the real ones and of words of their own."""
    hasard = random.Random(500)
    phrases = [phrase for d in reels for phrase in (*d.wordings, *d.text.splitlines())]
    return [
        Document(
            key=f"question-{numero}",
            title=f"{hasard.choice(phrases)} dossier{numero}",
            text=" ".join(hasard.sample(phrases, 6)),
            wordings=tuple(f"{hasard.choice(phrases)} variante{numero}" for _ in range(12)),
        )
        for numero in range(nombre)
    ]
