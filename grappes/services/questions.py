"""What `grappes` gives the FAQ: the facts of the campagne, who asks, a way to write to them."""

from collections.abc import Collection

from django.urls import reverse

from faq import ports
from faq.models import QuestionPosee
from faq.services.questions import poser as poser_question
from grappes.models import Candidature, Contact, Courriel, Dui, StatutCandidature
from grappes.services.campagnes import faits
from grappes.services.messagerie import courriels
from grappes.services.origines import cle, origine, posees
from grappes.services.suivi.page import ETAPES, RANGS

__all__ = ["brancher", "contextes", "ecrire_la_reponse", "posees", "poser"]


def brancher() -> None:
    """Give the FAQ what it asks for; called once, when the application starts."""
    ports.enregistrer_courrier(ecrire_la_reponse)
    ports.enregistrer_variables(faits.libelles(), faits.faits)
    ports.enregistrer_contexte(contextes)
    ports.enregistrer_voisins(produits)


def produits() -> dict[str, set[str]]:
    """The names of the known software, whole and as people shorten them (« Imago »), and of its
    publishers."""
    connus = Dui.objects.values_list("nom", "editeur")
    noms = {nom for nom, _ in connus} | {nom.split()[0] for nom, _ in connus}
    return {"logiciel": noms, "éditeur": {editeur for _, editeur in connus if editeur}}


def poser(candidature: Candidature, contact: Contact, texte: str) -> QuestionPosee:
    """Ask the Collectif from a candidature. Raises `LimiteAtteinte`."""
    return poser_question(
        texte=texte,
        courriel=contact.courriel,
        nom=str(contact),
        origine=origine(candidature),
    )


def contextes(origines: Collection[str]) -> dict[str, ports.Contexte]:
    """Who asks, for the staff: the organisme, its status and step, the page of its file."""
    cles = {lue for texte in origines if (lue := cle(texte))}
    candidatures = Candidature.objects.select_related("organisme").in_bulk(cles)
    return {origine(c): _contexte(c) for c in candidatures.values()}


def _contexte(candidature: Candidature) -> ports.Contexte:
    # A draft has not begun the path, and a file may have left it.
    rang = RANGS.get(StatutCandidature(candidature.statut), 0)
    etape = f" (étape « {ETAPES[rang]} »)" if 0 < rang < len(ETAPES) else ""
    return ports.Contexte(
        nom=str(candidature),
        situation=f"{candidature.get_statut_display()}{etape}",
        adresse=reverse("admin:grappes_candidature_change", args=[candidature.pk]),
    )


def ecrire_la_reponse(posee: QuestionPosee) -> None:
    """Write the mail that takes an answer to its asker, once per question."""
    candidature = _candidature(posee.origine)
    contexte: dict[str, object] = {
        "question": posee.texte,
        "reponse": posee.reponse,
        "entree": posee.entree_publiee,
    }
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


def _candidature(venue: str) -> Candidature | None:
    candidatures = Candidature.objects.select_related("organisme", "campagne")
    trouvee = cle(venue)
    return candidatures.filter(pk=trouvee).first() if trouvee else None
