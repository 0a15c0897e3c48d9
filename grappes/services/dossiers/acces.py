"""How a candidate comes back: a link by mail, and what each kind of link gives."""

from django.db import transaction
from django.utils import timezone

from grappes.models import Contact, Courriel, Jeton
from grappes.services import debit
from grappes.services.messagerie import courriels, jetons

Genre, Usage = Courriel.Genre, Jeton.Usage

# A person who follows many files gets the links of the newest ones.
LIENS_AU_PLUS = 5


def demander_lien(courriel: str, *, reseau: str) -> None:
    """Write one access mail per candidature of this address, titular or deputy alike.

    Says nothing of what it found, and composes a mail in any case: neither the answer nor its
    delay tells whether an address is known. Raises `LimiteAtteinte`, by address and by network.
    """
    adresse = courriel.strip().lower()
    debit.compter("lien", adresse)
    debit.compter("lien_reseau", reseau)
    contacts = _contacts(adresse)
    if not contacts:
        courriels.composer(Genre.LIEN_ACCES, {"contact": None, "candidature": None})
    # The minute: a double click sends one mail, a new request another.
    occasion = timezone.now().strftime("%Y-%m-%dT%H:%M")
    with transaction.atomic():
        for contact in contacts:
            courriels.ecrire_aux_contacts(
                Genre.LIEN_ACCES, contact.candidature, occasion=occasion, contacts=[contact]
            )


def _contacts(adresse: str) -> list[Contact]:
    return list(
        Contact.objects.filter(courriel__iexact=adresse)
        .select_related("candidature__campagne", "candidature__organisme")
        .order_by("-candidature__campagne__ouvre_le", "-candidature__modifiee_le")[:LIENS_AU_PLUS]
    )


@transaction.atomic
def ouvrir(secret: str) -> Contact:
    """Use an access link. Whoever reads the mailbox owns the address: it is confirmed too.

    Raises `JetonRefuse`.
    """
    return _confirmer(jetons.consommer(secret, Usage.ACCES).contact)


@transaction.atomic
def confirmer_adresse(secret: str) -> Contact:
    """Use a confirmation link. Raises `JetonRefuse`."""
    return _confirmer(jetons.consommer(secret, Usage.CONFIRMATION).contact)


def _confirmer(contact: Contact) -> Contact:
    if contact.confirme_le is None:
        contact.confirme_le = timezone.now()
        contact.save(update_fields=["confirme_le"])
    return contact


@transaction.atomic
def arreter_les_relances(secret: str) -> Contact:
    """Send no reminder any more to this contact, and take back those that wait.

    Raises `JetonRefuse`.
    """
    contact = jetons.consommer(secret, Usage.STOP_RELANCES).contact
    if contact.relances_refusees_le is None:
        contact.relances_refusees_le = timezone.now()
        contact.save(update_fields=["relances_refusees_le"])
    Courriel.objects.filter(
        contact=contact, etat=Courriel.Etat.PREVU, genre__in=courriels.RELANCES
    ).update(etat=Courriel.Etat.ANNULE)
    return contact


def reprendre_les_relances(contact: Contact) -> None:
    """The person changed their mind, from their own page."""
    contact.relances_refusees_le = None
    contact.save(update_fields=["relances_refusees_le"])
