"""Send what is due: claim a row, make its links, hand it to the mail server, mark it.

SMTP cannot be exactly-once: a process killed between the server's 250 and our commit, or a
connection lost there, sends that one mail again with the same Message-ID. A mail that is cut
twice waits for a person.
"""

import datetime
import email.errors
import logging
import smtplib
import time

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from grappes.models import Courriel, Jeton, Place
from grappes.services.messagerie import jetons
from grappes.services.messagerie.courriels import MARQUES, RELANCES

logger = logging.getLogger(__name__)
Etat = Courriel.Etat

# A claim older than this belongs to a worker that died: longer than EMAIL_TIMEOUT several times.
BAIL = datetime.timedelta(minutes=3)
# Minutes before each new try after a temporary refusal: about a day in all.
DELAIS = (1, 5, 15, 30, 60, 120, 240, 480, 480)
LOT = 50
# A message that cannot be written will never be: it must not stop those behind it.
ILLISIBLES = (ValueError, email.errors.MessageError)
INTERROMPU = "Envoi interrompu deux fois : vérifiez s’il est arrivé."
# mark of the template: what its link opens, and the page that reads it.
LIENS = {
    "lien_acces": (Jeton.Usage.ACCES, "lien_ouvrir"),
    "lien_confirmation": (Jeton.Usage.CONFIRMATION, "adresse_confirmer"),
    "lien_reponse": (Jeton.Usage.REPONSE, "proposition_repondre"),
    "lien_stop": (Jeton.Usage.STOP_RELANCES, "relances_arreter"),
}


class LienImpossible(ValueError):
    """What a link of this mail opens is gone: its place was freed, its contact removed."""


def envoyer_les_dus(budget: float = 20.0) -> int:
    """Send what is due until nothing is or `budget` seconds have passed; return how many left.

    A mail server that cannot be reached costs the mails nothing: no row is claimed, none grows
    old, and the next tick asks again.
    """
    fin, envoyes = time.monotonic() + budget, 0
    reprendre_les_interrompus()
    connexion = get_connection()
    try:
        while time.monotonic() < fin and (lot := _dus()):
            for courriel in lot:
                if time.monotonic() >= fin or not _joindre(connexion):
                    return envoyes
                envoyes += _prendre(courriel) and _envoyer(courriel, connexion)
    finally:
        connexion.close()
    return envoyes


def _joindre(connexion: BaseEmailBackend) -> bool:
    """Open the connection unless it is; say on the waiting rows why they wait."""
    try:
        connexion.open()
    except OSError as erreur:  # smtplib's errors are of this family
        connexion.close()
        logger.warning("serveur de courriel injoignable : %s", erreur)
        attente = f"Serveur de courriel injoignable : {erreur}"[:1000]
        en_attente = Courriel.objects.dus(timezone.now()).exclude(erreur=attente)
        en_attente.update(erreur=attente)
        return False
    return True


def reprendre_les_interrompus() -> None:
    """Give back the rows of dead workers: once to the queue, the second time to a person."""
    perdus = Courriel.objects.filter(etat=Etat.PRIS, pris_le__lt=timezone.now() - BAIL)
    perdus.filter(interruptions__gte=1).update(etat=Etat.A_VERIFIER, erreur=INTERROMPU)
    perdus.update(etat=Etat.PREVU, interruptions=F("interruptions") + 1)


def _dus() -> list[Courriel]:
    dus = Courriel.objects.dus(timezone.now()).select_related("contact", "candidature", "grappe")
    return list(dus.order_by("prevu_le", "pk")[:LOT])


def _prendre(courriel: Courriel) -> bool:
    """Claim by conditional UPDATE: of two workers, one gets the row."""
    prise = timezone.now()
    libre = Courriel.objects.filter(pk=courriel.pk, etat=Etat.PREVU, tentatives=courriel.tentatives)
    if not libre.update(etat=Etat.PRIS, pris_le=prise, tentatives=F("tentatives") + 1):
        return False
    courriel.pris_le, courriel.tentatives = prise, courriel.tentatives + 1
    return True


