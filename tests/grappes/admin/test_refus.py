"""Why a member said no: staff read it on the grappe, on the candidature and in the list."""

import pytest
from django.urls import reverse

from grappes.models import Place
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db
RAISON = "Le calendrier ne nous convient pas"


@pytest.fixture
def place(campagne):
    grappe = factories.make_proposee(campagne=campagne, membres=3)
    place = Place.objects.select_related("grappe", "candidature").get(grappe=grappe, role="membre")
    places.repondre(
        place, "refuser", auteur=CANDIDATE, motif_refus="calendrier", precision="Pas avant juin"
    )
    return place


def test_reason_and_its_words_are_on_the_candidature_and_in_the_list(place, admin_page):
    for adresse in (
        reverse("admin:grappes_candidature_change", args=[place.candidature_id]),
        f"{reverse('admin:grappes_place_changelist')}?etat__exact=refusee",
    ):
        page = admin_page.get(adresse).content.decode()
        assert RAISON in page
        assert "Pas avant juin" in page


def test_reason_and_its_words_are_on_the_grappe(place, admin_page):
    adresse = reverse("admin:grappes_grappe_change", args=[place.grappe_id])
    page = admin_page.get(adresse).content.decode()
    assert RAISON.lower() in page
    assert "Pas avant juin" in page


def test_list_is_filtered_by_reason(place, admin_page):
    adresse = reverse("admin:grappes_place_changelist")
    for raison, attendues in (("calendrier", [place]), ("logiciel", [])):
        page = admin_page.get(adresse, {"motif_refus__exact": raison})
        assert list(page.context["cl"].queryset) == attendues
