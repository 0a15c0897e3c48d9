"""What the search log teaches: what is looked for, what is not found, what does not help."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from faq.models import Question, RechercheClassee, RechercheNotee
from faq.recherche import index
from faq.search import Match
from faq.search.analysis import fold
from faq.services import redaction

PERIODES = (30, 90, 365)
LIGNES = 30
PROCHES = 3


@dataclass(frozen=True)
class Ligne:
    """One search over a period, and the questions of the FAQ that are nearest to it today."""

    requete: str
    nombre: int
    sans_resultat: int
    inutiles: int
    proches: list[Match]


@dataclass(frozen=True)
class Palmares:
    """One list of searches; `critere` is the count that orders it."""

    titre: str
    conseil: str
    critere: str
    lignes: list[Ligne]


LISTES = (
    ("Sans résultat", "La FAQ n’a rien répondu.", "sans_resultat"),
    ("Réponse jugée inutile", "Après cette recherche, un lecteur a répondu « non ».", "inutiles"),
    ("Les plus fréquentes", "Ce que les lecteurs cherchent le plus.", "nombre"),
)


def palmares(jours: int) -> list[Palmares]:
    """The lists of the last days, today included, without what staff have dealt with."""
    debut = timezone.localdate() - timedelta(days=jours - 1)
    sommes = (
        RechercheNotee.objects.filter(jour__gte=debut)
        .a_traiter()
        .order_by()
        .values("requete")
        .annotate(total=Sum("nombre"), vaines=Sum("sans_resultat"), jugees=Sum("inutiles"))
    )
    ordre = {"sans_resultat": "vaines", "inutiles": "jugees", "nombre": "total"}
    return [
        Palmares(titre, conseil, critere, _lignes(sommes, ordre[critere]))
        for titre, conseil, critere in LISTES
    ]


def _lignes(sommes: Any, critere: str) -> list[Ligne]:
    retenues = sommes.filter(**{f"{critere}__gt": 0}).order_by(F(critere).desc(), "requete")
    faq = index()
    return [
        Ligne(
            requete=somme["requete"],
            # A vote may be all that was counted of a search.
            nombre=max(somme["total"], somme["jugees"]),
            sans_resultat=somme["vaines"],
            inutiles=somme["jugees"],
            proches=faq.nearest(somme["requete"], PROCHES),
        )
        for somme in retenues[:LIGNES]
    ]


@transaction.atomic
def ajouter_formulation(question: Question, requete: str, *, par: Any) -> bool:
    """Make a search one more way to ask this question, and class it. False when it was one."""
    verrouillee = Question.objects.select_for_update().get(pk=question.pk)
    connues = {fold(f) for f in (verrouillee.question, *verrouillee.formulations_liste)}
    classer(requete, RechercheClassee.Decision.TRAITEE, par=par)
    if fold(requete) in connues:
        return False
    verrouillee.formulations = "\n".join([*verrouillee.formulations_liste, requete])
    redaction.enregistrer(verrouillee, auteur=par, motif=f"Formulation cherchée : {requete}")
    return True


def classer(requete: str, decision: str, *, par: Any) -> RechercheClassee:
    """Take a search off the lists: until it is made again after today, or for good."""
    champs = {"decision": decision, "jour": timezone.localdate(), "par": par}
    return RechercheClassee.objects.update_or_create(requete=requete, defaults=champs)[0]
