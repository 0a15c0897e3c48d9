"""The organisme of a candidature: from the register, or declared and to be verified."""

from django.db import transaction

from grappes.erreurs import ErreurMetier
from grappes.finess.numero import NumeroInvalide, lire_finess
from grappes.models import (
    Campagne,
    Candidature,
    Contact,
    Etablissement,
    OrganismeGestionnaire,
    StatutCandidature,
)
from grappes.services.dossiers.candidatures import choisir_organisme
from grappes.services.registre.chargement import cle_de_recherche

CHIFFRES_D_UN_NUMERO = 8  # a FINESS that lost its zero still has eight


def avis_sur_numero(saisie: str) -> str:
    """What to say of a number typed as a search: mended, or unreadable; "" for a name."""
    if sum(caractere.isdigit() for caractere in saisie) < CHIFFRES_D_UN_NUMERO:
        return ""
    try:
        return lire_finess(saisie).avis
    except NumeroInvalide as erreur:
        return str(erreur)


def gestionnaire_du_finess(finess: str) -> OrganismeGestionnaire | None:
    """The organisme of a canonical FINESS number; an establishment's climbs to its OG."""
    organisme = OrganismeGestionnaire.objects.filter(finess_juridique=finess).first()
    if organisme:
        return organisme
    etablissement = (
        Etablissement.objects.select_related("organisme").filter(finess_geographique=finess).first()
    )
    return etablissement.organisme if etablissement else None


@transaction.atomic
def declarer_organisme(
    candidature: Candidature, *, finess: str, nom: str, commune: str
) -> OrganismeGestionnaire:
    """Attach an organisme that the register does not know: staff verify it later."""
    if candidature.statut != StatutCandidature.BROUILLON:
        raise ErreurMetier("Une candidature déposée ne change pas d’organisme.")
    champs = {
        "raison_sociale": nom,
        "commune": commune,
        "a_verifier": True,
        "recherche": cle_de_recherche(nom, commune),
    }
    if finess:
        organisme, _ = OrganismeGestionnaire.objects.get_or_create(
            finess_juridique=finess, defaults=champs
        )
    elif deja := _declare_ici(candidature, nom):
        organisme = deja
    else:
        organisme = OrganismeGestionnaire.objects.create(**champs)
    choisir_organisme(candidature, organisme)
    return organisme


def _declare_ici(candidature: Candidature, nom: str) -> OrganismeGestionnaire | None:
    """The same post twice declares one organisme."""
    organisme = candidature.organisme
    if organisme and organisme.a_verifier and organisme.raison_sociale == nom:
        return organisme
    return None


def dossier_existant(campagne: Campagne, organisme: OrganismeGestionnaire) -> Candidature | None:
    """The submitted file of this OG whose titular confirmed the address.

    A draft or an unconfirmed file blocks nobody.
    """
    return (
        Candidature.objects.deposees()
        .exclude(statut=StatutCandidature.RETIREE)
        .filter(
            campagne=campagne,
            organisme=organisme,
            contacts__role=Contact.Role.TITULAIRE,
            contacts__confirme_le__isnull=False,
        )
        .order_by("deposee_le")
        .first()
    )


def esms_connus(organisme: OrganismeGestionnaire) -> int:
    """How many open ESMS the register gives to an organisme, all regions together."""
    return Etablissement.objects.filter(organisme=organisme).ouverts().medico_sociaux().count()
