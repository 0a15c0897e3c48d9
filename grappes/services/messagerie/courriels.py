"""Write the rows that will be mails, in the transaction that causes them. Nothing leaves here.

A link stands as a mark (⟦acces⟧) that `envois` replaces when it sends, so that no row and no
staff screen ever holds a live link.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator

from faq.texte import typographier
from grappes.erreurs import ErreurMetier
from grappes.models import (
    Candidature,
    Contact,
    Courriel,
    EtablissementDeclare,
    Grappe,
    StatutCandidature,
    Transition,
)

Genre = Courriel.Genre

MARQUES = {
    "lien_acces": "⟦acces⟧",
    "lien_confirmation": "⟦confirmation⟧",
    "lien_reponse": "⟦reponse⟧",
    "lien_stop": "⟦stop⟧",
}
# What a person may refuse; the rest follows from their file, and they always receive it.
RELANCES = (Genre.BROUILLON_INACHEVE, Genre.RAPPEL_PROPOSITION)
# What asks a member to answer.
PROPOSITIONS = (Genre.GRAPPE_PROPOSEE, Genre.PROPOSITION_MODIFIEE)


def ecrire(
    genre: Genre,
    *,
    destinataire: str,
    concerne: str,
    occasion: str,
    contexte: dict[str, object] | None = None,
    contact: Contact | None = None,
    candidature: Candidature | None = None,
    grappe: Grappe | None = None,
    prevu_le: datetime.datetime | None = None,
) -> Courriel:
    """Write one mail, once: a second call with the same key returns the first row.

    The key is genre:concerne:destinataire:occasion. `prevu_le` defaults to now.
    """
    cle = _cle(f"{genre}:{concerne}:{destinataire}:{occasion}")
    if deja := Courriel.objects.filter(cle=cle).first():
        return deja
    objet, texte, html = composer(genre, {"contact": contact, **(contexte or {})})
    courriel, _ = Courriel.objects.get_or_create(
        cle=cle,
        defaults={
            "genre": genre,
            "destinataire": destinataire,
            "contact": contact,
            "candidature": candidature,
            "grappe": grappe,
            "objet": objet,
            "texte": texte,
            "html": html,
            "prevu_le": prevu_le or timezone.now(),
        },
    )
    return courriel


def _cle(cle: str) -> str:
    """Fit a key in its column; cutting a long one would lose the occasion, and so a mail."""
    return cle if len(cle) <= 255 else hashlib.sha256(cle.encode()).hexdigest()


def composer(genre: Genre, contexte: dict[str, object]) -> tuple[str, str, str]:
    """Render a kind of mail: its subject (one line, 200 characters at most), its text, its HTML."""
    complet = {
        "site": settings.SITE_URL,
        "adresse_collectif": settings.REPLY_TO_EMAIL,
        "statuts": StatutCandidature,
        **MARQUES,
        **contexte,
    }
    objet = re.sub(r"[ \t\r\n]+", " ", _en_texte(f"courriels/{genre}/objet.txt", complet))
    objet = Truncator(objet.strip(" ")).chars(200)
    # Tags alone on their line leave empty ones behind.
    texte = re.sub(r"\n{3,}", "\n\n", _en_texte(f"courriels/{genre}/corps.txt", complet))
    html = render_to_string(f"courriels/{genre}/corps.html", complet | {"objet": objet})
    return typographier(objet), f"{typographier(texte).strip()}\n", typographier(html)


def _en_texte(modele: str, contexte: dict[str, object]) -> str:
    """Render a template of plain text, where an apostrophe must stay an apostrophe."""
    return Engine.get_default().get_template(modele).render(Context(contexte, autoescape=False))


def ecrire_aux_contacts(
    genre: Genre,
    candidature: Candidature,
    *,
    occasion: str,
    contexte: dict[str, object] | None = None,
    grappe: Grappe | None = None,
    prevu_le: datetime.datetime | None = None,
    contacts: Iterable[Contact] | None = None,
) -> list[Courriel]:
    """Write one mail to each contact of a candidature."""
    campagne, organisme = candidature.campagne, candidature.organisme
    base = {"candidature": candidature, "campagne": campagne, "organisme": organisme}
    return [
        ecrire(
            genre,
            destinataire=contact.courriel,
            concerne=f"candidature-{candidature.pk}",
            occasion=occasion,
            contexte={**base, "grappe": grappe, **(contexte or {})},
            contact=contact,
            candidature=candidature,
            grappe=grappe,
            prevu_le=prevu_le,
        )
        for contact in (candidature.contacts.all() if contacts is None else contacts)
    ]


def annuler_les_relances(candidature: Candidature) -> int:
    """Take back what asks for an act that is no longer awaited, when it is not sent yet."""
    return Courriel.objects.filter(
        candidature=candidature,
        etat=Courriel.Etat.PREVU,
        genre__in=(*RELANCES, *PROPOSITIONS, Genre.FENETRE_SE_FERME),
    ).update(etat=Courriel.Etat.ANNULE)


def annoncer_statut(candidature: Candidature, transition: Transition) -> None:
    """Tell the contacts of a public change of status, once per change."""
    exclues = candidature.lignes.filter(retenue=True, verdict=EtablissementDeclare.Verdict.EXCLU)
    ecrire_aux_contacts(
        Genre.CHANGEMENT_STATUT,
        candidature,
        occasion=f"transition-{transition.pk}",
        contexte={
            "transition": transition,
            "libelle": StatutCandidature(transition.vers).libelle_candidat,
            # The place that this change frees or carries on, if the file ever had one.
            "place": candidature.places.order_by("pk").last(),
            "exclues": exclues,
        },
    )


def renvoyer(courriel: Courriel) -> None:
    """Put a failed mail back in the queue, to the address that its contact has now.

    The clerk judged that it did not arrive; a wrong address is the usual reason.
    """
    adresse = courriel.contact.courriel if courriel.contact else courriel.destinataire
    cle = courriel.cle.replace(f":{courriel.destinataire}:", f":{adresse}:")
    if Courriel.objects.filter(cle=cle).exclude(pk=courriel.pk).exists():
        raise ErreurMetier(f"Ce message a déjà été écrit à {adresse} : inutile de le renvoyer.")
    pris = Courriel.objects.filter(
        pk=courriel.pk, etat__in=(Courriel.Etat.EN_ECHEC, Courriel.Etat.A_VERIFIER)
    ).update(
        destinataire=adresse,
        cle=cle,
        etat=Courriel.Etat.PREVU,
        prevu_le=timezone.now(),
        tentatives=0,
        interruptions=0,
        erreur="",
    )
    if not pris:
        raise ErreurMetier(f"« {courriel} » n’est pas en échec : il ne peut pas être renvoyé.")


def annuler(courriel: Courriel) -> None:
    """Take back a mail that no worker has claimed yet."""
    prevu = Courriel.objects.filter(pk=courriel.pk, etat=Courriel.Etat.PREVU)
    if not prevu.update(etat=Courriel.Etat.ANNULE):
        raise ErreurMetier(f"« {courriel} » n’attend plus son envoi : il ne peut être annulé.")
