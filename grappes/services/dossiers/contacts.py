"""The people of a file: their addresses are confirmed again when they change."""

from django.db import transaction

from grappes.models import Candidature, Contact, Courriel
from grappes.services.dossiers.candidatures import demander_confirmation
from grappes.services.verrous import verrouiller_candidature

Genre = Courriel.Genre


@transaction.atomic
def enregistrer_contact(candidature: Candidature, role: str, **champs: str) -> Contact:
    """Create or change the contact of this role; a new address is to be confirmed."""
    verrouiller_candidature(candidature)
    contact = candidature.contacts.filter(role=role).first()
    if contact is None:
        contact = Contact.objects.create(candidature=candidature, role=role, **champs)
        demander_confirmation(contact)
        return contact
    ancienne = contact.courriel
    for nom, valeur in champs.items():
        setattr(contact, nom, valeur)
    contact.save()
    if contact.courriel != ancienne:
        adresse_changee(contact)
    return contact


@transaction.atomic
def adresse_changee(contact: Contact) -> None:
    """What went to the old address no longer opens anything; the new one is to be confirmed."""
    contact.confirme_le = None
    contact.save(update_fields=["confirme_le"])
    contact.jetons.all().delete()
    Courriel.objects.filter(
        contact=contact,
        etat=Courriel.Etat.PREVU,
        genre__in=(Genre.LIEN_ACCES, Genre.CONFIRMATION_ADRESSE),
    ).update(etat=Courriel.Etat.ANNULE)
    demander_confirmation(contact)


def retirer_suppleant(candidature: Candidature) -> None:
    candidature.contacts.filter(role=Contact.Role.SUPPLEANT).delete()
