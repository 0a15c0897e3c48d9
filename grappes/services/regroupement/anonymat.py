"""What a card may tell of members that nobody named: the register is public, and readers count.

A card tells a trait only when enough organismes of the register share it. What a reader knows of
their own organisme is no secret to them.
"""

from collections.abc import Collection

from django.db.models import Count, QuerySet

from grappes.models import Departement, Etablissement, Region, Secteur

# A trait shared by fewer organismes than this could tell who they are.
ANONYMAT = 5
# Where subtracting would give the exact size of a member, the card rounds to this many ESMS.
PAS_ESMS = 5


def departements_dicibles(
    trouves: Collection[Departement], siens: Collection[Departement]
) -> list[str]:
    """The names of the départements, the rare ones told as « un autre département »."""
    nombres = _organismes_par("departement", trouves)
    dicibles = [d for d in trouves if d in siens or nombres.get(d.pk, 0) >= ANONYMAT]
    reste = ["un autre département"] if len(dicibles) < len(trouves) else []
    return [str(departement) for departement in dicibles] + reste


def secteurs_dicibles(trouves: Collection[Secteur], siens: Collection[Secteur]) -> list[str]:
    """The names of the sectors, the rare ones told as « un autre secteur »."""
    nombres = _organismes_par("categorie__secteur", trouves)
    dicibles = [s for s in trouves if s in siens or nombres.get(s.pk, 0) >= ANONYMAT]
    reste = ["un autre secteur"] if len(dicibles) < len(trouves) else []
    return [secteur.nom for secteur in dicibles] + reste


def _organismes_par(champ: str, valeurs: Collection[Departement | Secteur]) -> dict[object, int]:
    """How many organismes of the register have an open ESMS there: {key: organismes}."""
    ouverts = Etablissement.objects.ouverts().filter(**{f"{champ}__in": list(valeurs)})
    return dict(ouverts.order_by().values_list(champ).annotate(n=Count("organisme", distinct=True)))


def taille_dicible(esms: int, organismes: int, *, arrondie: bool = False) -> str:
    """The number of ESMS, rounded when subtracting would tell the size of one other member.

    There is only one other, or somebody came or left since an exact number was told.
    """
    if organismes < 2 or (organismes > 2 and not arrondie):
        return str(esms)
    bas = esms - esms % PAS_ESMS
    if bas == 0:
        return f"moins de {PAS_ESMS}"
    return f"entre {bas} et {bas + PAS_ESMS - 1}"


def profil_dicible(
    taille: str, au_moins: int | None, secteur: Secteur | None, departements: list[Departement],
    region: Region,
) -> str:  # fmt: skip
    """One organisme described as closely as the register allows: size, main sector, places.

    `au_moins` is the number of ESMS that its size tells, None when it tells none.
    """
    for dit_taille, dit_secteur, dits in (
        (taille, secteur, departements),
        (taille, secteur, []),
        ("", secteur, departements),
        ("", secteur, []),
        ("", None, []),
    ):
        lieux = [d.pk for d in dits]
        minimum = au_moins if dit_taille else None
        if _semblables(region, minimum, dit_secteur, lieux) >= ANONYMAT:
            break
    morceaux = [f"un organisme{dit_taille}"]
    if dit_secteur:
        morceaux.append(f"surtout actif en « {dit_secteur.nom} »")
    return ", ".join([*morceaux, *(d.nom for d in dits)])


def _semblables(
    region: Region, au_moins: int | None, secteur: Secteur | None, departements: list[str]
) -> int:
    """How many organismes of the register this description fits."""
    ouverts = Etablissement.objects.ouverts()
    trouves = ouverts.filter(departement__region=region)
    if secteur:
        trouves = trouves.filter(categorie__secteur=secteur)
    cles = set(_organismes(trouves))
    for departement in departements:
        cles &= set(_organismes(trouves.filter(departement=departement)))
    if au_moins is None:
        return len(cles)
    grands = ouverts.order_by().values("organisme").annotate(n=Count("pk"))
    return len(cles & set(grands.filter(n__gte=au_moins).values_list("organisme", flat=True)))


def _organismes(etablissements: QuerySet[Etablissement]) -> QuerySet[Etablissement, int]:
    return etablissements.order_by().values_list("organisme", flat=True).distinct()
