"""The home of the admin: what waits, each count with the list that shows it."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from faq.models import Question, Rubrique
from faq.services import questions
from grappes.models import Courriel, Transition
from grappes.services.collectif.a_faire import attentes
from grappes.services.dossiers import candidatures, examen
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE, Auteur
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def travail(collectif):
    """One thing of each kind waits, and as much that does not."""
    factories.make_candidature()
    factories.make_candidature(organisme=factories.make_candidature().organisme)
    douteuse = factories.make_candidature()
    douteuse.lignes.update(verdict="douteux")
    examen.examiner(douteuse, auteur=collectif)
    for jours in (2, 20):
        demandee = factories.make_candidature()
        examen.examiner(demandee, auteur=collectif)
        examen.demander_complements(demandee, auteur=collectif, remarques=["Précisez."])
        le = timezone.now() - datetime.timedelta(days=jours)
        Transition.objects.filter(candidature=demandee).update(le=le)
    proposee = factories.make_proposee(membres=4)
    premiere, seconde = proposee.places.select_related("grappe", "candidature__campagne")[:2]
    places.repondre(premiere, "discuter", auteur=CANDIDATE)
    places.repondre(seconde, "refuser", auteur=CANDIDATE, motif_refus="autre")
    for texte in ("Et après ?", "Et avant ?"):
        posee = questions.poser(texte=texte, courriel="ines@mas.example")
    questions.repondre(posee, reponse="Rien.", par=collectif.user)
    _reponses()
    factories.make_candidature().partenaires.add(factories.make_organisme())
    Courriel.objects.filter(pk__in=Courriel.objects.values("pk")[:2]).update(etat="en_echec")


def _reponses():
    """One answer is due for review, one is not yet, one left the FAQ."""
    jour = timezone.localdate()
    rubrique = Rubrique.objects.create(slug="cartes", titre="Cartes")
    for slug, champs in {
        "due": {"a_relire_le": jour},
        "plus-tard": {"a_relire_le": jour + datetime.timedelta(days=1)},
        "retiree": {"a_relire_le": jour, "etat": Question.Etat.ARCHIVEE},
    }.items():
        Question.objects.create(slug=slug, question=slug, rubrique=rubrique, **champs)


def nombres():
    return {attente.libelle: attente.nombre for attente in attentes()}


def test_each_pile_counts_what_waits(travail):
    assert nombres() == {
        "À examiner": 4,
        "Doutes à trancher": 1,
        "À compléter, en retard": 1,
        "Doublons à rapprocher": 2,
        "Demandes de rattachement": 0,
        "Questions sans réponse": 1,
        "Réponses à relire": 1,
        "Réponses attendues": 2,
        "Propositions à discuter": 1,
        "Grappes à revoir": 0,
        "Liens morts": 0,
        "Et maintenant\u00a0?": 1,
        "Courriels en échec": 2,
        "Conflits à régler": 1,
    }


def test_each_count_is_that_of_the_list_it_opens(travail, admin_page):
    for attente in attentes():
        reponse = admin_page.get(f"{reverse(attente.liste)}?{attente.filtre}")
        if attente.libelle == "Conflits à régler":  # computed: no table holds them
            assert reponse.context["page"].paginator.count == attente.nombre
        else:
            assert reponse.context["cl"].result_count == attente.nombre, attente.libelle


def test_home_shows_the_piles_above_the_tools(travail, admin_page):
    html = admin_page.get(reverse("admin:index")).content.decode()
    assert "Ce qui vous attend" in html
    assert html.index("À compléter, en retard") < html.index("Référentiel FINESS")


def test_reader_of_grappes_sees_only_their_piles(travail, client):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_grappe"))
    client.force_login(lectrice)
    visibles = client.get(reverse("admin:index")).context["attentes"]
    assert [attente.libelle for attente in visibles] == [
        "Et maintenant\u00a0?",
        "Grappes à revoir",
    ]


def test_withdrawn_twin_is_no_duplicate_any_more(staff):
    premiere = factories.make_candidature()
    seconde = factories.make_candidature(organisme=premiere.organisme)
    assert nombres()["Doublons à rapprocher"] == 2
    candidatures.retirer(seconde, auteur=Auteur.collectif(staff))
    assert nombres()["Doublons à rapprocher"] == 0
