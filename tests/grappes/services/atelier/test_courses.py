"""Two staff move at once, on two connections: one wins, the other is told; nothing is doubled."""

import time

import pytest
from django.db import transaction

from grappes.erreurs import TransitionConcurrente
from grappes.models import Candidature, Geste, Grappe, Place
from grappes.services.atelier.deplacements import NOUVELLE, Deplacement, deplacer
from grappes.services.dossiers import candidatures
from grappes.services.verrous import verrouiller
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.test_courses import EnFond, relue, vraies_connexions

pytestmark = [vraies_connexions, pytest.mark.django_db(transaction=True)]


def test_same_candidature_moved_to_two_grappes_at_once_is_in_one():
    libre = factories.make_eligible()
    deux = [factories.make_grappe(membres=0) for _ in range(2)]
    staff = [factories.make_staff() for _ in range(2)]

    actes = [
        EnFond(
            deplacer, grappe.campagne, [Deplacement(libre.pk, grappe.pk)],
            vus={libre.pk: None}, par=par,
        )
        for grappe, par in zip(deux, staff, strict=True)
    ]  # fmt: skip
    issues = [acte.attendre() for acte in actes]

    assert {type(issue) for issue in issues} == {Geste, TransitionConcurrente}
    assert Place.objects.vivantes().count() == 1


def test_members_exchanged_both_ways_at_once_never_block_each_other():
    une, autre = (factories.make_grappe() for _ in range(2))
    staff = factories.make_staff()
    trajets = [
        (place.candidature_id, de.pk, vers.pk)
        for de, vers in ((une, autre), (autre, une))
        for place in de.places.all()
    ]

    actes = [
        EnFond(deplacer, une.campagne, [Deplacement(c, vers)], vus={c: de}, par=staff)
        for c, de, vers in trajets
    ]
    issues = [acte.attendre() for acte in actes]

    assert [type(issue) for issue in issues] == [Geste] * 4
    assert dict(Place.objects.vivantes().values_list("candidature", "grappe")) == {
        c: vers for c, _, vers in trajets
    }


def test_new_grappes_made_at_once_have_each_a_number():
    campagne, staff = factories.make_campagne(), factories.make_staff()
    libres = [factories.make_eligible(campagne=campagne) for _ in range(4)]

    actes = [
        EnFond(deplacer, campagne, [Deplacement(c.pk, NOUVELLE)], vus={c.pk: None}, par=staff)
        for c in libres
    ]

    assert [type(acte.attendre()) for acte in actes] == [Geste] * 4
    assert sorted(Grappe.objects.values_list("nom", flat=True)) == [
        f"Grappe {n}" for n in (1, 2, 3, 4)
    ]


def test_candidate_who_withdraws_meanwhile_is_not_moved():
    une, autre = (factories.make_grappe() for _ in range(2))
    staff, membre = factories.make_staff(), Candidature.objects.filter(places__grappe=une).first()

    with transaction.atomic():
        verrouiller(une)
        acte = EnFond(
            deplacer, une.campagne, [Deplacement(membre.pk, autre.pk)],
            vus={membre.pk: une.pk}, par=staff,
        )  # fmt: skip
        time.sleep(0.5)  # the move holds what it can
        candidatures.retirer(relue(membre), auteur=CANDIDATE)

    assert isinstance(acte.attendre(), TransitionConcurrente)
    assert not Place.objects.vivantes().filter(candidature=membre).exists()
