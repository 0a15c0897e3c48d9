"""A second director asks to join the file of their OG; its titular or staff decide."""

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Candidature, Contact, Courriel, DemandeRattachement, User
from grappes.services.dossiers import acces
from grappes.services.dossiers.contacts import enregistrer_contact
from grappes.services.messagerie import courriels

Decision = DemandeRattachement.Decision


@transaction.atomic
def demander(
    candidature: Candidature, *, prenom: str, nom: str, courriel: str, message: str = ""
) -> DemandeRattachement:
    """Ask once for each address; the titular is told by mail, staff see it in the admin."""
    demande, nouvelle = DemandeRattachement.objects.get_or_create(
        candidature=candidature,
        courriel=courriel,
        defaults={"prenom": prenom, "nom": nom, "message": message.strip()},
    )
    if nouvelle and (titulaire := candidature.titulaire):
        courriels.ecrire_aux_contacts(
            Courriel.Genre.RATTACHEMENT,
            candidature,
            occasion=f"demande-{demande.pk}",
            contexte={"demande": demande},
            contacts=[titulaire],
        )
    return demande


@transaction.atomic
def accepter(demande: DemandeRattachement, *, par: User | None = None) -> Contact:
    """The asker becomes the second contact, in the place of the present one if there is one.

    `par` is None when the titular decides.
    """
    _decider(demande, Decision.ACCEPTEE, par)
    contact = enregistrer_contact(
        demande.candidature,
        Contact.Role.SUPPLEANT,
        prenom=demande.prenom,
        nom=demande.nom,
        courriel=demande.courriel,
        fonction="",
        telephone="",
    )
    _repondre(demande, contact)
    return contact


@transaction.atomic
def refuser(demande: DemandeRattachement, *, par: User | None = None) -> None:
    _decider(demande, Decision.REFUSEE, par)
    _repondre(demande, None)


def rejoindre(
    candidature: Candidature, demandeur: Contact, *, message: str = "", reseau: str
) -> None:
    """Ask to join in the name of a draft's contact.

    Who is a contact of that file already gets an access link instead, and the page says the
    same in both cases: it never tells whose addresses the file holds. Raises `LimiteAtteinte`.
    """
    if candidature.contacts.filter(courriel__iexact=demandeur.courriel).exists():
        acces.demander_lien(demandeur.courriel, reseau=reseau)
    else:
        demander(
            candidature,
            prenom=demandeur.prenom,
            nom=demandeur.nom,
            courriel=demandeur.courriel,
            message=message,
        )


def en_attente(candidature: Candidature) -> list[DemandeRattachement]:
    """Who waits for an answer, the first who asked first."""
    return list(candidature.rattachements.filter(decision=Decision.ATTENTE).order_by("demandee_le"))


def _decider(demande: DemandeRattachement, decision: str, par: User | None) -> None:
    """Compare-and-set: of two people who decide, one does."""
    maintenant = timezone.now()
    decidee = DemandeRattachement.objects.filter(pk=demande.pk, decision=Decision.ATTENTE).update(
        decision=decision, decidee_le=maintenant, decidee_par=par
    )
    if not decidee:
        raise ErreurMetier("Quelqu’un a déjà répondu à cette demande : rechargez la page.")
    demande.decision, demande.decidee_le, demande.decidee_par = decision, maintenant, par


def _repondre(demande: DemandeRattachement, contact: Contact | None) -> None:
    candidature = demande.candidature
    courriels.ecrire(
        Courriel.Genre.RATTACHEMENT,
        destinataire=demande.courriel,
        concerne=f"candidature-{candidature.pk}",
        occasion=f"reponse-{demande.pk}",
        contexte={
            "demande": demande,
            "candidature": candidature,
            "campagne": candidature.campagne,
            "organisme": candidature.organisme,
        },
        contact=contact,
        candidature=candidature,
    )
