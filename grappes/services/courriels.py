"""Write the rows that will be mails, in the transaction that causes them. Nothing leaves here.

A link stands as a mark (⟦acces⟧) that `envois` replaces when it sends, so that no row and no
staff screen ever holds a live link.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import (
    Candidature,
    Contact,
    Courriel,
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
    cle = f"{genre}:{concerne}:{destinataire}:{occasion}"[:255]
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


def composer(genre: Genre, contexte: dict[str, object]) -> tuple[str, str, str]:
    """Render a kind of mail: its subject on one line, its text, its HTML."""
    complet = {"site": settings.SITE_URL, **MARQUES, **contexte}
    objet = " ".join(render_to_string(f"courriels/{genre}/objet.txt", complet).split())
    texte = render_to_string(f"courriels/{genre}/corps.txt", complet).strip() + "\n"
    return objet, texte, render_to_string(f"courriels/{genre}/corps.html", complet)


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
    """Take back what is planned and not sent: a file that left gets no reminder."""
    return Courriel.objects.filter(
        candidature=candidature,
        etat=Courriel.Etat.PREVU,
        genre__in=(Genre.BROUILLON_INACHEVE, Genre.RAPPEL_PROPOSITION, Genre.FENETRE_SE_FERME),
    ).update(etat=Courriel.Etat.ANNULE)


def annoncer_statut(candidature: Candidature, transition: Transition) -> None:
    """Tell the contacts of a public change of status, once per change."""
    ecrire_aux_contacts(
        Genre.CHANGEMENT_STATUT,
        candidature,
        occasion=f"transition-{transition.pk}",
        contexte={
            "transition": transition,
            "libelle": StatutCandidature(transition.vers).libelle_candidat,
        },
    )


def renvoyer(courriel: Courriel) -> None:
    """Put a failed mail back in the queue; the clerk judged that it did not arrive."""
    pris = Courriel.objects.filter(
        pk=courriel.pk, etat__in=(Courriel.Etat.EN_ECHEC, Courriel.Etat.A_VERIFIER)
    ).update(
        etat=Courriel.Etat.PREVU,
        prevu_le=timezone.now(),
        tentatives=0,
        interruptions=0,
        erreur="",
    )
    if not pris:
        raise ErreurMetier(f"« {courriel} » n’est pas en échec : il ne peut pas être renvoyé.")


def annuler(courriel: Courriel) -> None:
    """Take back a mail that no worker has claimed yet."""
    prevu = Courriel.objects.filter(pk=courriel.pk, etat=Courriel.Etat.PREVU)
    if not prevu.update(etat=Courriel.Etat.ANNULE):
        raise ErreurMetier(f"« {courriel} » n’attend plus son envoi : il ne peut être annulé.")
