"""manage.py evaluer_faq: how good the search is, on judged queries, by kind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from faq.models import Question
from faq.recherche import chercher
from faq.search.evaluation import SETS, Measures, by_kind, measure, read_queries, refused, run

TITRES = f"{'genre':<14}{'requêtes':>9}{'MRR':>8}{'nDCG@10':>9}{'hit@1':>8}{'hit@3':>8}{'vides':>7}"

JEUX = {
    "developpement": "Développement",
    "reserve": "Mises de côté",
    "terrain_developpement": "Terrain, développement",
    "terrain_reserve": "Terrain, mises de côté",
    "relecture_developpement": "Relecture, développement",
    "relecture_reserve": "Relecture, mises de côté",
}


class Command(BaseCommand):
    help = "Measure the search on the judged queries that ship with the FAQ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--echecs",
            action="store_true",
            help="list the failures of the development sets (never those of the sets kept aside)",
        )

    def handle(self, *args: Any, echecs: bool, **options: Any) -> None:
        if not Question.objects.publiees().exists():
            raise CommandError("La FAQ est vide : lancez d’abord manage.py charger_faq.")
        for jeu, titre in JEUX.items():
            self._evaluer(jeu, titre, echecs and jeu.endswith("developpement"))

    def _evaluer(self, jeu: str, titre: str, echecs: bool) -> None:
        repondables = run(read_queries(SETS / f"{jeu}.tsv"), _slugs)
        hors_sujet = run(read_queries(SETS / f"hors_sujet_{jeu}.tsv"), _slugs)
        self.stdout.write(f"\n{titre}\n{TITRES}")
        for genre, mesures in by_kind(repondables).items():
            self.stdout.write(_ligne(genre, mesures))
        self.stdout.write(_ligne("ensemble", measure(repondables)))
        self.stdout.write(
            f"hors sujet : {refused(hors_sujet):.0%} de {len(hors_sujet)} requêtes sans résultat"
        )
        for issue in repondables if echecs else ():
            if issue.rank != 1:
                rang = issue.rank or "–"
                self.stdout.write(f"  rang {rang} : {issue.judged.query} ({issue.judged.expected})")
        for issue in hors_sujet if echecs else ():
            if issue.found:
                self.stdout.write(f"  répondue : {issue.judged.query} ({issue.found[0]})")


def _slugs(requete: str) -> list[str]:
    return [trouve.document.key for trouve in chercher(requete)]


def _ligne(genre: str, mesures: Measures) -> str:
    return (
        f"{genre:<14}{mesures.count:>9}{mesures.mrr:>8.3f}{mesures.ndcg:>9.3f}"
        f"{mesures.hit1:>8.3f}{mesures.hit3:>8.3f}{mesures.empty:>7}"
    )
