"""Two submitted files of a campagne for one OG, or with one ESMS: accepted, and shown to staff."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from grappes.models import Campagne, Candidature, EtablissementDeclare, StatutCandidature
from grappes.models.candidature import TERMINEES

# Not yet, or no longer, a rival.
HORS_COURSE = (StatutCandidature.BROUILLON, StatutCandidature.RETIREE)


def doublons(candidature: Candidature) -> dict[str, list[Candidature]]:
    """The other files with the same `organisme`, or with one of its `etablissements`."""
    rivales = _rivales(candidature.campagne, candidature).select_related("organisme")
    finess = candidature.lignes.filter(retenue=True).values("finess")
    jumelles = _jumelles(candidature.campagne, candidature).filter(finess__in=finess)
    return {
        "organisme": list(rivales.filter(organisme=candidature.organisme)),
        "etablissements": list(rivales.filter(pk__in=jumelles.values("candidature"))),
    }


def est_un_doublon() -> Q:
    """The same as a condition: true of a living candidature that has such a rival."""
    rivales = _rivales(OuterRef("campagne"), OuterRef("pk"))
    # From each line to the lines of others that bear its FINESS. The lines are found once for all:
    # asked candidature by candidature, PostgreSQL took minutes while its statistics were stale.
    jumelles = _jumelles(OuterRef("candidature__campagne"), OuterRef("candidature"))
    partagees = EtablissementDeclare.objects.filter(
        Exists(jumelles.filter(finess=OuterRef("finess"))), retenue=True
    )
    return ~Q(statut__in=(StatutCandidature.BROUILLON, *TERMINEES)) & (
        Q(Exists(rivales.filter(organisme=OuterRef("organisme"))))
        | Q(pk__in=partagees.values("candidature"))
    )


def _rivales(campagne: Campagne | OuterRef, sauf: Candidature | OuterRef) -> QuerySet[Candidature]:
    autres = Candidature.objects.filter(campagne=campagne).exclude(
        pk=sauf.pk if isinstance(sauf, Candidature) else sauf
    )
    return autres.exclude(statut__in=HORS_COURSE)


def _jumelles(
    campagne: Campagne | OuterRef, sauf: Candidature | OuterRef
) -> QuerySet[EtablissementDeclare]:
    """The lines of the rivals."""
    lignes = EtablissementDeclare.objects.filter(retenue=True, candidature__campagne=campagne)
    return lignes.exclude(candidature=sauf).exclude(candidature__statut__in=HORS_COURSE)
