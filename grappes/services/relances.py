"""Follow-ups: what is due is asked of the data at each tick, and written once by its key.

After a pause of the ticks, a person gets the last reminder of each kind, never the missed ones.
"""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from grappes.models import (
    Candidature,
    Contact,
    Courriel,
    EtatPlace,
    FenetreDepot,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    User,
)
from grappes.services.collectif import listes
from grappes.services.messagerie import courriels
from grappes.services.regroupement import grappes, propositions

Genre = Courriel.Genre

JOURS_BROUILLON = (10, 3)
JOURS_AVANT_REPONSE = 5
JOURS_AVANT_CLOTURE = (3, 14)
HEURE_DU_RESUME = 8
MARDI = 2


def planifier() -> None:
    """Write every follow-up that is due; run as often as one likes."""
    relancer_les_brouillons()
    rappeler_les_propositions()
    annoncer_les_clotures()
    resumer_la_semaine()


def relancer_les_brouillons() -> None:
    """Unfinished drafts of open campagnes, after 3 and 10 days without a change."""
    brouillons = Candidature.objects.filter(
        Exists(Contact.objects.filter(candidature=OuterRef("pk"), relances_refusees_le=None)),
        statut=StatutCandidature.BROUILLON,
        campagne__ouvre_le__lte=timezone.localdate(),
        campagne__ferme_le__gte=timezone.localdate(),
    ).select_related("campagne", "organisme")
    for jours in JOURS_BROUILLON:
        seuil = timezone.now() - datetime.timedelta(days=jours)
        for candidature in _sans_courriel(brouillons.filter(modifiee_le__lte=seuil), jours):
            courriels.ecrire_aux_contacts(
                Genre.BROUILLON_INACHEVE,
                candidature,
                occasion=f"{jours}-jours",
                contexte={"dernier": jours == max(JOURS_BROUILLON)},
                contacts=[c for c in _a_relancer(candidature) if not _a_depose(c)],
            )
        # The longest delay comes first: whoever owes the last reminder missed the others.
        brouillons = brouillons.filter(modifiee_le__gt=seuil)


def _sans_courriel(brouillons: QuerySet[Candidature], jours: int) -> QuerySet[Candidature]:
    """Those not reminded after so many days. The key would keep it to one mail; asking first spares
    five queries a draft at each tick."""
    deja = Courriel.objects.filter(
        genre=Genre.BROUILLON_INACHEVE, candidature=OuterRef("pk"), cle__endswith=f":{jours}-jours"
    )
    return brouillons.filter(~Exists(deja))


def _a_relancer(candidature: Candidature) -> list[Contact]:
    return list(candidature.contacts.filter(relances_refusees_le=None))


def _a_depose(contact: Contact) -> bool:
    """Whoever submitted in this campagne, or asked to join a file, has no draft to finish."""
    deposees = Candidature.objects.deposees().filter(campagne=contact.candidature.campagne_id)
    return deposees.filter(
        Q(contacts__courriel=contact.courriel) | Q(rattachements__courriel=contact.courriel)
    ).exists()


def rappeler_les_propositions() -> None:
    """One reminder before the deadline to those who have not answered."""
    jour = timezone.localdate()
    limite = jour + datetime.timedelta(days=JOURS_AVANT_REPONSE)
    # The key would keep it to one mail; asking first spares the card of the grappe at each tick.
    deja = Courriel.objects.filter(
        genre=Genre.RAPPEL_PROPOSITION,
        candidature=OuterRef("candidature"),
        cree_le__gte=OuterRef("annoncee_le"),
    )
    places = Place.objects.vivantes().filter(
        ~Exists(deja),
        etat=EtatPlace.ANNONCEE,
        reponse_avant_le__range=(jour, limite),
        annoncee_le__lte=timezone.now() - datetime.timedelta(days=2),
    )
    for place in places.select_related("grappe", "candidature__campagne", "candidature__organisme"):
        courriels.ecrire_aux_contacts(
            Genre.RAPPEL_PROPOSITION,
            place.candidature,
            occasion=f"place-{place.pk}-{place.annoncee_le:%Y-%m-%d}",  # asked again: once more
            grappe=place.grappe,
            contexte={"place": place, "fiche": propositions.fiche(place)},
            contacts=_a_relancer(place.candidature),
        )


def annoncer_les_clotures() -> None:
    """Tell the porteurs that have not filed, 14 and 3 days before their window closes."""
    jour = timezone.localdate()
    horizon = jour + datetime.timedelta(days=max(JOURS_AVANT_CLOTURE))
    fenetres = FenetreDepot.objects.filter(
        ferme_le__range=(jour, horizon), instruction__publication_le__isnull=False
    ).select_related("instruction")
    for fenetre in fenetres:
        jours = next(j for j in JOURS_AVANT_CLOTURE if (fenetre.ferme_le - jour).days <= j)
        for grappe, porteur in _a_deposer(fenetre):
            courriels.ecrire_aux_contacts(
                Genre.FENETRE_SE_FERME,
                porteur.candidature,
                # A window that moves closes anew.
                occasion=f"fenetre-{fenetre.pk}-{fenetre.ferme_le}-{jours}-jours",
                grappe=grappe,
                contexte={"fenetre": fenetre},
            )


def _a_deposer(fenetre: FenetreDepot) -> list[tuple[Grappe, Place]]:
    """The invited grappes that file by this window's route, each with its porteur."""
    invitees = grappes.avec_membres().filter(
        campagne=fenetre.instruction.campagne_id, statut=StatutGrappe.INVITEE
    )
    return [
        (grappe, porteur)
        for grappe in invitees
        if (porteur := grappe.porteur) and grappes.fenetre_de(grappe) == fenetre
    ]


def resumer_la_semaine() -> None:
    """On Monday morning, the staff's week: what came in, what waits for them.

    On Tuesday still, for a worker that slept through Monday; later it would be no news.
    """
    maintenant = timezone.localtime()
    annee, semaine, jour = maintenant.isocalendar()
    if jour > MARDI or (jour < MARDI and maintenant.hour < HEURE_DU_RESUME):
        return
    contexte = _semaine(maintenant)
    for user in User.objects.filter(is_staff=True, is_active=True).exclude(email=""):
        courriels.ecrire(
            Genre.RESUME_COLLECTIF,
            destinataire=user.email,
            concerne="collectif",
            occasion=f"{annee}-S{semaine:02d}",
            contexte={**contexte, "user": user},
        )


def _semaine(maintenant: datetime.datetime) -> dict[str, object]:
    depuis = maintenant - datetime.timedelta(days=7)
    candidatures = Candidature.objects
    return {
        "recues": candidatures.filter(deposee_le__gte=depuis).count(),
        "a_examiner": candidatures.filter(statut=StatutCandidature.RECUE).count(),
        "en_examen": candidatures.filter(statut=StatutCandidature.EN_EXAMEN).count(),
        "au_vivier": candidatures.filter(statut=StatutCandidature.AU_VIVIER).count(),
        "reponses_attendues": listes.places(EtatPlace.ANNONCEE).count(),
        "a_discuter": listes.places(EtatPlace.A_DISCUTER).count(),
        "courriels_en_echec": listes.courriels_a_traiter().count(),
        "url_admin": reverse("admin:index"),
    }
