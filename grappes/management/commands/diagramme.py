"""Print the status diagram of the README from the tables of `workflow`."""

from django.core.management.base import BaseCommand

from grappes.models import Candidature, Grappe
from grappes.models.statuts import StatutCandidature, StatutGrappe
from grappes.workflow import TABLES

STATUTS = {Candidature: StatutCandidature, Grappe: StatutGrappe}


def diagramme(modele) -> str:
    """A Mermaid state diagram of one table: every arrow is a legal change, named by its act."""
    lignes = ["```mermaid", "stateDiagram-v2"]
    lignes += [f"    {s.value} : {s.label}" for s in STATUTS[modele]]
    lignes.append(f"    [*] --> {STATUTS[modele].values[0]}")
    for passage in TABLES[modele]:
        lignes += [f"    {de} --> {passage.vers} : {passage.acte}" for de in passage.depuis]
    return "\n".join([*lignes, "```"])


class Command(BaseCommand):
    help = "Print the status diagrams of the README (Mermaid), from the workflow's tables."

    def handle(self, **options):
        for modele in STATUTS:
            self.stdout.write(diagramme(modele))
