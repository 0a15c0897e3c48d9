"""Official lists: read, reported line by line, confirmed, withdrawn; every file is judged again."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.finess.listes import LigneLue, lire_liste
from grappes.finess.repli import replier
from grappes.models import (
    Campagne,
    Dui,
    Etablissement,
    EtablissementDeclare,
    LigneListe,
    ListeOfficielle,
    OrganismeGestionnaire,
    User,
)
from grappes.services.dossiers.jugements import rejuger_vivantes

Etat = LigneListe.Etat
Sons = EtablissementDeclare.Sons
# What one statement takes on either database.
LOT = 500
VAGUES = {"1": Sons.VAGUE_1.value, "2": Sons.VAGUE_2.value}


def preparer(liste: ListeOfficielle, contenu: bytes, *, par: User) -> ListeOfficielle:
    """Read a file into a list that waits to be confirmed: until then it counts for nothing.

    Raises `finess.extrait.ExtraitRefuse`, and writes nothing, if the file has a fault.
    """
    liste.importee_par = par
    lignes = list(_rapporter(liste, lire_liste(liste.fichier, contenu)))
    # Read before the transaction: on SQLite nobody else could write meanwhile.
    with transaction.atomic():
        liste.save()
        LigneListe.objects.bulk_create(lignes, batch_size=LOT)
    return liste


def _rapporter(liste: ListeOfficielle, lues: list[LigneLue]) -> Iterator[LigneListe]:
    """Say of each line what becomes of it."""
    numeros = [lue.finess for lue in lues if lue.finess]
    au_registre = set(_presents(Etablissement, "finess_geographique", numeros))
    gestionnaires = set(
        _presents(
            OrganismeGestionnaire,
            "finess_juridique",
            [numero for numero in numeros if numero not in au_registre],
        )
    )
    connues = _deja_connues(liste)
    reconnaitre = _logiciels()
    for lue in lues:
        ligne = _ligne(liste, lue, reconnaitre)
        if not lue.finess:
            ligne.etat = Etat.IGNOREE
        elif lue.finess in gestionnaires:
            ligne.etat, ligne.finess = Etat.IGNOREE, ""
            ligne.avis = f"{lue.finess} est le FINESS juridique d’un organisme, pas d’un ESMS"
        elif _cle(ligne) in connues:
            ligne.etat = Etat.DEJA_CONNUE
            ligne.avis = f"Déjà dans « {connues[_cle(ligne)]} »"
        elif lue.finess not in au_registre:
            ligne.etat = Etat.INCONNUE
        yield ligne


def _ligne(liste: ListeOfficielle, lue: LigneLue, logiciels: dict[str, Dui]) -> LigneListe:
    dui = logiciels.get(replier(lue.logiciel)) or logiciels.get(replier(lue.editeur))
    return LigneListe(
        liste=liste,
        ligne=lue.ligne,
        finess=lue.finess,
        etat=Etat.IMPORTEE,
        avis=lue.avis[:255],
        nom=lue.nom,
        annee=lue.annee,
        projet=lue.projet,
        porteur=lue.porteur,
        logiciel=lue.logiciel or lue.editeur,
        dui=dui,
        vague=VAGUES.get(lue.vague, ""),
        date=lue.date,
    )


def _presents(
    modele: type[Etablissement] | type[OrganismeGestionnaire], champ: str, numeros: list[str]
) -> Iterable[str]:
    """Which of these numbers the register holds, read by bounded statements."""
    for debut in range(0, len(numeros), LOT):
        lot = {f"{champ}__in": numeros[debut : debut + LOT]}
        yield from modele.objects.filter(**lot).values_list(champ, flat=True)


def _cle(ligne: LigneListe) -> tuple[str, int | None, str]:
    """What makes two lines say the same thing."""
    return ligne.finess, ligne.annee, replier(ligne.logiciel)


def _deja_connues(liste: ListeOfficielle) -> dict[tuple[str, int | None, str], str]:
    """What the lists of this kind that count hold already, with the name of the list."""
    lignes = LigneListe.objects.filter(
        liste__in=ListeOfficielle.objects.actives().filter(genre=liste.genre)
    ).exclude(etat=Etat.IGNOREE)
    return {_cle(ligne): ligne.liste.nom for ligne in lignes.select_related("liste")}


def _logiciels() -> dict[str, Dui]:
    """Our software by folded name, and by editor where one editor has a single one."""
    duis = list(Dui.objects.all())
    editeurs = [replier(dui.editeur) for dui in duis]
    seuls = {e: dui for e, dui in zip(editeurs, duis, strict=True) if e and editeurs.count(e) == 1}
    return seuls | {replier(dui.nom): dui for dui in duis}


@transaction.atomic
def confirmer(liste: ListeOfficielle) -> int:
    """From now on the list counts: judge every file again; return how many judgments changed."""
    en_attente = ListeOfficielle.objects.filter(pk=liste.pk, confirmee_le=None)
    if not en_attente.update(confirmee_le=timezone.now()):
        raise ErreurMetier("Cette liste a déjà été confirmée.")
    return _rejuger_partout()


@transaction.atomic
def abandonner(liste: ListeOfficielle) -> None:
    """Forget a list that was never confirmed."""
    abandonnees = ListeOfficielle.objects.filter(pk=liste.pk, confirmee_le=None)
    if not abandonnees.exists():
        raise ErreurMetier("Cette liste a été confirmée : retirez-la plutôt.")
    abandonnees.delete()


@transaction.atomic
def retirer(liste: ListeOfficielle, *, par: User, motif: str) -> int:
    """The list no longer counts, and stays to be read; return how many judgments changed."""
    if not motif.strip():
        raise ErreurMetier("Indiquez pourquoi cette liste est retirée.")
    en_vigueur = ListeOfficielle.objects.actives().filter(pk=liste.pk)
    if not en_vigueur.update(
        retiree_le=timezone.now(), retiree_par=par, retrait_motif=motif.strip()
    ):
        retiree = ListeOfficielle.objects.filter(pk=liste.pk).exclude(retiree_le=None).first()
        auteur = f" : {retiree.retiree_par} l’a retirée" if retiree else ""
        raise ErreurMetier(f"Cette liste n’est pas en vigueur{auteur}.")
    return _rejuger_partout()


def _rejuger_partout() -> int:
    return sum(rejuger_vivantes(campagne) for campagne in Campagne.objects.en_course())


def bilan(liste: ListeOfficielle) -> list[tuple[str, str, int]]:
    """Each fate (value, label) with how many lines had it; those that befell none are left out."""
    nombres = dict(liste.lignes.order_by().values_list("etat").annotate(Count("pk")))
    return [(etat.value, etat.label, nombres[etat.value]) for etat in Etat if etat.value in nombres]
