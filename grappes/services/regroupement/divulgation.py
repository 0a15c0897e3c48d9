"""Names between members: opened by consent on both sides, and never without a trace."""

from dataclasses import dataclass, field

from django.db import transaction

from grappes.models import Contact, Divulgation, EtatPlace, Grappe, Place, StatutGrappe

# A grappe in one of these statuses exists: all its members agreed to be in it.
CONSTITUEES = (
    StatutGrappe.CONSTITUEE,
    StatutGrappe.INVITEE,
    StatutGrappe.TRANSMISE,
    StatutGrappe.LAUREATE,
    StatutGrappe.NON_LAUREATE,
)


@dataclass(frozen=True)
class Membre:
    """Another member of the grappe, with the contacts whose address is confirmed."""

    organisme: str
    role: str
    contacts: list[Contact]


@dataclass(frozen=True)
class Cercle:
    """The members whose names this reader may see; `obstacle` says why there is none."""

    membres: list[Membre] = field(default_factory=list)
    non_confirmes: int = 0
    obstacle: str = ""
    adresse_a_prouver: bool = False


@transaction.atomic
def ouvrir_les_noms(place: Place, lecteur: Contact | None) -> Cercle:
    """Open the names of the other members to this contact, and log each disclosure.

    `lecteur` is a contact whose mailbox this reader has proved: an address that somebody else
    confirmed opens nothing here.

    Both must have accepted, in a constituted grappe, with a confirmed address. Below the
    règlement's quorum (a place offered since), only the pairs already opened stay so.
    """
    grappe = Grappe.objects.select_related("campagne").get(pk=place.grappe_id)
    if grappe.statut not in CONSTITUEES or place.etat != EtatPlace.ACCEPTEE:
        return Cercle(obstacle="Les noms s’ouvriront quand la grappe sera constituée.")
    if not _est_confirme(lecteur, place):
        return Cercle(
            obstacle="Confirmez d’abord votre adresse : les noms ne s’ouvrent qu’aux personnes "
            "dont l’adresse est confirmée.",
            adresse_a_prouver=True,
        )
    autres = _autres_membres(grappe, place)
    ouverts = [(p, contacts) for p in autres if (contacts := _contacts_confirmes(p))]
    Divulgation.objects.bulk_create(
        [Divulgation(lectrice=place, vue=p) for p, _ in ouverts], ignore_conflicts=True
    )
    return Cercle(
        membres=[
            Membre(str(p.candidature.organisme), p.get_role_display(), contacts)
            for p, contacts in ouverts
        ],
        non_confirmes=len(autres) - len(ouverts),
    )


def _est_confirme(lecteur: Contact | None, place: Place) -> bool:
    return (
        lecteur is not None
        and lecteur.candidature_id == place.candidature_id
        and lecteur.confirme_le is not None
    )


def _autres_membres(grappe: Grappe, place: Place) -> list[Place]:
    """The other members that agreed; below the quorum, those already opened to this place."""
    vivantes = grappe.places.vivantes()
    autres = vivantes.filter(etat=EtatPlace.ACCEPTEE).exclude(pk=place.pk)
    if not _quorum_atteint(grappe, vivantes.count(), autres.count() + 1):
        autres = autres.filter(divulgations_donnees__lectrice=place)
    return list(
        autres.select_related("candidature__organisme").prefetch_related("candidature__contacts")
    )


def _quorum_atteint(grappe: Grappe, places: int, accords: int) -> bool:
    reglement = grappe.campagne.reglement
    return reglement is not None and accords * 100 >= reglement.quorum_divulgation * places


def _contacts_confirmes(place: Place) -> list[Contact]:
    return [c for c in place.candidature.contacts.all() if c.confirme_le]
