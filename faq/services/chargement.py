"""Load the shipped rubriques, questions and synonyms; never over what staff have edited."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction

from faq.front_matter import Fiche, FichierIllisible, lire
from faq.models import Question, Rubrique, Synonyme
from faq.services import redaction

CONTENU = Path(__file__).resolve().parent.parent / "contenu"
CLES_RUBRIQUE = {"titre", "ordre"}
CLES_QUESTION = {
    "rubrique", "ordre", "question", "source", "source_url", "depend_de_l_instruction",
    "relue_le", "a_relire_le", "formulations",
}  # fmt: skip
MOTIF = "Texte livré avec l’application."
CREEE, MISE_A_JOUR, INCHANGEE, GARDEE = "créée", "mise à jour", "inchangée", "gardée"

Ligne = tuple[type[Rubrique | Question | Synonyme], dict[str, str], dict[str, Any]]


@transaction.atomic
def charger(dossier: Path = CONTENU) -> Counter[str]:
    """Load a folder: all of it, or nothing. Returns how many rows met each fate.

    « gardée » is a row that staff wrote or edited. Raises FichierIllisible.
    """
    return Counter(_charger(*ligne) for ligne in _lignes(dossier))


def _lignes(dossier: Path) -> Iterator[Ligne]:
    for chemin in sorted((dossier / "rubriques").glob("*.md")):
        fiche = lire(chemin, CLES_RUBRIQUE)
        champs = {
            "titre": fiche.champs["titre"],
            "ordre": int(fiche.champs["ordre"]),
            "introduction": fiche.corps,
        }
        yield Rubrique, {"slug": fiche.nom}, champs
    for chemin in sorted((dossier / "questions").glob("*.md")):
        fiche = lire(chemin, CLES_QUESTION)
        yield Question, {"slug": fiche.nom}, _champs_question(fiche)
    for terme, variantes, proximite in lire_synonymes(dossier / "synonymes.txt"):
        champs = {"variantes": "\n".join(variantes), "proximite": proximite}
        yield Synonyme, {"terme": terme}, champs


def _champs_question(fiche: Fiche) -> dict[str, Any]:
    champs = fiche.champs
    try:
        return {
            "rubrique": Rubrique.objects.get(slug=champs["rubrique"]),
            "ordre": int(champs["ordre"]),
            "question": champs["question"],
            "reponse": fiche.corps,
            "formulations": "\n".join(fiche.listes.get("formulations", [])),
            "source": champs.get("source", ""),
            "source_url": champs.get("source_url", ""),
            "depend_de_l_instruction": champs.get("depend_de_l_instruction") == "oui",
            "relue_le": date.fromisoformat(champs["relue_le"]),
            "a_relire_le": date.fromisoformat(champs["a_relire_le"]),
            "etat": Question.Etat.PUBLIEE,
        }
    except (KeyError, ValueError, Rubrique.DoesNotExist) as erreur:
        raise FichierIllisible(
            f"{fiche.nom}.md : en-tête incomplet ou faux ({erreur})."
        ) from erreur


def lire_synonymes(chemin: Path) -> Iterator[tuple[str, list[str], str]]:
    """Yield (term, variants, closeness): « = » parts words of one meaning, « ~ » close ones."""
    lus: set[str] = set()
    for numero, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), start=1):
        if not ligne.strip() or ligne.startswith("#"):
            continue
        signe = "~" if " ~ " in ligne else "="
        terme, *variantes = (morceau.strip() for morceau in ligne.split(f" {signe} "))
        if not variantes:
            raise FichierIllisible(f"{chemin.name}, ligne {numero} : aucune variante.")
        if terme in lus:
            raise FichierIllisible(f"{chemin.name}, ligne {numero} : « {terme} » a déjà sa ligne.")
        lus.add(terme)
        sens = Synonyme.Proximite
        yield terme, variantes, (sens.SENS_VOISIN if signe == "~" else sens.MEME_SENS)


def _charger(
    modele: type[Rubrique | Question | Synonyme], cle: dict[str, str], champs: dict[str, Any]
) -> str:
    """Create the row, or update it while it is still as we loaded it."""
    nouvelle = empreinte(champs)
    ligne = modele._default_manager.filter(**cle).first()
    if ligne is None:
        _ecrire(modele(**cle, **champs, empreinte_chargee=nouvelle))
        return CREEE
    if ligne.empreinte_chargee != empreinte({nom: getattr(ligne, nom) for nom in champs}):
        return GARDEE
    if ligne.empreinte_chargee == nouvelle:
        return INCHANGEE
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    ligne.empreinte_chargee = nouvelle
    _ecrire(ligne)
    return MISE_A_JOUR


def _ecrire(ligne: Rubrique | Question | Synonyme) -> None:
    if isinstance(ligne, Question):
        redaction.enregistrer(ligne, auteur=None, motif=MOTIF)
    else:
        ligne.save()


def empreinte(champs: dict[str, Any]) -> str:
    """A fingerprint of what was loaded: a row that no longer has it was edited by staff."""
    plats = {
        # A browser sends a text back with other line ends: that is not an edit.
        nom: valeur.pk if isinstance(valeur, models.Model) else "\n".join(str(valeur).splitlines())
        for nom, valeur in sorted(champs.items())
    }
    return hashlib.sha256(json.dumps(plats, ensure_ascii=False).encode()).hexdigest()
