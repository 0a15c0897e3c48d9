"""What a submission owes, said once: for the guard, the progress list and the review."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from grappes.models import Candidature, EtablissementDeclare


class Etape(TextChoices):
    """The steps of the form, in their order."""

    CONTACT = "contact", "Vous"
    ORGANISME = "organisme", "Votre organisme"
    ETABLISSEMENTS = "etablissements", "Vos établissements"
    PROJET = "projet", "Votre projet"
    BESOINS = "besoins", "Vos besoins"
    VERIFICATION = "verification", "Vérification"


@dataclass(frozen=True)
class Manque:
    """One thing that is missing: where to give it, and the sentence that asks for it."""

    etape: Etape
    champ: str  # the form's field, to link to it
    phrase: str
    ligne: int | None = None  # key of the first establishment concerned


def manques(candidature: Candidature) -> list[Manque]:
    """What is missing, in the order of the form."""
    return [
        *_du_contact(candidature),
        *_des_etablissements(candidature),
        *_du_projet(candidature),
        *_de_la_notice(candidature),
    ]


def saisies_en_attente(candidature: Candidature) -> list[Manque]:
    """What was typed and does not validate must be mended: columns hold older answers."""
    return [
        Manque(Etape(etape), "", f"Corrigez vos réponses à l’étape « {Etape(etape).label} ».")
        for etape in Etape.values
        if candidature.saisie.get(etape)
    ]


def _du_contact(candidature: Candidature) -> list[Manque]:
    if candidature.titulaire:
        return []
    return [Manque(Etape.CONTACT, "nom", "Indiquez une personne à contacter.")]


def _des_etablissements(candidature: Candidature) -> list[Manque]:
    if candidature.organisme_id is None:
        return [Manque(Etape.ORGANISME, "q", "Indiquez votre organisme gestionnaire.")]
    lignes = [ligne for ligne in candidature.lignes.all() if ligne.retenue]
    if not lignes:
        return [Manque(Etape.ETABLISSEMENTS, "", "Retenez au moins un établissement.")]
    return [
        *_par_ligne(
            "personnes_accompagnees",
            "Indiquez le nombre de personnes accompagnées",
            (ligne for ligne in lignes if ligne.personnes_accompagnees is None),
        ),
        *_par_ligne(
            "type_projet",
            "Indiquez le type de projet",
            (ligne for ligne in lignes if not ligne.type_projet),
        ),
    ]


def est_decrite(ligne: EtablissementDeclare) -> bool:
    """Whether a line says what its submission owes."""
    return ligne.personnes_accompagnees is not None and bool(ligne.type_projet)


def _par_ligne(champ: str, phrase: str, lignes: Iterable[EtablissementDeclare]) -> Iterable[Manque]:
    """One sentence for all the establishments that lack the same thing."""
    if not (concernees := list(lignes)):
        return
    autres = len(concernees) - 1
    suite = f" et de {autres} autre{'s' if autres > 1 else ''} établissement" if autres else ""
    suite += "s" if autres > 1 else ""
    premiere = concernees[0]
    yield Manque(Etape.ETABLISSEMENTS, champ, f"{phrase} de {premiere.nom}{suite}.", premiere.pk)


def _du_projet(candidature: Candidature) -> Iterable[Manque]:
    etape = Etape.PROJET
    if candidature.nombre_esms_national is None:
        yield Manque(
            etape, "nombre_esms_national", "Indiquez le nombre total d’ESMS de votre organisme."
        )
    if not (candidature.dui_de_la_grappe or candidature.dui_acceptes.exists()):
        yield Manque(etape, "dui_acceptes", "Indiquez les logiciels que vous accepteriez.")
    if not candidature.portage:
        yield Manque(etape, "portage", "Dites si vous pourriez porter la grappe.")


def _de_la_notice(candidature: Candidature) -> Iterable[Manque]:
    if not candidature.notice_lue_le:
        yield Manque(
            Etape.VERIFICATION, "notice", "Prenez connaissance de la notice sur vos données."
        )
