"""Two people act at once: nothing is doubled nor lost, and the loser learns who did what."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from faq.ports import LimiteAtteinte
from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Candidature, EtablissementDeclare, Grappe, Place
from grappes.regles.eligibilite import Jugement
from grappes.services import debit
from grappes.services.dossiers import candidatures, contacts, examen, jugements
from grappes.services.regroupement import grappes, places
from grappes.services.verrous import verrouiller
from grappes.workflow import CANDIDATE, Auteur
from tests import factories

Verdict = EtablissementDeclare.Verdict
# SQLite's tests share one connection in memory, and its writers never overlap.
vraies_connexions = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only on PostgreSQL: rows are locked one by one"
)


def relue(objet):
    return type(objet)._default_manager.get(pk=objet.pk)


class EnFond(threading.Thread):
    """An act on a connection of its own; `issue` is what it returned, or the error it raised."""

    def __init__(self, acte, *args, **options):
        super().__init__()
        self.acte, self.args, self.options, self.issue = acte, args, options, None
        self.start()

    def run(self):
        try:
            self.issue = self.acte(*self.args, **self.options)
        except Exception as erreur:
            self.issue = erreur
        finally:
            connections.close_all()

    def attendre(self):
        self.join(timeout=20)
        return self.issue


# --- A page that was read before the other acted ----------------------------------------------


def test_candidature_withdrawn_meanwhile_gets_no_place(campagne):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    candidature = factories.make_eligible(campagne=campagne)
    candidatures.retirer(relue(candidature), auteur=CANDIDATE)

    with pytest.raises(ErreurMetier, match="n’est pas au vivier"):
        places.ajouter(grappe, candidature)

    assert not Place.objects.exists()


def test_file_submitted_meanwhile_keeps_its_organisme(campagne):
    candidature = factories.make_brouillon(campagne=campagne)
    organisme = candidature.organisme
    candidatures.deposer(relue(candidature), auteur=CANDIDATE)

    with pytest.raises(ErreurMetier, match="ne change pas d’organisme"):
        candidatures.choisir_organisme(candidature, factories.make_organisme())

    assert relue(candidature).organisme == organisme


def test_decision_of_staff_outlives_a_judgment_that_was_on_its_way(campagne, staff):
    ligne = factories.make_candidature(campagne=campagne).lignes.first()
    examen.decider(ligne, Verdict.EXCLU, par=staff, motif="Vu au téléphone.")

    jugements.ecrire({Jugement(Verdict.ELIGIBLE, "Catégorie", "Règlement"): [ligne.pk]})

    assert relue(ligne).verdict == Verdict.EXCLU


def test_second_of_two_staff_learns_who_did_it(campagne, collectif):
    paul = Auteur.collectif(factories.make_user(first_name="Paul", last_name="Roy", is_staff=True))
    grappe = factories.make_proposee(campagne=campagne)
    for place in grappe.places.vivantes():
        places.repondre(place, "accepter", auteur=CANDIDATE)
    grappes.constituer(relue(grappe), auteur=paul)

    with pytest.raises(ErreurMetier, match="Paul Roy l’a fait"):
        grappes.constituer(grappe, auteur=collectif)


# --- Two connections at once ------------------------------------------------------------------


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_withdrawal_waits_for_the_decision_on_its_grappe():
    grappe = factories.make_proposee()
    for place in grappe.places.vivantes():
        places.repondre(place, "accepter", auteur=CANDIDATE)
    auteur = Auteur.collectif(factories.make_staff())
    candidature = Candidature.objects.filter(places__grappe=grappe).last()

    with transaction.atomic():
        verrouiller(grappe)
        retrait = EnFond(candidatures.retirer, candidature, auteur=CANDIDATE)
        time.sleep(0.5)  # the withdrawal holds what it can
        grappes.constituer(relue(grappe), auteur=auteur)

    assert isinstance(retrait.attendre(), TransitionConcurrente)
    assert relue(candidature).statut == "en_grappe"
    assert relue(grappe).places.vivantes().count() == 2


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_one_candidature_added_to_two_grappes_at_once_has_one_place():
    candidature = factories.make_eligible()
    deux = [factories.make_grappe(membres=0) for _ in range(2)]

    issues = [acte.attendre() for acte in [EnFond(places.ajouter, g, candidature) for g in deux]]

    assert {type(issue) for issue in issues} == {Place, TransitionConcurrente}
    assert Place.objects.vivantes().count() == 1


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_organisme_chosen_by_a_double_click_has_its_lines_once():
    campagne, organisme = factories.make_campagne(), factories.make_organisme(3)
    candidature = candidatures.commencer(
        campagne, prenom="Amadou", nom="Diallo", courriel="diallo@ehpad.example"
    )

    clics = [
        EnFond(candidatures.choisir_organisme, relue(candidature), organisme) for _ in range(2)
    ]

    assert [clic.attendre() for clic in clics] == [None, None]
    assert candidature.lignes.count() == 3


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_second_contact_given_twice_at_once_is_one_contact():
    candidature = factories.make_brouillon()
    champs = {"prenom": "Nora", "nom": "Petit", "courriel": "nora@ehpad.example"}

    posts = [
        EnFond(contacts.enregistrer_contact, candidature, "suppleant", **champs) for _ in range(2)
    ]

    assert posts[0].attendre() == posts[1].attendre()
    assert candidature.contacts.count() == 2


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_first_requests_that_arrive_together_are_all_counted():
    qui = [EnFond(debit.compter, "lien", "192.0.2.7") for _ in range(5)]

    assert [requete.attendre() for requete in qui] == [None] * 5
    with pytest.raises(LimiteAtteinte):
        debit.compter("lien", "192.0.2.7")


@vraies_connexions
@pytest.mark.django_db(transaction=True)
def test_grappe_dissolved_while_all_its_members_leave_ends_once():
    grappe = factories.make_constituee()
    auteur = Auteur.collectif(factories.make_staff())
    membres = Candidature.objects.filter(places__grappe=grappe)

    actes = [EnFond(candidatures.retirer, c, auteur=CANDIDATE) for c in membres]
    actes.append(EnFond(grappes.dissoudre, relue(grappe), auteur=auteur, motif="Projet arrêté."))
    issues = [acte.attendre() for acte in actes]

    assert all(not isinstance(i, Exception) or isinstance(i, ErreurMetier) for i in issues)
    assert Grappe.objects.get().statut == "dissoute"
    assert not Place.objects.vivantes().exists()