def _envoyer(courriel: Courriel, connexion: BaseEmailBackend) -> bool:
    try:
        message(courriel, connexion).send()
    except LienImpossible as erreur:
        _noter(courriel, etat=Etat.ANNULE, erreur=str(erreur))
        return False
    except (OSError, *ILLISIBLES) as erreur:  # smtplib's errors are of this family
        # Whatever was left half-said on this connection must not reach the next mail.
        connexion.close()
        _noter_echec(courriel, erreur)
        return False
    Courriel.objects.filter(pk=courriel.pk).update(
        etat=Etat.ENVOYE, envoye_le=timezone.now(), erreur=""
    )
    return True


def message(
    courriel: Courriel, connexion: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """Build the message with live links. Its Message-ID depends on the row alone.

    Raises `LienImpossible`.
    """
    texte, html, liens = courriel.texte, courriel.html, _liens(courriel)
    for marque, url in liens.items():
        texte, html = texte.replace(marque, url), html.replace(marque, url)
    domaine = settings.SITE_URL.split("//")[-1].split("/")[0].split(":")[0]
    entetes = {
        "Message-ID": f"<courriel-{courriel.pk}@{domaine}>",
        "Auto-Submitted": "auto-generated",
    }
    if courriel.genre in RELANCES and (stop := liens.get(MARQUES["lien_stop"])):
        entetes["List-Unsubscribe"] = f"<{stop}>"
        entetes["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        courriel.objet,
        texte,
        to=[courriel.destinataire],
        reply_to=[settings.REPLY_TO_EMAIL],
        headers=entetes,
        connection=connexion,
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _liens(courriel: Courriel) -> dict[str, str]:
    """Make only the links whose mark stands in the mail."""
    voulus = [nom for nom, marque in MARQUES.items() if marque in courriel.texte]
    if not voulus:
        return {}
    if courriel.contact is None:
        raise LienImpossible("Le contact à qui ce lien était destiné n’existe plus.")
    place = _place(courriel)
    if "lien_reponse" in voulus and place is None:
        raise LienImpossible("La place proposée a été libérée avant l’envoi.")
    liens = {}
    for nom in voulus:
        usage, page = LIENS[nom]
        portee = place if usage == Jeton.Usage.REPONSE else None
        secret = jetons.creer(usage, courriel.contact, adresse=courriel.destinataire, place=portee)
        liens[MARQUES[nom]] = settings.SITE_URL + reverse(page, args=[secret])
    return liens


def _place(courriel: Courriel) -> Place | None:
    if courriel.candidature is None or courriel.grappe is None:
        return None
    vivantes = Place.objects.vivantes().filter(grappe=courriel.grappe)
    return vivantes.filter(candidature=courriel.candidature).first()


def _noter_echec(courriel: Courriel, erreur: Exception) -> None:
    """Refused for good, cut without a word, or to be tried again: three different ends."""
    logger.warning("courriel %s, tentative %s : %s", courriel.pk, courriel.tentatives, erreur)
    if _definitif(erreur) or courriel.tentatives > len(DELAIS):
        return _noter(courriel, etat=Etat.EN_ECHEC, erreur=str(erreur)[:1000])
    interruptions = courriel.interruptions + _ambigu(erreur)
    if interruptions > courriel.interruptions and courriel.interruptions:
        return _noter(courriel, etat=Etat.A_VERIFIER, erreur=INTERROMPU)
    delai = datetime.timedelta(minutes=DELAIS[courriel.tentatives - 1])
    return _noter(
        courriel,
        etat=Etat.PREVU,
        erreur=str(erreur)[:1000],
        interruptions=interruptions,
        prevu_le=timezone.now() + delai,
    )


def _noter(courriel: Courriel, **valeurs: object) -> None:
    """Write how a try ended, unless the claim was lost meanwhile: another worker may have sent."""
    notre = Courriel.objects.filter(pk=courriel.pk, etat=Etat.PRIS, pris_le=courriel.pris_le)
    notre.update(**valeurs)


def _definitif(erreur: Exception) -> bool:
    """Tell a mail refused for good from a server that is full, closed or badly set up."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return all(code // 100 == 5 for code, _ in erreur.recipients.values())
    if isinstance(erreur, smtplib.SMTPDataError):
        return erreur.smtp_code // 100 == 5
    return isinstance(erreur, ILLISIBLES)


def _ambigu(erreur: Exception) -> bool:
    """Whether the server may hold the mail: it went silent instead of answering."""
    return isinstance(erreur, smtplib.SMTPServerDisconnected) or not isinstance(
        erreur, smtplib.SMTPException
    )
