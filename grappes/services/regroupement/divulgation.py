"""Names between members: opened by consent on both sides, and never without a trace."""

from dataclasses import dataclass, field

from django.db import transaction

from grappes.francais import compter
from grappes.models import Contact, Divulgation, EtatPlace, Grappe, Place

SANS_ACCORD = "Les noms ne s’ouvrent qu’entre membres qui ont accepté la grappe."
SANS_ADRESSE = (
    "Confirmez d’abord votre adresse : les noms ne s’ouvrent qu’aux personnes dont l’adresse est "
    "confirmée."
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

    Both must have accepted and hold their place still, and this reader's address be confirmed.
    Nothing opens before the agreements reach the règlement's quorum of the live places; when it
    is lost (a place offered since), the pairs already opened stay so.
    """
    grappe = Grappe.objects.select_related("campagne").get(pk=place.grappe_id)
    accords = grappe.places.vivantes().filter(etat=EtatPlace.ACCEPTEE)
    membres = accords.select_related("candidature__organisme")
    acceptees = list(membres.prefetch_related("candidature__contacts"))
    if place not in acceptees:
        return Cercle(obstacle=SANS_ACCORD)
    if not _est_confirme(lecteur, place):
        return Cercle(obstacle=SANS_ADRESSE, adresse_a_prouver=True)
    autres, obstacle = _visibles(grappe, place, acceptees)
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
        obstacle=obstacle,
    )


def _est_confirme(lecteur: Contact | None, place: Place) -> bool:
    return (
        lecteur is not None
        and lecteur.candidature_id == place.candidature_id
        and lecteur.confirme_le is not None
    )


def _visibles(grappe: Grappe, place: Place, acceptees: list[Place]) -> tuple[list[Place], str]:
    """The other members that agreed, and why there is none.

    Below the quorum, those already opened to this place.
    """
    autres, tous = [p for p in acceptees if p != place], grappe.places.vivantes().count()
    if _quorum_atteint(grappe, tous, len(acceptees)):
        return autres, ""
    deja = set(place.divulgations_recues.values_list("vue", flat=True))
    ouverts = [p for p in autres if p.pk in deja]
    return ouverts, "" if ouverts else _attente(len(acceptees), tous)


def _attente(accords: int, tous: int) -> str:
    return (
        "Les noms s’ouvriront entre ceux qui ont accepté, dès que les accords seront assez "
        f"nombreux : {compter(accords, 'accord')} sur {tous} à ce jour."
    )


def _quorum_atteint(grappe: Grappe, places: int, accords: int) -> bool:
    reglement = grappe.campagne.reglement
    return reglement is not None and accords * 100 >= reglement.quorum_divulgation * places


def _contacts_confirmes(place: Place) -> list[Contact]:
    return [c for c in place.candidature.contacts.all() if c.confirme_le]
