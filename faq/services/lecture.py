"""From the texts of files to rows, checked as the admin would; every defect is told by its line."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from faq.doublons import plier
from faq.fichiers import archives, front_matter, synonymes
from faq.fichiers.front_matter import Defaut, Fiche, FichierIllisible
from faq.interdits import interdits
from faq.models import Question, Rubrique, Synonyme
from faq.services.fiches import GENRES, Genre, Ligne
from faq.services.variables import inconnues_par_ligne

OUI_NON = {"oui": True, "non": False}


def lire_tout(textes: Mapping[str, str]) -> list[Ligne]:
    """The rows of these files, rubriques first. Raises FichierIllisible, with every defect."""
    defauts: list[Defaut] = []
    lignes = [
        lire(chemin, texte, genre, defauts)
        for genre in GENRES
        for chemin, texte in sorted(textes.items())
        if chemin.startswith(f"{genre.dossier}/")
    ]
    lignes += _lire_synonymes(textes.get(archives.SYNONYMES, ""), defauts)
    defauts += [*_rubriques_inconnues(lignes), *_questions_en_double(lignes)]
    if defauts:
        raise FichierIllisible(sorted(defauts, key=lambda d: (d.fichier, d.ligne)))
    return lignes


def lire(chemin: str, texte: str, genre: Genre, defauts: list[Defaut]) -> Ligne:
    """One file as a row; its defects are added to the list, and their fields left out."""
    liste = (genre.liste,) if genre.liste else ()
    fiche, vus = front_matter.lire(
        chemin, texte, cles=(*genre.champs, genre.corps), listes=liste
    )  # fmt: skip
    slug = PurePosixPath(chemin).stem
    ligne = Ligne(genre.modele, {"slug": slug}, {}, chemin, fiche.lignes)
    defauts += vus
    if vus and not fiche.lignes:
        return ligne
    ligne.champs[genre.corps] = fiche.champs.get(genre.corps) or fiche.corps
    if liste:
        elements = (element.strip() for element in fiche.listes.get(genre.liste, []))
        ligne.champs[genre.liste] = "\n".join(element for element in elements if element)
    for nom in genre.champs:
        try:
            ligne.champs[nom] = _en_valeur(genre, nom, fiche.champs.get(nom, ""))
        except ValueError as erreur:
            defauts.append(Defaut(chemin, fiche.lignes.get(nom, 1), str(erreur)))
    sans_lien = {nom: valeur for nom, valeur in ligne.champs.items() if nom != "rubrique"}
    defauts += _verifier(chemin, fiche, genre, genre.modele(slug=slug, **sans_lien))
    return ligne


def _en_valeur(genre: Genre, nom: str, texte: str) -> Any:
    """The value of a field. Raises ValueError with a French sentence."""
    champ: models.Field[Any, Any] = getattr(genre.modele, nom).field
    if not texte:
        if nom in genre.obligatoires:
            raise ValueError(f"« {nom} » manque dans l’en-tête.")
        return genre.sans_le_dire.get(nom, champ.get_default())
    if isinstance(champ, models.DateField):
        return _date(champ, texte)
    if isinstance(champ, models.BooleanField):
        if texte not in OUI_NON:
            raise ValueError(f"« {nom} » vaut « oui » ou « non », pas « {texte} ».")
        return OUI_NON[texte]
    if isinstance(champ, models.IntegerField):
        if not (texte.isascii() and texte.isdecimal()):
            raise ValueError(f"« {nom} » est un nombre entier, pas « {texte} ».")
        return int(texte)
    return texte


def _date(champ: models.DateField, texte: str) -> date:
    """A date; a date and time where the field wants one, those of Paris without an offset."""
    horodatee = isinstance(champ, models.DateTimeField)
    try:
        if not horodatee:
            return date.fromisoformat(texte)
        lue = datetime.fromisoformat(texte)
    except ValueError:
        exemple = "2026-12-31 08:00" if horodatee else "2026-12-31"
        raise ValueError(f"« {texte} » n’est pas une date : écrivez-la ainsi, {exemple}.") from None
    return lue if timezone.is_aware(lue) else timezone.make_aware(lue)


def _verifier(
    chemin: str, fiche: Fiche, genre: Genre, ligne: Rubrique | Question
) -> Iterator[Defaut]:
    """What the model itself would refuse, where the file says it."""
    numeros = {genre.corps: fiche.ligne_du_corps} | fiche.lignes
    dans_le_corps = genre.corps not in fiche.lignes
    if fiche.corps and not dans_le_corps:
        phrase = f"« {genre.corps} » est aussi écrite sous l’en-tête : gardez l’une des deux."
        yield Defaut(chemin, numeros[genre.corps], phrase)
    vus = []
    if isinstance(ligne, Question):
        vus = [*interdits(ligne.reponse), *inconnues_par_ligne(ligne.reponse)]
    for place, phrase in vus:
        yield Defaut(chemin, numeros[genre.corps] + (place if dans_le_corps else 0), phrase)
    if isinstance(ligne, Question) and ligne.etat == ligne.Etat.PUBLIEE and not ligne.reponse:
        yield Defaut(chemin, 1, "une question publiée a une réponse : écrivez-la sous l’en-tête.")
    # Told above, each by its own line.
    deja_dites = {phrase for _, phrase in vus}
    for nom, phrases in _refus(ligne).items():
        prefixe = "le nom du fichier fait l’adresse de la page : " if nom == "slug" else ""
        for phrase in phrases:
            if phrase not in deja_dites:
                yield Defaut(chemin, numeros.get(nom, 1), f"{prefixe}{phrase}")


def _refus(ligne: Rubrique | Question) -> dict[str, list[str]]:
    """The sentences of the model, by field; a missing field has been told already."""
    refus: dict[str, list[str]] = {}
    absents = {f.name for f in ligne._meta.fields if not f.blank and not getattr(ligne, f.attname)}
    try:
        ligne.clean_fields(exclude={"rubrique", *absents})
    except ValidationError as erreur:
        refus |= erreur.message_dict
    try:
        ligne.clean()
    except ValidationError as erreur:
        refus |= erreur.message_dict
    return refus


def _lire_synonymes(texte: str, defauts: list[Defaut]) -> Iterator[Ligne]:
    groupes, vus = synonymes.lire(archives.SYNONYMES, texte)
    defauts += vus
    for groupe in groupes:
        champs = {"variantes": "\n".join(groupe.variantes), "proximite": groupe.proximite}
        ligne = Synonyme(terme=groupe.terme, **champs)
        try:
            ligne.clean_fields()
            ligne.clean()
        except ValidationError as erreur:
            defauts += [
                Defaut(archives.SYNONYMES, groupe.numero, phrase) for phrase in erreur.messages
            ]
        yield Ligne(Synonyme, {"terme": groupe.terme}, champs, archives.SYNONYMES)


def _rubriques_inconnues(lignes: list[Ligne]) -> Iterator[Defaut]:
    connues = set(Rubrique.objects.values_list("slug", flat=True))
    connues |= {ligne.cle["slug"] for ligne in lignes if ligne.modele is Rubrique}
    for ligne in lignes:
        rubrique = ligne.champs.get("rubrique")
        if rubrique and rubrique not in connues:
            phrase = f"la rubrique « {rubrique} » n’existe pas."
            yield Defaut(ligne.fichier, ligne.numeros["rubrique"], phrase)


def _questions_en_double(lignes: list[Ligne]) -> Iterator[Defaut]:
    premieres: dict[str, Ligne] = {}
    for ligne in lignes:
        if question := ligne.champs.get("question", ""):
            premiere = premieres.setdefault(plier(question), ligne)
            if premiere is not ligne:
                phrase = f"« {question} » est déjà la question de « {premiere.fichier} »."
                yield Defaut(ligne.fichier, ligne.numeros["question"], phrase)
