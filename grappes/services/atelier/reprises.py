"""What a geste did beside moving: grappes made, a scenario applied, exceptions used.

Taken back with the geste, and done again with it.
"""

from collections.abc import Collection

from django.utils import timezone

from grappes.models import (
    Derogation,
    Geste,
    Grappe,
    GrappeEnvisagee,
    Mouvement,
    Place,
    StatutGrappe,
    User,
)
from grappes.services.atelier.deplacements import prochain_numero
from grappes.services.regroupement import grappes
from grappes.workflow import Auteur

MOTIF = "geste annulé"


def defaire(geste: Geste, par: User) -> None:
    """Once its candidatures are back: dissolve what it made for them, free its scenario."""
    geste.envisagees.update(appliquee_le=None)
    geste.envisagees.filter(grappe__in=geste.creees.all()).update(grappe=None)
    for derogation in geste.derogations.select_related("place"):
        _rendre(derogation)
    occupees = Place.objects.vivantes().values("grappe")
    vides = geste.creees.filter(statut=StatutGrappe.EN_PREPARATION).exclude(pk__in=occupees)
    for grappe in vides:
        grappes.dissoudre(grappe, auteur=Auteur.collectif(par), motif=MOTIF)


def _rendre(derogation: Derogation) -> None:
    """Nothing is broken any more: it holds for the place that was given back."""
    rendue = Place.objects.vivantes().filter(
        grappe=derogation.place.grappe_id, candidature=derogation.place.candidature_id
    )
    derogation.place = rendue.first() or derogation.place
    derogation.utilisee_le = None
    derogation.save(update_fields=["place", "utilisee_le"])


def recreer(geste: Geste) -> bool:
    """Before its candidatures leave again: make the grappes that were dissolved with it.

    Under new numbers; every geste taken back follows them. Returns whether there were any.
    """
    anciennes = list(geste.creees.filter(statut=StatutGrappe.DISSOUTE).order_by("pk"))
    if not anciennes:
        return False
    premier = prochain_numero(geste.campagne)
    nouvelles = Grappe.objects.bulk_create(
        Grappe(campagne=geste.campagne, nom=f"Grappe {numero}", dui_id=ancienne.dui_id)
        for numero, ancienne in enumerate(anciennes, start=premier)
    )
    for ancienne, nouvelle in zip(anciennes, nouvelles, strict=True):
        _suivre(geste, ancienne, nouvelle)
    geste.creees.remove(*anciennes)
    geste.creees.add(*nouvelles)
    return True


def _suivre(geste: Geste, ancienne: Grappe, nouvelle: Grappe) -> None:
    annules = Mouvement.objects.filter(geste__annule_le__isnull=False)
    partis = annules.filter(geste=geste, vers=ancienne).values("candidature")
    GrappeEnvisagee.objects.filter(
        geste=geste, grappe=None, membres__candidature__in=partis
    ).update(grappe=nouvelle)
    annules.filter(vers=ancienne).update(vers=nouvelle)
    annules.filter(de=ancienne).update(de=nouvelle)


def refaire(geste: Geste, derogations: Collection[int]) -> None:
    """Once its candidatures have left again: its scenario is applied, its exceptions are used."""
    geste.envisagees.exclude(grappe=None).update(appliquee_le=timezone.now())
    Derogation.objects.filter(pk__in=derogations).update(geste=geste)
