"""Which candidature this browser may open."""

from django.http import Http404, HttpRequest

from grappes.models import Candidature, Contact

CLE = "candidature"
# The address whose mailbox this browser has proved, by a link; none after filling the form.
ADRESSE = "adresse"


def ouvrir(request: HttpRequest, candidature: Candidature) -> None:
    """Open a candidature to this browser; the session key changes, its content stays."""
    request.session.cycle_key()
    request.session[CLE] = candidature.pk


def prouver(request: HttpRequest, contact: Contact) -> None:
    """Remember that whoever uses this browser reads the mailbox of this contact."""
    request.session[ADRESSE] = contact.courriel


def contact_prouve(request: HttpRequest, candidature: Candidature) -> Contact | None:
    """The contact whose mailbox was proved here; none once its address has changed."""
    return candidature.contacts.filter(courriel=request.session.get(ADRESSE)).first()


def fermer(request: HttpRequest) -> None:
    for cle in (CLE, ADRESSE):
        request.session.pop(cle, None)


def candidature_ouverte(request: HttpRequest) -> Candidature:
    """The candidature of this session; 404 when it has none."""
    candidature = (
        Candidature.objects.select_related("campagne__region", "organisme")
        .filter(pk=request.session.get(CLE))
        .first()
    )
    if candidature is None:
        raise Http404("Aucune candidature n’est ouverte dans ce navigateur.")
    return candidature
