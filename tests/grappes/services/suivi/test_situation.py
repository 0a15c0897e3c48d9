"""Every status, in every state of the campagne, has its text; each says what is true."""

import datetime

import pytest
from django.utils import timezone

from grappes.models import (
    Acteur,
    Candidature,
    EtatCampagne,
    FenetreDepot,
    Instruction,
    Place,
    Route,
    StatutCandidature,
)
from grappes.services.dossiers import candidatures, examen
from grappes.services.regroupement import places
from grappes.services.suivi import situation
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db
S, E = StatutCandidature, EtatCampagne
UN_JOUR = datetime.timedelta(days=1)
# Days from today: (intake opens, intake closes, filing opens, filing closes).
CALENDRIERS = {
    E.A_VENIR: (1, 30, None, None),
    E.OUVERTE: (-30, 30, None, None),
    E.CLOSE: (-30, -1, None, None),
    E.INSTRUCTION_PUBLIEE: (-30, -1, 5, 30),
    E.DEPOT_OUVERT: (-30, -1, -5, 30),
    E.DEPOT_CLOS: (-30, -10, -5, -1),
}


def mettre(campagne, etat):
    """Give a campagne the dates of a state."""
    jour = timezone.localdate()
    ouvre, ferme, depot, fin = CALENDRIERS[etat]
    campagne.ouvre_le, campagne.ferme_le = jour + ouvre * UN_JOUR, jour + ferme * UN_JOUR
    campagne.save()
    if depot is not None:
        publier(campagne, jour + depot * UN_JOUR, jour + fin * UN_JOUR)
    assert campagne.etat == etat


def publier(campagne, ouvre_le, ferme_le):
    texte = Instruction.objects.create(
        campagne=campagne,
        reference="Instruction 2026/50",
        signee_le=timezone.localdate(),
        url="https://exemple.fr/texte",
        reglement=campagne.reglement,
        publication_le=timezone.now(),
    )
    for voie in Route:
        FenetreDepot.objects.create(
            instruction=texte, route=voie, ouvre_le=ouvre_le, ferme_le=ferme_le
        )


def amener(campagne, statut):
    """A candidature brought to a status by hand, with a live place where the status has one."""
    if statut in (S.PROPOSEE, S.EN_GRAPPE, S.INVITEE, S.TRANSMISE, S.RETENUE, S.NON_RETENUE):
        candidature = factories.make_proposee(campagne=campagne).places.first().candidature
    else:
        candidature = factories.make_brouillon(campagne=campagne)
    depot = {} if statut == S.BROUILLON else {"deposee_le": timezone.now(), "numero": "N1"}
    Candidature.objects.filter(pk=candidature.pk).update(statut=statut, **depot)
    return lire(candidature)


def lire(candidature):
    return Candidature.objects.get(pk=candidature.pk)


@pytest.mark.parametrize("etat", E)
@pytest.mark.parametrize("statut", S)
def test_every_status_has_a_text_in_every_state_of_the_campagne(campagne, statut, etat):
    candidature = amener(campagne, statut)
    mettre(candidature.campagne, etat)

    dit = situation.lire(lire(candidature))

    assert all((dit.libelle, dit.present, dit.suite, dit.acteur))
    assert "None" not in f"{dit.libelle}{dit.present}{dit.suite}"
    a_faire = {S.A_COMPLETER, S.PROPOSEE} | ({S.BROUILLON} if etat == E.OUVERTE else set())
    assert (dit.action is not None) == (statut in a_faire)


def test_grappe_waits_for_the_instruction_while_the_campagne_does(campagne):
    candidature = factories.make_constituee(campagne=campagne).places.first().candidature

    assert situation.lire(lire(candidature)).libelle == (
        "Votre grappe est constituée\u00a0: en attente de l’instruction"
    )


def test_invited_member_reads_until_when_filing_is_open(campagne):
    porteur, autre = amener_invitee(campagne)
    fin = timezone.localdate() + 30 * UN_JOUR
    publier(campagne, timezone.localdate(), fin)

    dit = situation.lire(lire(porteur))

    assert dit.libelle == f"Dépôt ouvert jusqu’au {situation.jour(fin)}"
    assert dit.acteur == Acteur.CANDIDAT.label
    assert situation.lire(lire(autre)).acteur == Acteur.PORTEUR.label


def amener_invitee(campagne):
    grappe = factories.make_constituee(campagne=campagne)
    Candidature.objects.update(statut=S.INVITEE)
    porteur = grappe.places.get(role=Place.Role.PORTEUR)
    return porteur.candidature, grappe.places.get(role=Place.Role.SUPPLEANT).candidature


def test_member_that_accepted_waits_for_the_others(campagne):
    place = factories.make_proposee(campagne=campagne).places.first()
    places.repondre(place, "accepter", auteur=CANDIDATE)

    dit = situation.lire(lire(place.candidature))

    assert dit.action is None
    assert "1 accord sur 2" in dit.present


def test_members_that_all_accepted_wait_for_the_collectif(campagne):
    membres = list(factories.make_proposee(campagne=campagne).places.select_related("candidature"))
    for place in membres:
        places.repondre(place, "accepter", auteur=CANDIDATE)

    dit = situation.lire(lire(membres[0].candidature))

    assert "2 accords sur 2" in dit.present
    assert dit.acteur == Acteur.COLLECTIF.label


def test_late_answer_is_still_asked_for(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    grappe.places.update(reponse_avant_le=timezone.localdate() - UN_JOUR)

    dit = situation.lire(grappe.places.first().candidature)

    assert "n’a pas encore été redonnée" in dit.suite
    assert dit.action.page == "proposition_suivi"


def test_place_in_preparation_is_not_told(campagne):
    place = factories.make_grappe(campagne=campagne).places.first()

    dit = situation.lire(lire(place.candidature))

    assert dit.libelle == "Éligible\u00a0: nous cherchons votre grappe"


def test_refused_candidate_reads_the_reason(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    examen.examiner(candidature, auteur=collectif)
    candidature.lignes.update(verdict="exclu")
    examen.ecarter(candidature, auteur=collectif, motif="Déjà financés en 2023.")

    assert "Déjà financés en 2023." in situation.lire(candidature).present


def test_withdrawal_says_who_did_it(campagne, collectif):
    par_elle, par_nous = (factories.make_candidature(campagne=campagne) for _ in range(2))
    candidatures.retirer(par_elle, auteur=CANDIDATE)
    candidatures.retirer(par_nous, auteur=collectif)

    assert situation.lire(par_elle).libelle == "Vous avez retiré votre candidature"
    assert situation.lire(par_nous).libelle == "Votre candidature a été retirée par le Collectif"


def test_first_of_the_month_is_written_as_people_say_it():
    assert situation.jour(datetime.date(2026, 12, 1)) == "1er décembre 2026"
    assert situation.jour(datetime.date(2026, 12, 21)) == "21 décembre 2026"
