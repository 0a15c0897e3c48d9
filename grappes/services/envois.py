"""Send what is due: claim a row, make its links, hand it to the mail server, mark it.

SMTP cannot be exactly-once: a process killed between the server's 250 and our commit sends that
one mail again, with the same Message-ID. A mail that is cut twice waits for a person.
"""

import datetime
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
from grappes.services import jetons

logger = logging.getLogger(__name__)
Etat = Courriel.Etat

# A claim older than this belongs to a worker that died: longer than EMAIL_TIMEOUT several times.
BAIL = datetime.timedelta(minutes=3)
# Minutes before each new try after a temporary refusal: about a day in all.
DELAIS = (1, 5, 15, 30, 60, 120, 240, 480, 480)
LOT = 50
RELANCES = (Courriel.Genre.BROUILLON_INACHEVE, Courriel.Genre.RAPPEL_PROPOSITION)


def envoyer_les_dus(budget: float = 20.0) -> int:
    """Send what is due until nothing is or `budget` seconds have passed; return how many left."""
    fin, envoyes = time.monotonic() + budget, 0
    reprendre_les_interrompus()
    connexion = get_connection()
    try:
        while time.monotonic() < fin and (lot := _dus()):
            for courriel in lot:
                if time.monotonic() >= fin:
                    break
                envoyes += _prendre(courriel) and _envoyer(courriel, connexion)
    finally:
        connexion.close()
    return envoyes


def reprendre_les_interrompus() -> None:
    """Give back the rows of dead workers: once to the queue, the second time to a person."""
    perdus = Courriel.objects.filter(etat=Etat.PRIS, pris_le__lt=timezone.now() - BAIL)
    perdus.filter(interruptions__gte=1).update(
        etat=Etat.A_VERIFIER, erreur="Envoi interrompu deux fois : vérifiez s’il est arrivé."
    )
    perdus.update(etat=Etat.PREVU, interruptions=F("interruptions") + 1)


def _dus() -> list[Courriel]:
    dus = Courriel.objects.dus(timezone.now()).select_related("contact", "candidature", "grappe")
    return list(dus.order_by("prevu_le", "pk")[:LOT])


def _prendre(courriel: Courriel) -> bool:
    """Claim by conditional UPDATE: of two workers, one gets the row."""
    return bool(
        Courriel.objects.filter(pk=courriel.pk, etat=Etat.PREVU).update(
            etat=Etat.PRIS, pris_le=timezone.now(), tentatives=F("tentatives") + 1
        )
    )


def _envoyer(courriel: Courriel, connexion: BaseEmailBackend) -> bool:
    try:
        connexion.open()
        message(courriel, connexion).send()
    except (smtplib.SMTPException, OSError) as erreur:
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
    """Build the message with live links. Its Message-ID depends on the row alone."""
    texte, html, liens = courriel.texte, courriel.html, _liens(courriel)
    for marque, url in liens.items():
        texte, html = texte.replace(marque, url), html.replace(marque, url)
    domaine = settings.SITE_URL.split("//")[-1].split("/")[0].split(":")[0]
    entetes = {
        "Message-ID": f"<courriel-{courriel.pk}@{domaine}>",
        "Auto-Submitted": "auto-generated",
    }
    if courriel.genre in RELANCES and "⟦stop⟧" in liens:
        entetes["List-Unsubscribe"] = f"<{liens['⟦stop⟧']}>"
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
    if courriel.contact is None:
        return {}
    usages = {
        "⟦acces⟧": (Jeton.Usage.ACCES, "lien_ouvrir", None),
        "⟦confirmation⟧": (Jeton.Usage.CONFIRMATION, "adresse_confirmer", None),
        "⟦reponse⟧": (Jeton.Usage.REPONSE, "proposition_repondre", _place(courriel)),
        "⟦stop⟧": (Jeton.Usage.STOP_RELANCES, "relances_arreter", None),
    }
    contact, adresse = courriel.contact, courriel.destinataire
    return {
        marque: settings.SITE_URL
        + reverse(page, args=[jetons.creer(usage, contact, adresse=adresse, place=place)])
        for marque, (usage, page, place) in usages.items()
        if marque in courriel.texte
    }


def _place(courriel: Courriel) -> Place | None:
    if courriel.candidature is None or courriel.grappe is None:
        return None
    vivantes = Place.objects.vivantes().filter(grappe=courriel.grappe)
    return vivantes.filter(candidature=courriel.candidature).first()


def _noter_echec(courriel: Courriel, erreur: Exception) -> None:
    tentatives = courriel.tentatives + 1
    logger.warning("courriel %s, tentative %s : %s", courriel.pk, tentatives, erreur)
    valeurs: dict[str, object] = {"erreur": str(erreur)[:1000], "etat": Etat.EN_ECHEC}
    if not _definitif(erreur) and tentatives <= len(DELAIS):
        delai = datetime.timedelta(minutes=DELAIS[tentatives - 1])
        valeurs |= {"etat": Etat.PREVU, "prevu_le": timezone.now() + delai}
    Courriel.objects.filter(pk=courriel.pk).update(**valeurs)


def _definitif(erreur: Exception) -> bool:
    """Tell a mail refused for good from a server that is full, closed or badly set up."""
    if isinstance(erreur, smtplib.SMTPRecipientsRefused):
        return all(code // 100 == 5 for code, _ in erreur.recipients.values())
    return isinstance(erreur, smtplib.SMTPDataError) and erreur.smtp_code // 100 == 5
