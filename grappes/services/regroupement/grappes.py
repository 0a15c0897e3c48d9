"""The acts on a grappe: proposed, constituted, dissolved, filed."""

import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import (
    Candidature,
    Courriel,
    EtablissementDeclare,
    FenetreDepot,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    Transition,
)
from grappes.regles.grappe import composer, route
from grappes.services.messagerie import courriels
from grappes.services.regroupement import places
from grappes.services.verrous import verrouiller
from grappes.workflow import Auteur, changer_statut

Genre = Courriel.Genre


def avec_membres() -> QuerySet[Grappe]:
    """Grappes with all that the rules read, in a bounded number of queries.

    Foreign keys are joined, not prefetched: Django prefetches them by a condition of one OR per
    row, which SQLite refuses beyond a thousand.
    """
    lignes = EtablissementDeclare.objects.select_related(
        "etablissement__departement", "etablissement__categorie"
    )
    membres = Place.objects.select_related("candidature__organisme").prefetch_related(
        "candidature__dui_acceptes", Prefetch("candidature__lignes", lignes)
    )
    return Grappe.objects.select_related("campagne__instruction", "dui").prefetch_related(
        "campagne__reglements__departements_reduits", Prefetch("places", membres)
    )


def fenetre_de_depot(pk: int) -> FenetreDepot | None:
    """When this grappe may file: the window of the route that the published règlement gives."""
    return fenetre_de(avec_membres().get(pk=pk))


def fenetre_de(grappe: Grappe) -> FenetreDepot | None:
    """The same for a grappe of `avec_membres`, already read."""
    instruction, reglement = grappe.campagne.instruction_publiee, grappe.campagne.reglement
    if instruction is None or reglement is None:
        return None
    return instruction.fenetres.filter(route=route(composer(grappe, reglement), reglement)).first()


@transaction.atomic
def proposer(grappe: Grappe, *, auteur: Auteur) -> Transition:
    """Announce every place."""
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "proposer", auteur=auteur)
    annoncer_les_places(grappe, auteur=auteur)
    return transition


@transaction.atomic
def annoncer_les_places(grappe: Grappe, *, auteur: Auteur) -> int:
    """Announce the places that nobody was told of; return how many.

    The deadline to answer comes from the règlement, unless staff set one that is still to come.
    """
    grappe = verrouiller(grappe)
    if grappe.statut == StatutGrappe.EN_PREPARATION:
        raise ErreurMetier("Proposez d’abord la grappe.")
    prevues = places.a_annoncer(grappe)
    if not prevues:
        return 0
    _fixer_l_echeance(grappe)
    for place in prevues:
        place.grappe = grappe
        places.annoncer(place, auteur=auteur)
    return len(prevues)


def _fixer_l_echeance(grappe: Grappe) -> None:
    """A link to answer dies at the deadline: a member who comes late is owed one to come."""
    jour, reglement = timezone.localdate(), grappe.campagne.reglement
    if reglement and (grappe.reponse_avant_le is None or grappe.reponse_avant_le <= jour):
        grappe.reponse_avant_le = jour + datetime.timedelta(days=reglement.delai_reponse)
        grappe.save(update_fields=["reponse_avant_le"])


@transaction.atomic
def constituer(grappe: Grappe, *, auteur: Auteur) -> Transition:
    """All members agreed: they are in. When the instruction is out, they are invited at once."""
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "constituer", auteur=auteur)
    places.engager(grappe)
    if grappe.campagne.instruction_publiee:
        inviter(grappe, auteur=auteur)
    return transition


@transaction.atomic
def inviter(grappe: Grappe, *, auteur: Auteur) -> Transition:
    """The instruction is published and the grappe is valid under it: prepare the filing."""
    transition = changer_statut(grappe, "inviter", auteur=auteur)
    grappe = avec_membres().get(pk=grappe.pk)
    instruction, fenetre = grappe.campagne.instruction, fenetre_de(grappe)
    roles = {place.candidature_id: place for place in grappe.places_vivantes}
    for candidature in candidatures_de(grappe, StatutCandidature.EN_GRAPPE):
        changer_statut(candidature, "inviter", auteur=auteur)
        courriels.ecrire_aux_contacts(
            Genre.INSTRUCTION_PUBLIEE,
            candidature,
            # The grappe is told apart from the instruction: who waited was told of that alone.
            occasion=f"instruction-{instruction.pk}-grappe-{grappe.pk}",
            grappe=grappe,
            contexte={
                "instruction": instruction,
                "fenetre": fenetre,
                "place": roles[candidature.pk],
            },
        )
    return transition


@transaction.atomic
def dissoudre(grappe: Grappe, *, auteur: Auteur, motif: str) -> Transition:
    """Free every place; the candidatures go back to the vivier and are told."""
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "dissoudre", auteur=auteur, motif=motif)
    for place in grappe.places.vivantes().select_related("candidature__campagne"):
        place.grappe = grappe
        places.liberer(place, auteur=auteur, motif=f"Grappe dissoute : {motif}")
    return transition


@transaction.atomic
def transmettre(
    grappe: Grappe, *, auteur: Auteur, le: datetime.date, numero_dossier: str
) -> Transition:
    """Record that the porteur filed in the State's own tool (PAI numérique)."""
    grappe = verrouiller(grappe)
    if le > timezone.localdate():
        raise ErreurMetier("La date de transmission ne peut pas être à venir.")
    if le < grappe.campagne.ouvre_le:  # a year typed with two digits, most often
        raise ErreurMetier("La date de transmission ne peut pas précéder la campagne.")
    grappe.transmise_le, grappe.numero_dossier = le, numero_dossier.strip()
    transition = changer_statut(
        grappe, "transmettre", auteur=auteur, transmise_le=le, numero_dossier=grappe.numero_dossier
    )
    _faire_suivre(grappe, "transmettre", StatutCandidature.INVITEE, auteur)
    return transition


@transaction.atomic
def noter_resultat(grappe: Grappe, *, laureate: bool, auteur: Auteur) -> Transition:
    grappe = verrouiller(grappe)
    transition = changer_statut(grappe, "laurer" if laureate else "ne_pas_laurer", auteur=auteur)
    acte = "retenir" if laureate else "ne_pas_retenir"
    _faire_suivre(grappe, acte, StatutCandidature.TRANSMISE, auteur)
    return transition


def _faire_suivre(grappe: Grappe, acte: str, depuis: StatutCandidature, auteur: Auteur) -> None:
    for candidature in candidatures_de(grappe, depuis):
        transition = changer_statut(candidature, acte, auteur=auteur)
        courriels.annoncer_statut(candidature, transition)


def candidatures_de(grappe: Grappe, statut: StatutCandidature) -> list[Candidature]:
    """The live members of this status, ready to be told."""
    places_vivantes = Place.objects.vivantes().filter(grappe=grappe)
    return list(
        Candidature.objects.filter(places__in=places_vivantes, statut=statut)
        .select_related("organisme", "campagne")
        .prefetch_related("contacts")
        .order_by("pk")
    )
