"""What a member sees of its proposed grappe before it agrees: figures and places, no name."""

import datetime
from dataclasses import dataclass

from grappes.models import EtablissementDeclare, Grappe

Verdict = EtablissementDeclare.Verdict


@dataclass(frozen=True)
class FicheAnonyme:
    """The card of a grappe. `etablissements` counts eligible ESMS, as every threshold does."""

    organismes: int
    etablissements: int
    secteurs: list[str]
    departements: list[str]
    dui: str
    reponse_avant_le: datetime.date | None


def fiche_anonyme(grappe: Grappe) -> FicheAnonyme:
    """Count the live places of a grappe, in three queries; holds nothing that names an OG."""
    vivantes = grappe.places.vivantes()
    lignes = list(
        EtablissementDeclare.objects.filter(
            candidature__in=vivantes.values("candidature"),
            retenue=True,
            verdict=Verdict.ELIGIBLE,
        ).select_related("etablissement__departement", "etablissement__categorie__secteur")
    )
    etablissements = [ligne.etablissement for ligne in lignes if ligne.etablissement]
    departements = {e.departement for e in etablissements if e.departement}
    secteurs = {e.categorie.secteur for e in etablissements if e.categorie and e.categorie.secteur}
    return FicheAnonyme(
        organismes=vivantes.values("candidature__organisme").distinct().count(),
        etablissements=len(lignes),
        secteurs=[s.nom for s in sorted(secteurs, key=lambda s: (s.ordre, s.nom))],
        departements=[str(d) for d in sorted(departements, key=lambda d: d.code)],
        dui=str(grappe.dui or ""),
        reponse_avant_le=grappe.reponse_avant_le,
    )
