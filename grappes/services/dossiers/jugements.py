"""The one way in which lines are judged: read in chunks, written by groups of one judgment.

A file, a whole campagne or a preview take the same few statements; what staff decided themselves
is never judged.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from grappes.models import (
    Campagne,
    Candidature,
    EtablissementDeclare,
    LigneListe,
    ListeOfficielle,
    Reglement,
)
from grappes.regles.eligibilite import Cadre, Inscriptions, Jugement, juger

# Lines read, or written, at a time: SQLite took 999 parameters at most in one statement for long.
LOT = 500
Lignes = QuerySet[EtablissementDeclare]


@transaction.atomic
def rejuger(candidatures: QuerySet[Candidature], campagne: Campagne) -> int:
    """Judge the lines of these files of a campagne; return how many judgments changed."""
    tenir_les_regles(campagne)
    reglement = Campagne.objects.get(pk=campagne.pk).reglement
    if reglement is None:
        return 0
    lignes = EtablissementDeclare.objects.filter(candidature__in=candidatures)
    changes: dict[Jugement, list[int]] = defaultdict(list)
    for ligne, jugement in changements(lignes, cadre(reglement, lignes)):
        changes[jugement].append(ligne.pk)
    ecrire(changes)
    return sum(len(cles) for cles in changes.values())


def tenir_les_regles(campagne: Campagne) -> None:
    """One judge at a time: two that read before the other wrote would leave lines half judged.

    Held by every version of the règlement, in the order of their keys, until the transaction ends.
    """
    versions = Reglement.objects.select_for_update(no_key=True).filter(campagne=campagne)
    list(versions.order_by("pk").values_list("pk", flat=True))


def rejuger_vivantes(campagne: Campagne) -> int:
    """Judge every file of a campagne that is still in the race."""
    return rejuger(Candidature.objects.vivantes().filter(campagne=campagne), campagne)


def cadre(
    reglement: Reglement,
    lignes: Lignes,
    *,
    avec: ListeOfficielle | None = None,
    sans: ListeOfficielle | None = None,
) -> Cadre:
    """What these lines are judged by; `avec` counts a list that waits, `sans` leaves one out."""
    return Cadre(
        reglement,
        frozenset(reglement.categories.values_list("pk", flat=True)),
        inscriptions(lignes, avec=avec, sans=sans),
    )


def inscriptions(
    lignes: Lignes, *, avec: ListeOfficielle | None = None, sans: ListeOfficielle | None = None
) -> Inscriptions:
    """The lines of official lists that count, by the FINESS of these declared lines."""
    listes = ListeOfficielle.objects.actives()
    if avec is not None:
        listes = listes | ListeOfficielle.objects.filter(pk=avec.pk)
    if sans is not None:
        listes = listes.exclude(pk=sans.pk)
    trouvees = (
        LigneListe.objects.filter(liste__in=listes, finess__in=lignes.order_by().values("finess"))
        .exclude(etat=LigneListe.Etat.IGNOREE)
        .select_related("liste")
        .order_by("liste__date", "liste_id", "ligne")
    )
    par_finess: dict[str, list[LigneListe]] = defaultdict(list)
    for trouvee in trouvees:
        par_finess[trouvee.finess].append(trouvee)
    return par_finess


def changements(lignes: Lignes, selon: Cadre) -> Iterator[tuple[EtablissementDeclare, Jugement]]:
    """Each line whose judgment would change, with its new one; nothing is written."""
    a_juger = lignes.filter(verdict_par=None).select_related(
        "etablissement__categorie", "candidature"
    )
    for ligne in a_juger.iterator(chunk_size=LOT):
        jugement = juger(ligne, selon)
        if jugement != Jugement(
            EtablissementDeclare.Verdict(ligne.verdict), ligne.verdict_regle, ligne.verdict_source
        ):
            yield ligne, jugement


def ecrire(jugements: Mapping[Jugement, list[int]]) -> None:
    """Write what the rules said of lines, given by their keys.

    A decision that staff took since the lines were read stands: the UPDATE leaves it alone.
    """
    for jugement, cles in jugements.items():
        for debut in range(0, len(cles), LOT):
            lignes = EtablissementDeclare.objects.filter(pk__in=cles[debut : debut + LOT])
            lignes.filter(verdict_par=None).update(
                verdict=jugement.verdict,
                verdict_regle=jugement.regle,
                verdict_source=jugement.source,
                verdict_le=timezone.now(),
            )
