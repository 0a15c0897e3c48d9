"""Reasons for a « non » feed the next run; promises that contradict wishes are told to staff."""

import pytest

from grappes.models import PaireInterdite, Place
from grappes.optimizer import check, solve
from grappes.services.enonce.probleme import plan_actuel, poser
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.groupables import candidat, eligible, reunir

MotifRefus = Place.MotifRefus


def refuser(place, motif):
    place = Place.objects.select_related("grappe", "candidature").get(pk=place.pk)
    places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus=motif)


@pytest.fixture
def proposee(campagne, collectif):
    """A proposed grappe of two."""
    grappe = reunir(campagne, eligible(campagne), eligible(campagne))
    factories.grappes.proposer(grappe, auteur=collectif)
    return grappe


def deux_places(grappe):
    return list(grappe.places.select_related("candidature").order_by("pk"))


def test_who_refused_for_the_software_no_longer_accepts_it(campagne, proposee):
    place, _ = deux_places(proposee)
    place.candidature.dui_acceptes.add(factories.make_dui("Logiciel B"))

    refuser(place, MotifRefus.LOGICIEL)

    assert candidat(poser(campagne), place.candidature).accepts == ("Logiciel B",)


def test_who_refused_for_the_partners_is_kept_from_them(campagne, proposee):
    place, autre = deux_places(proposee)

    refuser(place, MotifRefus.PARTENAIRES)

    assert candidat(poser(campagne), place.candidature).refuses == (str(autre.candidature_id),)


def test_who_refused_for_the_calendar_is_taken_to_want_it_later(campagne, proposee):
    place, _ = deux_places(proposee)

    refuser(place, MotifRefus.CALENDRIER)

    assert candidat(poser(campagne), place.candidature).horizon == 1


def test_who_would_rather_apply_alone_is_left_out_unless_selected(campagne, proposee):
    place, _ = deux_places(proposee)
    refuser(place, MotifRefus.SEUL)
    cle = place.candidature_id

    assert list(poser(campagne).ecartees) == [cle]
    assert str(cle) in poser(campagne, selection=[cle]).candidatures


def test_promises_that_contradict_wishes_are_told_and_crash_nothing(campagne, staff, proposee):
    une, deux = (place.candidature for place in deux_places(proposee))
    une.refus.add(deux.organisme)
    PaireInterdite.objects.create(
        campagne=campagne, premiere=une, seconde=deux, motif="Contentieux.", par=staff
    )
    seule = eligible(campagne, duis=("Logiciel Z",))
    seule.partenaires.add(une.organisme)
    une.partenaires.add(seule.organisme)

    enonce = poser(campagne)
    plan = solve(enonce.problem, previous=plan_actuel(enonce))

    assert len(enonce.conflits) == 3
    assert "paire interdite" in enonce.conflits[1]
    assert check(enonce.problem, plan) == []
