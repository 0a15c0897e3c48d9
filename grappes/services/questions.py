"""What `grappes` gives the FAQ: the facts of the campagne, and a way to write to an asker.

A question asked from a candidature carries its key as origin (`candidature:42`), which the FAQ
keeps without reading it.
"""

from django.db.models import QuerySet

from faq import ports
from faq.models import QuestionPosee
from faq.services import questions as faq
from grappes.erreurs import LimiteAtteinte
from grappes.models import Candidature, Contact, Courriel
from grappes.services.campagnes import faits
from grappes.services.messagerie import courriels

PREFIXE = "candidature:"


def brancher() -> None:
    """Give the FAQ what it asks for; called once, when the application starts."""
    ports.enregistrer_courrier(ecrire_la_reponse)
    ports.enregistrer_variables(faits.libelles(), faits.faits)


def poser(candidature: Candidature, contact: Contact, texte: str) -> QuestionPosee:
    """Ask the Collectif from a candidature. Raises `LimiteAtteinte`."""
    try:
        return faq.poser(
            texte=texte,
            courriel=contact.courriel,
            nom=str(contact),
            origine=f"{PREFIXE}{candidature.pk}",
        )
    except faq.TropDeQuestions as trop:
        raise LimiteAtteinte(str(trop)) from trop


def posees(candidature: Candidature) -> QuerySet[QuestionPosee]:
    """The questions of a candidature, the latest first, with their answers."""
    return QuestionPosee.objects.filter(origine=f"{PREFIXE}{candidature.pk}")


def ecrire_la_reponse(posee: QuestionPosee) -> None:
    """Write the mail that takes an answer to its asker, once per question."""
    candidature = _candidature(posee.origine)
    contexte: dict[str, object] = {"question": posee.texte, "reponse": posee.reponse}
    contact = None
    if candidature:
        contact = candidature.contacts.filter(courriel=posee.courriel).first()
        contexte |= {
            "candidature": candidature,
            "campagne": candidature.campagne,
            "organisme": candidature.organisme,
        }
    courriels.ecrire(
        Courriel.Genre.REPONSE_QUESTION,
        destinataire=posee.courriel,
        concerne=f"question-{posee.pk}",
        occasion="reponse",
        contexte=contexte,
        contact=contact,
        candidature=candidature,
    )


def _candidature(origine: str) -> Candidature | None:
    cle = origine.removeprefix(PREFIXE)
    if cle == origine or not cle.isdecimal():
        return None
    return Candidature.objects.select_related("organisme", "campagne").filter(pk=cle).first()
