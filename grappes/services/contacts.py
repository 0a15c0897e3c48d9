"""The people behind a file, when they change."""

from django.db import transaction

from grappes.models import Contact, Jeton
from grappes.services.candidatures import demander_confirmation


@transaction.atomic
def adresse_changee(contact: Contact) -> None:
    """A new address is not confirmed, and the links sent to the old one open nothing more."""
    Jeton.objects.filter(contact=contact).delete()
    contact.confirme_le = None
    contact.save(update_fields=["confirme_le"])
    demander_confirmation(contact)
