"""The acts of a candidate on their own file, or of staff for them."""

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import (
    Campagne,
    Candidature,
    Contact,
    Courriel,
    Etablissement,
    EtablissementDeclare,
    OrganismeGestionnaire,
    StatutCandidature,
    Transition,
)
from grappes.services.dossiers import examen
from grappes.services.messagerie import courriels
from grappes.services.regroupement import places
from grappes.services.verrous import verrouiller_avec_sa_grappe, verrouiller_candidature
from grappes.workflow import Auteur, changer_statut

Genre = Courriel.Genre

LIGNES_MAX = 500


@transaction.atomic
def commencer(
    campagne: Campagne,
    *,
    prenom: str,
    nom: str,
    courriel: str,
    fonction: str = "",
    telephone: str = "",
    origine: str = Candidature.Origine.FORMULAIRE,
) -> Candidature:
    """Open a draft for a person. Their address is asked to be confirmed; nothing waits for it."""
    candidature = Candidature.objects.create(campagne=campagne, origine=origine)
    contact = Contact.objects.create(
        candidature=candidature,
        prenom=prenom,
        nom=nom,
        courriel=courriel,
        fonction=fonction,
        telephone=telephone,
    )
    demander_confirmation(contact)
    return candidature


def demander_confirmation(contact: Contact) -> None:
    """Ask once for each address that a contact has had."""
    courriels.ecrire_aux_contacts(
        Genre.CONFIRMATION_ADRESSE,
        contact.candidature,
        occasion="premiere",
        contacts=[contact],
    )


@transaction.atomic
def choisir_organisme(candidature: Candidature, organisme: OrganismeGestionnaire) -> None:
    """Attach the organisme and prepare one ticked line per open ESMS of the campagne's region."""
    fraiche = verrouiller_candidature(candidature)
    candidature.statut, candidature.saisie = fraiche.statut, fraiche.saisie
    candidature.organisme = ancien = fraiche.organisme
    if candidature.organisme_id == organisme.pk:
        return
    if candidature.statut != StatutCandidature.BROUILLON:
        raise ErreurMetier(
            "Une candidature déposée ne change pas d’organisme : retirez-la, "
            "puis déposez celle du bon organisme."
        )
    candidature.lignes.all().delete()
    candidature.organisme = organisme
    candidature.saisie.pop("etablissements", None)
    candidature.save(update_fields=["organisme", "saisie", "modifiee_le"])
    EtablissementDeclare.objects.bulk_create(
        ligne_du_referentiel(candidature, etablissement)
        for etablissement in etablissements_proposes(candidature)
    )
    if ancien:
        _oublier_la_declaration(ancien)


def _oublier_la_declaration(organisme: OrganismeGestionnaire) -> None:
    """An organisme that was declared by mistake, and that nothing else uses, leaves no row."""
    if organisme.a_verifier and not (
        organisme.candidatures.exists() or organisme.etablissements.exists()
    ):
        organisme.delete()


def etablissements_proposes(candidature: Candidature) -> list[Etablissement]:
    """The open ESMS of the organisme in the campagne's region, by name."""
    return list(
        Etablissement.objects.filter(
            organisme=candidature.organisme,
            departement__region=candidature.campagne.region_id,
        )
        .ouverts()
        .medico_sociaux()
        .order_by("recherche")
    )


def ligne_du_referentiel(
    candidature: Candidature, etablissement: Etablissement
) -> EtablissementDeclare:
    return EtablissementDeclare(
        candidature=candidature,
        etablissement=etablissement,
        finess=etablissement.finess_geographique,
        nom=etablissement.raison_sociale,
        commune=etablissement.commune,
    )


@transaction.atomic
def ajouter_ligne(candidature: Candidature, *, finess: str, nom: str) -> EtablissementDeclare:
    """Add an ESMS by its number; one that the register does not know stays to be verified."""
    if candidature.lignes.filter(finess=finess).exists():
        raise ErreurMetier("Cet établissement figure déjà dans votre candidature.")
    if candidature.lignes.count() >= LIGNES_MAX:
        raise ErreurMetier(
            f"Une candidature compte au plus {LIGNES_MAX} établissements : écrivez au Collectif."
        )
    etablissement = Etablissement.objects.filter(finess_geographique=finess).first()
    if etablissement:
        ligne = ligne_du_referentiel(candidature, etablissement)
    else:
        ligne = EtablissementDeclare(candidature=candidature, finess=finess, nom=nom)
    ligne.save()
    return ligne


@transaction.atomic
def deposer(candidature: Candidature, *, auteur: Auteur) -> Transition:
    """Submit: give the receipt number, judge the lines, thank by mail."""
    region, annee = candidature.campagne.region_id, candidature.campagne.annee
    transition = changer_statut(
        candidature,
        "deposer",
        auteur=auteur,
        numero=f"{annee}-{region}-{candidature.pk:05d}",
    )
    courriels.annuler_les_relances(candidature)
    examen.juger_lignes(candidature)
    courriels.ecrire_aux_contacts(
        Genre.ACCUSE_RECEPTION,
        candidature,
        occasion="depot",
        contexte={"lignes": candidature.lignes.filter(retenue=True)},
    )
    return transition


@transaction.atomic
def signer_et_deposer(candidature: Candidature, *, auteur: Auteur) -> Transition:
    """Note that the privacy notice was read, and submit; neither without the other."""
    candidature.notice_lue_le = timezone.now()
    candidature.save(update_fields=["notice_lue_le", "modifiee_le"])
    return deposer(candidature, auteur=auteur)


@transaction.atomic
def completer(candidature: Candidature, *, auteur: Auteur) -> Transition:
    """Hand the file back to the examination; its remarks are settled, its lines judged again."""
    transition = changer_statut(candidature, "completer", auteur=auteur)
    candidature.remarques.filter(levee_le=None).update(levee_le=timezone.now())
    examen.juger_lignes(candidature)
    courriels.annoncer_statut(candidature, transition)
    return transition


@transaction.atomic
def retirer(candidature: Candidature, *, auteur: Auteur, motif: str = "") -> Transition:
    """Withdraw: the place is freed, the reminders stop."""
    place = verrouiller_avec_sa_grappe(candidature)
    transition = changer_statut(candidature, "retirer", auteur=auteur, motif=motif)
    if place:
        places.liberer(place, auteur=auteur, motif="Candidature retirée")
    courriels.annuler_les_relances(candidature)
    courriels.annoncer_statut(candidature, transition)
    return transition


@transaction.atomic
def rouvrir(candidature: Candidature, *, auteur: Auteur, motif: str = "") -> Transition:
    transition = changer_statut(candidature, "rouvrir", auteur=auteur, motif=motif)
    examen.juger_lignes(candidature)
    courriels.annoncer_statut(candidature, transition)
    return transition
