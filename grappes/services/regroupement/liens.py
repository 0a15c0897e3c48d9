"""The links to answer a proposal, in the hands of staff: taken back or sent again, and noted."""

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.francais import compter
from grappes.models import Courriel, Note, Place, StatutCandidature, User
from grappes.services.messagerie import courriels, jetons
from grappes.services.regroupement import consultations, promesses
from grappes.services.verrous import verrouiller

Genre = Courriel.Genre


@transaction.atomic
def revoquer(place: Place, *, par: User) -> int:
    """Kill every link sent so far to answer this proposal; return how many were alive.

    The mails that wait with such a link are taken back too. The place and its answer stay: the
    member may still answer from their own page, or by the next mail.
    """
    verrouiller(place.grappe)
    nombre = jetons.revoquer(place)
    courriels.annuler_les_relances(place.candidature)
    _noter(place, par, f"Liens de réponse révoqués : {compter(nombre, 'lien')} en service.")
    return nombre


@transaction.atomic
def renvoyer(place: Place, *, par: User) -> None:
    """Write the proposal again, with a new link, to the addresses that the contacts have now."""
    grappe = verrouiller(place.grappe)
    place = Place.objects.select_related("candidature__organisme", "candidature__campagne").get(
        pk=place.pk
    )
    attend = place.est_vivante and place.candidature.statut == StatutCandidature.PROPOSEE
    if not attend:
        raise ErreurMetier(f"{place.candidature.organisme} n’a plus à répondre.")
    limite = place.reponse_avant_le
    if limite and limite < timezone.localdate():
        raise ErreurMetier(
            "La date limite de réponse est passée : repoussez-la dans les réglages de la grappe."
        )
    place.grappe = grappe
    ecrits = place.candidature.courriels.filter(genre=Genre.GRAPPE_PROPOSEE, grappe=grappe)
    if ecrits.filter(etat__in=(Courriel.Etat.PREVU, Courriel.Etat.PRIS)).exists():
        raise ErreurMetier("Cette proposition attend déjà son envoi.")
    lue = promesses.lire_grappe(grappe.pk)
    consultations.envoyer_la_fiche(place, lue, occasion=f"-renvoi-{ecrits.count()}")
    _noter(place, par, "Proposition renvoyée, avec un nouveau lien de réponse.")


def _noter(place: Place, par: User, texte: str) -> None:
    Note.objects.create(
        candidature=place.candidature, texte=f"« {place.grappe} » : {texte}", par=par
    )
