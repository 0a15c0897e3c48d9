"""The lists of staff: what a row shows, what a filter keeps, what a search finds."""

import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from grappes.finess.repli import replier
from grappes.models import (
    Candidature,
    Contact,
    Courriel,
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Place,
    StatutGrappe,
    Transition,
)
from grappes.models.statuts import GRAPPES_ENGAGEES
from grappes.regles.doublons import est_un_doublon

Verdict = EtablissementDeclare.Verdict

# A request for compléments is late after this many days without an answer.
JOURS_COMPLEMENTS = 15
MOTS_LUS = 10


def _nombre(verdict: str) -> Coalesce:
    """How many retained lines of a candidature have this verdict."""
    lignes = EtablissementDeclare.objects.filter(
        candidature=OuterRef("pk"), retenue=True, verdict=verdict
    )
    nombre = lignes.order_by().values("candidature").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(nombre), 0, output_field=IntegerField())


def candidatures() -> QuerySet[Candidature]:
    """Each with `eligibles`, `douteux`, `exclus` (ESMS) and `depuis` (when its status began)."""
    derniere = Transition.objects.filter(candidature=OuterRef("pk")).order_by("-le", "-pk")
    return Candidature.objects.select_related("organisme", "campagne").annotate(
        eligibles=_nombre(Verdict.ELIGIBLE),
        douteux=_nombre(Verdict.DOUTEUX),
        exclus=_nombre(Verdict.EXCLU),
        depuis=Coalesce(
            Subquery(derniere.values("le")[:1]), "creee_le", output_field=DateTimeField()
        ),
    )


def chercher(liste: QuerySet[Candidature], saisie: str) -> QuerySet[Candidature]:
    """Keep those that match every word: organisme, town, person, FINESS, receipt number.

    The first words say enough: SQLite refuses conditions that are nested too deep.
    """
    for mot in saisie.replace("\0", " ").split()[:MOTS_LUS]:
        plie, numero = replier(mot), mot.upper()
        lignes = EtablissementDeclare.objects.filter(finess__startswith=numero)
        condition = (
            Q(numero__contains=numero)
            | Q(organisme__finess_juridique__startswith=numero)
            | Q(organisme__siren__startswith=numero)
            | Q(pk__in=lignes.values("candidature"))
        )
        if plie:
            contacts = Contact.objects.filter(recherche__contains=plie)
            condition |= Q(organisme__recherche__contains=plie)
            condition |= Q(pk__in=contacts.values("candidature"))
        liste = liste.filter(condition)
    return liste


def en_attente_depuis(liste: QuerySet[Any], jours: int) -> QuerySet[Any]:
    """Those whose status has not moved for so many days; `liste` comes from `candidatures()`."""
    return liste.filter(depuis__lte=timezone.now() - datetime.timedelta(days=jours))


def avec_doutes(liste: QuerySet[Candidature]) -> QuerySet[Candidature]:
    douteuses = EtablissementDeclare.objects.filter(
        candidature=OuterRef("pk"), retenue=True, verdict=Verdict.DOUTEUX
    )
    return liste.filter(Exists(douteuses))


def a_verifier(liste: QuerySet[Candidature]) -> QuerySet[Candidature]:
    """Those with an organisme or an ESMS that the register does not know."""
    inconnues = EtablissementDeclare.objects.filter(
        candidature=OuterRef("pk"), retenue=True, etablissement=None
    )
    return liste.filter(Q(organisme__a_verifier=True) | Exists(inconnues))


def doublons(liste: QuerySet[Candidature]) -> QuerySet[Candidature]:
    return liste.filter(est_un_doublon())


def grappes_a_revoir() -> QuerySet[Grappe]:
    """Constituted, but broken by the published instruction, or left without a porteur."""
    porteurs = Place.objects.vivantes().filter(
        grappe=OuterRef("pk"), role=Place.Role.PORTEUR, etat=EtatPlace.ACCEPTEE
    )
    hors_des_regles = Q(
        statut=StatutGrappe.CONSTITUEE, campagne__instruction__publication_le__isnull=False
    )
    return Grappe.objects.filter(
        hors_des_regles | Q(~Exists(porteurs), statut__in=GRAPPES_ENGAGEES)
    )


def places(etat: EtatPlace) -> QuerySet[Place]:
    return Place.objects.vivantes().filter(etat=etat)


def courriels_a_traiter() -> QuerySet[Courriel]:
    return Courriel.objects.filter(etat__in=(Courriel.Etat.EN_ECHEC, Courriel.Etat.A_VERIFIER))
