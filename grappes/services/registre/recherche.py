"""Find an organisme in the register, from what its director types."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When

from grappes.finess.numero import NumeroInvalide, lire_finess, lire_siren
from grappes.finess.repli import mots
from grappes.models import Etablissement, OrganismeGestionnaire

LIMITE = 20
# More words narrow nothing, and each costs a look at every row.
MOTS_LUS = 6


@dataclass(frozen=True)
class Trouvaille:
    """One organisme, how many open ESMS it has, and the establishments that matched for it.

    `etablissements_trouves` is empty when the organisme's own name, town or number matched.
    """

    organisme: OrganismeGestionnaire
    esms_ouverts: int
    etablissements_trouves: tuple[Etablissement, ...]


def rechercher(saisie: str, limite: int = LIMITE) -> list[Trouvaille]:
    """Find organismes by FINESS (theirs or an establishment's), SIREN, name or town, best first.

    Words begin words of the organisme's name and town or of an open establishment's, in any
    order, accents and case apart. A number finds what is closed too: whoever types it learns what
    became of it. Organismes without any open ESMS come last. Nothing typed, nothing found.
    """
    trouves, etablissements = _par_numero(saisie)
    termes = mots(saisie)[:MOTS_LUS]
    if not trouves and termes:
        trouves = _par_nom(termes, limite)
        if len(trouves) < limite:
            par_etablissement = _par_etablissement(termes, limite, sauf=trouves)
            etablissements = _ouverts_avec(termes).filter(organisme__in=par_etablissement)
            trouves += par_etablissement
    return _presenter(trouves[:limite], etablissements)


def _par_numero(saisie: str) -> tuple[list[int], QuerySet[Etablissement]]:
    """Keys of organismes, with the establishments that led to them.

    Nothing in a number of nine digits tells FINESS from SIREN: it is looked for as each.
    """
    aucun = Etablissement.objects.none()
    try:
        finess = lire_finess(saisie).valeur
    except NumeroInvalide:
        finess = ""
    try:
        siren = lire_siren(saisie).valeur
    except NumeroInvalide:
        siren = ""
    if not finess and not siren:
        return [], aucun
    condition = Q(finess_juridique=finess) if finess else Q()
    condition |= Q(siren=siren) if siren else Q()
    trouves = list(OrganismeGestionnaire.objects.filter(condition).values_list("pk", flat=True))
    etablissements = Etablissement.objects.filter(finess_geographique=finess).exclude(
        organisme__in=trouves
    )
    return [*trouves, *etablissements.values_list("organisme_id", flat=True)], etablissements


def _par_nom(termes: list[str], limite: int) -> list[int]:
    """Keys of open organismes whose own name and town hold every word."""
    esms = Etablissement.objects.ouverts().medico_sociaux().filter(organisme=OuterRef("pk"))
    trouves = (
        OrganismeGestionnaire.objects.ouverts()
        .filter(*(_debut_de_mot("recherche", terme) for terme in termes))
        .annotate(a_des_esms=Exists(esms), rang=_rang("recherche", termes))
        .order_by("-a_des_esms", "rang", "recherche", "pk")
    )
    return list(trouves.values_list("pk", flat=True)[:limite])


def _par_etablissement(termes: list[str], limite: int, sauf: list[int]) -> list[int]:
    """Keys of organismes that one open establishment, with its organisme, holds every word of."""
    trouves = (
        _ouverts_avec(termes)
        .exclude(organisme__in=sauf)
        .values("organisme_id")
        .annotate(
            esms=Count("pk", filter=Q(categorie__l312_1=True)),
            rang=Min(_rang("recherche", termes)),
        )
        .order_by("rang", "-esms", "organisme_id")
    )
    return [ligne["organisme_id"] for ligne in trouves[: limite - len(sauf)]]


def _ouverts_avec(termes: list[str]) -> QuerySet[Etablissement]:
    return Etablissement.objects.ouverts().filter(
        *(
            _debut_de_mot("recherche", terme) | _debut_de_mot("organisme__recherche", terme)
            for terme in termes
        )
    )


def _debut_de_mot(champ: str, terme: str) -> Q:
    """The start of a word, not any part: « ime » is no « maritime »."""
    return Q(**{f"{champ}__startswith": terme}) | Q(**{f"{champ}__contains": f" {terme}"})


def _rang(champ: str, termes: list[str]) -> Case:
    """What starts as it was typed comes before what only holds the words."""
    return Case(When(**{f"{champ}__startswith": " ".join(termes)}, then=Value(0)), default=Value(1))


def _presenter(trouves: list[int], etablissements: QuerySet[Etablissement]) -> list[Trouvaille]:
    organismes = OrganismeGestionnaire.objects.select_related("departement").annotate(
        esms_ouverts=Count(
            "etablissements",
            filter=Q(etablissements__ferme_le=None, etablissements__categorie__l312_1=True),
        )
    )
    par_cle = organismes.in_bulk(trouves)
    par_organisme: dict[int, list[Etablissement]] = {cle: [] for cle in trouves}
    for etablissement in etablissements.select_related("categorie").order_by("recherche", "pk"):
        par_organisme[etablissement.organisme_id].append(etablissement)
    return [
        Trouvaille(par_cle[cle], par_cle[cle].esms_ouverts, tuple(par_organisme[cle]))
        for cle in par_organisme
    ]
