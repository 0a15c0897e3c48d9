"""What becomes of members once all agreed: in the grappe, then invited with it; each is told."""

from grappes.models import Candidature, EtatPlace, Grappe, Place, StatutCandidature, StatutGrappe
from grappes.services.messagerie import courriels
from grappes.services.regroupement.lecture import avec_membres, fenetre_de
from grappes.workflow import APPLICATION, Auteur, changer_statut

Genre = courriels.Genre


def engager(grappe: Grappe) -> None:
    """Put in the grappe the members that agreed, once they all have.

    Who joins an invited grappe is invited at once.
    """
    vivantes = grappe.places.vivantes()
    if vivantes.exclude(etat=EtatPlace.ACCEPTEE).exists():
        return
    contexte = {"instruction": grappe.campagne.instruction_publiee, "seul": vivantes.count() == 1}
    for place in vivantes.select_related("candidature__organisme", "candidature__campagne"):
        if place.candidature.statut != StatutCandidature.PROPOSEE:
            continue
        changer_statut(place.candidature, "engager", auteur=APPLICATION)
        courriels.ecrire_aux_contacts(
            Genre.GRAPPE_CONSTITUEE,
            place.candidature,
            occasion=f"place-{place.pk}",
            grappe=grappe,
            contexte={**contexte, "place": place},
        )
    if grappe.statut == StatutGrappe.INVITEE:
        inviter_les_membres(grappe, auteur=APPLICATION)


def inviter_les_membres(grappe: Grappe, *, auteur: Auteur) -> None:
    """Tell the members of an invited grappe to prepare its filing, with its dates."""
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


def candidatures_de(grappe: Grappe, statut: StatutCandidature) -> list[Candidature]:
    """The live members of this status, ready to be told."""
    places_vivantes = Place.objects.vivantes().filter(grappe=grappe)
    return list(
        Candidature.objects.filter(places__in=places_vivantes, statut=statut)
        .select_related("organisme", "campagne")
        .prefetch_related("contacts")
        .order_by("pk")
    )
