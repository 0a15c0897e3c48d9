"""Put the rows of files in the database: all of them or none, and never over what staff wrote.

Two ways in, one rule. `charger` follows the files that ship with the site, deployment after
deployment, for as long as nobody edits their rows. `importer` brings the files of a Collectif: its
rows are staff's own, and what would be overwritten is named first.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from faq.doublons import plier
from faq.fichiers import archives
from faq.models import Question, Rubrique, Synonyme
from faq.services import redaction
from faq.services.fiches import Ligne
from faq.services.lecture import lire_tout

CONTENU = Path(__file__).resolve().parent.parent / "contenu"
CREEE, MISE_A_JOUR, INCHANGEE, GARDEE = "créée", "mise à jour", "inchangée", "gardée"
REMPLACEE, EN_DOUBLE = "remplacée", "en double"


@dataclass(frozen=True)
class Source:
    """Where rows come from: why, who brings them, and whether they follow their files since."""

    motif: str
    suivre: bool = False
    auteur: AbstractBaseUser | None = None

    def ecrire(self, ligne: Rubrique | Question | Synonyme) -> None:
        if isinstance(ligne, Question):
            redaction.enregistrer(ligne, auteur=self.auteur, motif=self.motif)
        else:
            ligne.save()


LIVREE = Source("Texte livré avec l’application.", suivre=True)


class FaqChangee(Exception):
    """The rows changed since they were shown; its text is a French sentence for the staff."""


@dataclass(frozen=True)
class Rangee:
    """What became of one row, and the row that was there: for a double, the same question."""

    ligne: Ligne
    sort: str
    existante: Rubrique | Question | Synonyme | None = None
    actuelle: str = ""


def charger(chemin: Path = CONTENU) -> Counter[str]:
    """Load a folder or a zip: all of it, or nothing. Returns how many rows met each fate.

    « gardée » is a row that staff wrote or edited, « en double » a question that they ask already
    at another address. Raises FichierIllisible.
    """
    lignes = lire_tout(archives.lire(chemin))
    with transaction.atomic():
        return Counter(rangee.sort for rangee in _ranger(lignes, LIVREE))


def importer(
    textes: Mapping[str, str],
    *,
    auteur: AbstractBaseUser | None = None,
    remplacer: Collection[str] = (),
    essai: bool = False,
) -> list[Rangee]:
    """Bring the files of a Collectif; `remplacer` names the rows of staff that may be overwritten.

    An `essai` does it all, then undoes it: it tells exactly what would happen. Raises
    FichierIllisible.
    """
    lignes = lire_tout(textes)
    with transaction.atomic():
        rangees = _ranger(lignes, Source("Importée d’un fichier.", auteur=auteur), remplacer)
        transaction.set_rollback(essai)
    return rangees


def confirmer(
    textes: Mapping[str, str],
    *,
    vu: str,
    auteur: AbstractBaseUser | None = None,
    remplacer: Collection[str] = (),
    tout: bool = False,
) -> list[Rangee]:
    """Import what a trial has shown, `vu` being its `apercu`; `tout` replaces every kept row.

    Raises FaqChangee, and FichierIllisible: nothing has changed.
    """
    with transaction.atomic():
        montrees = importer(textes, essai=True)
        if apercu(montrees) != vu:
            raise FaqChangee("La FAQ a changé pendant votre lecture : voici ce qui se passerait.")
        noms = [rangee.ligne.nom for rangee in montrees] if tout else remplacer
        return importer(textes, auteur=auteur, remplacer=noms)


def apercu(rangees: list[Rangee]) -> str:
    """A stamp of what a trial tells: it differs once one of these rows has changed."""
    vus = [(rangee.ligne.nom, rangee.sort, rangee.actuelle) for rangee in rangees]
    return hashlib.sha256(json.dumps(vus).encode()).hexdigest()


def _ranger(lignes: list[Ligne], source: Source, remplacer: Collection[str] = ()) -> list[Rangee]:
    """Write each row, or leave it; in the order of the files."""
    posees = {
        plier(texte): slug for slug, texte in Question.objects.values_list("slug", "question")
    }
    rangees: dict[str, Rangee] = {}
    restent, avance = lignes, True
    # What a row leaves, another may take: a double is one once nothing moves any more.
    while avance:
        doubles = []
        for ligne in restent:
            if _double(ligne, posees):
                doubles.append(ligne)
                continue
            rangees[ligne.nom] = _placer(ligne, source, remplacer=ligne.nom in remplacer)
            _retenir(rangees[ligne.nom], posees)
        restent, avance = doubles, len(doubles) < len(restent)
    for ligne in restent:
        deja = Question.objects.get(slug=_double(ligne, posees))
        rangees[ligne.nom] = Rangee(ligne, EN_DOUBLE, deja)
    return [rangees[ligne.nom] for ligne in lignes]


def _double(ligne: Ligne, posees: Mapping[str, str]) -> str:
    """The other address where this question is asked already."""
    if ligne.modele is not Question:
        return ""
    deja = posees.get(plier(ligne.champs["question"]), "")
    return deja if deja != ligne.cle["slug"] else ""


def _retenir(rangee: Rangee, posees: dict[str, str]) -> None:
    """A question that was written is asked in its new words, and in its former ones no more."""
    if rangee.ligne.modele is not Question or rangee.sort in (GARDEE, INCHANGEE):
        return
    slug = rangee.ligne.cle["slug"]
    for texte in [texte for texte, porteur in posees.items() if porteur == slug]:
        del posees[texte]
    posees[plier(rangee.ligne.champs["question"])] = slug


def _placer(ligne: Ligne, source: Source, *, remplacer: bool) -> Rangee:
    """Create the row, or update it while it is still as we loaded it, or when told to."""
    champs = dict(ligne.champs)
    if ligne.modele is Question:
        champs["rubrique"] = Rubrique.objects.get(slug=champs["rubrique"])
    nouvelle = empreinte(champs)
    existante = ligne.modele._default_manager.filter(**ligne.cle).first()
    if existante is None:
        chargee = nouvelle if source.suivre else ""
        source.ecrire(ligne.modele(**ligne.cle, **champs, empreinte_chargee=chargee))
        return Rangee(ligne, CREEE)
    actuelle = empreinte({nom: getattr(existante, nom) for nom in champs})
    if actuelle == nouvelle:
        return Rangee(ligne, INCHANGEE, existante, actuelle)
    intacte = existante.empreinte_chargee == actuelle
    if not (intacte or remplacer):
        return Rangee(ligne, GARDEE, existante, actuelle)
    for nom, valeur in champs.items():
        setattr(existante, nom, valeur)
    # An imported row is an edit of staff's: the next deployment leaves it alone.
    existante.empreinte_chargee = nouvelle if source.suivre else existante.empreinte_chargee
    source.ecrire(existante)
    return Rangee(ligne, MISE_A_JOUR if intacte else REMPLACEE, existante, actuelle)


def empreinte(champs: Mapping[str, Any]) -> str:
    """A fingerprint of what was loaded: a row that no longer has it was edited by staff."""
    plats = {
        # A browser sends a text back with other line ends: that is not an edit.
        nom: valeur.pk if isinstance(valeur, models.Model) else "\n".join(str(valeur).splitlines())
        for nom, valeur in sorted(champs.items())
        # What came after the first files were loaded, and is not set, does not count.
        if valeur is not None
    }
    return hashlib.sha256(json.dumps(plats, ensure_ascii=False).encode()).hexdigest()
