"""The demo's campagne has its accidents: doubles, a second director, questions."""

import pytest

from faq.models import QuestionPosee
from grappes.models import Campagne, DemandeRattachement, EtatCampagne
from grappes.regles.doublons import doublons
from grappes.services import questions
from grappes.services.collectif import listes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("histoire"),
    pytest.mark.xdist_group("histoire"),
]


def test_open_campagne_holds_doubles_a_second_director_and_questions():
    ouverte = next(c for c in Campagne.objects.all() if c.etat == EtatCampagne.OUVERTE)
    doubles = [doublons(c) for c in listes.doublons(ouverte.candidatures.all())]
    demandes = DemandeRattachement.objects.filter(candidature__campagne=ouverte)
    posees = [list(questions.posees(c)) for c in ouverte.candidatures.all()]
    assert sum(len(double["organisme"]) for double in doubles) == 2
    assert sum(not d["organisme"] and len(d["etablissements"]) == 1 for d in doubles) == 2
    assert [demande.decision for demande in demandes] == ["attente"]
    assert sum(map(len, posees)) == 9
    assert QuestionPosee.objects.exclude(repondue_le=None).count() == 1
