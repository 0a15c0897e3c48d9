"""Whoever joins a constituted grappe is in it once nobody is awaited, however the last answered."""

import datetime

import pytest
from django.utils import timezone

from grappes.erreurs import TransitionInterdite
from grappes.models import Candidature, Courriel, Grappe, Instruction, Place
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db


def place_de(candidature):
    vivantes = Place.objects.vivantes().select_related("candidature__campagne", "grappe")
    return vivantes.get(candidature=candidature)


def refuser(dernier, collectif):
    places.repondre(place_de(dernier), "refuser", auteur=CANDIDATE, motif_refus="autre")


def retirer(dernier, collectif):
    candidatures.retirer(Candidature.objects.get(pk=dernier.pk), auteur=CANDIDATE)


def liberer(dernier, collectif):
    places.liberer(place_de(dernier), auteur=collectif, motif="Fusion juridique.")


def publier(campagne):
    Instruction.objects.create(
        campagne=campagne,
        reference="DNS/2026/12",
        url="https://www.legifrance.gouv.fr/",
        signee_le=timezone.localdate(),
        publication_le=timezone.now() - datetime.timedelta(hours=1),
        reglement=campagne.reglement,
    )


@pytest.fixture
def constituee(campagne, collectif):
    return factories.make_constituee(auteur=collectif, campagne=campagne)


@pytest.fixture
def deux_de_plus(constituee, collectif):
    """Two newcomers: the first said yes, the second is awaited."""
    venus = [factories.make_eligible(campagne=constituee.campagne) for _ in range(2)]
    for candidature in venus:
        places.ajouter(constituee, candidature)
    grappes.annoncer_les_places(constituee, auteur=collectif)
    places.repondre(place_de(venus[0]), "accepter", auteur=CANDIDATE)
    return venus


@pytest.mark.parametrize("partir", [refuser, retirer, liberer])
def test_newcomer_that_said_yes_is_in_once_the_last_awaited_is_gone(
    deux_de_plus, collectif, partir
):
    venu, dernier = deux_de_plus

    partir(dernier, collectif)

    venu.refresh_from_db()
    assert venu.statut == "en_grappe"
    assert venu.courriels.filter(genre=Courriel.Genre.GRAPPE_CONSTITUEE).exists()


def test_newcomer_of_an_invited_grappe_is_invited_with_it(
    campagne, constituee, deux_de_plus, collectif
):
    publier(campagne)
    grappes.inviter(Grappe.objects.get(pk=constituee.pk), auteur=collectif)

    refuser(deux_de_plus[1], collectif)

    deux_de_plus[0].refresh_from_db()
    assert deux_de_plus[0].statut == "invitee"


def test_file_is_not_sent_while_a_member_was_not_invited(
    campagne, constituee, deux_de_plus, collectif
):
    publier(campagne)
    grappes.inviter(Grappe.objects.get(pk=constituee.pk), auteur=collectif)
    refuser(deux_de_plus[1], collectif)
    # What an older version of this application left behind.
    Candidature.objects.filter(pk=deux_de_plus[0].pk).update(statut="proposee")

    with pytest.raises(TransitionInterdite, match="n’est pas encore invité à déposer"):
        grappes.transmettre(
            Grappe.objects.get(pk=constituee.pk),
            auteur=collectif,
            le=timezone.localdate(),
            numero_dossier="2026-77",
        )
