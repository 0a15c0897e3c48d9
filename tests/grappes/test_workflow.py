"""Every pair of statuses, for every actor: what the tables hold happens, the rest is refused."""

import itertools

import pytest
from django.utils import timezone

from grappes.erreurs import TransitionConcurrente, TransitionInterdite
from grappes.models import (
    Acteur,
    Candidature,
    EtatPlace,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    Transition,
)
from grappes.models.statuts import ETATS_LIBRES
from grappes.workflow import (
    CANDIDATE,
    TABLES,
    Auteur,
    changer_statut,
    passages_possibles,
    statut_de,
)
from tests import factories

pytestmark = pytest.mark.django_db

# design.md, section 4: (from, to) pairs that are legal, whoever acts.
CANDIDATURE_LEGALE = {
    ("brouillon", "recue"),
    ("recue", "en_examen"),
    ("en_examen", "a_completer"),
    ("a_completer", "en_examen"),
    ("en_examen", "au_vivier"),
    ("en_examen", "non_eligible"),
    ("au_vivier", "proposee"),
    ("proposee", "en_grappe"),
    ("proposee", "au_vivier"),
    ("en_grappe", "au_vivier"),
    ("invitee", "au_vivier"),
    ("en_grappe", "invitee"),
    ("invitee", "transmise"),
    ("transmise", "retenue"),
    ("transmise", "non_retenue"),
    ("recue", "retiree"),
    ("en_examen", "retiree"),
    ("a_completer", "retiree"),
    ("au_vivier", "retiree"),
    ("proposee", "retiree"),
    ("en_grappe", "retiree"),
    ("invitee", "retiree"),
    ("transmise", "retiree"),
    ("non_eligible", "en_examen"),
    ("retiree", "en_examen"),
}
GRAPPE_LEGALE = {
    ("en_preparation", "proposee"),
    ("proposee", "constituee"),
    ("constituee", "invitee"),
    ("invitee", "transmise"),
    ("transmise", "laureate"),
    ("transmise", "non_laureate"),
    ("en_preparation", "dissoute"),
    ("proposee", "dissoute"),
    ("constituee", "dissoute"),
    ("invitee", "dissoute"),
}
PLACE_LEGALE = {
    ("prevue", "annoncee"),
    ("annoncee", "acceptee"),
    ("annoncee", "refusee"),
    ("annoncee", "a_discuter"),
    ("a_discuter", "acceptee"),
    ("a_discuter", "refusee"),
    ("acceptee", "refusee"),
    ("acceptee", "annoncee"),
    ("prevue", "liberee"),
    ("annoncee", "liberee"),
    ("a_discuter", "liberee"),
    ("acceptee", "liberee"),
}
LEGALES = {Candidature: CANDIDATURE_LEGALE, Grappe: GRAPPE_LEGALE, Place: PLACE_LEGALE}
STATUTS = {Candidature: StatutCandidature, Grappe: StatutGrappe, Place: EtatPlace}


@pytest.mark.parametrize("modele", TABLES)
def test_tables_hold_the_pairs_of_the_design_and_no_other(modele):
    pairs = {(str(de), str(p.vers)) for p in TABLES[modele] for de in p.depuis}
    assert pairs == LEGALES[modele]


def force(modele, statut):
    """An object brought to a status by hand, as no user could."""
    if modele is Candidature:
        objet = factories.make_brouillon()
        numero = None if statut == "brouillon" else f"N{objet.pk}"
        date = None if statut == "brouillon" else timezone.now()
        Candidature.objects.filter(pk=objet.pk).update(
            statut=statut, numero=numero, deposee_le=date
        )
    elif modele is Grappe:
        objet = factories.make_grappe(membres=0)
        Grappe.objects.filter(pk=objet.pk).update(
            statut=statut, transmise_le=timezone.localdate(), numero_dossier="D1"
        )
    else:
        objet = factories.make_grappe(membres=1).places.get()
        libre = statut in ETATS_LIBRES
        Place.objects.filter(pk=objet.pk).update(
            etat=statut, liberee_le=timezone.now() if libre else None
        )
    return modele.objects.get(pk=objet.pk)


@pytest.mark.parametrize(
    ("modele", "statut"),
    [(m, s) for m, statuts in STATUTS.items() for s in statuts],
    ids=lambda v: getattr(v, "__name__", str(v)),
)
def test_every_act_from_every_status_obeys_the_table(modele, statut):
    objet = force(modele, statut)
    for passage, acteur in itertools.product(TABLES[modele], Acteur):
        objet = modele.objects.get(pk=objet.pk)
        legal = statut in passage.depuis and acteur in passage.acteurs
        assert (passage in passages_possibles(objet, acteur)) == legal
        if legal:
            continue
        with pytest.raises(TransitionInterdite):
            changer_statut(objet, passage.acte, auteur=Auteur(acteur), motif="motif")
        assert statut_de(modele.objects.get(pk=objet.pk)) == statut


def test_change_writes_status_date_and_one_transition():
    candidature = factories.make_brouillon()

    changer_statut(candidature, "deposer", auteur=CANDIDATE, numero="2026-32-00001")

    frais = Candidature.objects.get(pk=candidature.pk)
    transition = Transition.objects.get(candidature=candidature)
    assert (frais.statut, frais.numero) == ("recue", "2026-32-00001")
    assert frais.deposee_le == transition.le
    assert (transition.de, transition.vers, transition.acteur) == ("brouillon", "recue", "candidat")


def test_loser_of_a_race_is_told_who_did_what(collectif):
    candidature = factories.make_candidature()
    perdant = Candidature.objects.get(pk=candidature.pk)
    changer_statut(candidature, "examiner", auteur=collectif)

    with pytest.raises(TransitionConcurrente) as refus:
        changer_statut(perdant, "retirer", auteur=CANDIDATE)

    assert "« En examen »" in str(refus.value)
    assert str(collectif.user) in str(refus.value)
    assert Transition.objects.filter(candidature=candidature, vers="retiree").count() == 0


def test_refusal_owes_a_reason(collectif):
    candidature = factories.make_candidature()
    changer_statut(candidature, "examiner", auteur=collectif)
    candidature.lignes.update(verdict="exclu")

    with pytest.raises(TransitionInterdite, match="motif"):
        changer_statut(candidature, "ecarter", auteur=collectif, motif="  ")


def test_incomplete_draft_says_all_that_is_missing():
    candidature = factories.make_brouillon(portage="", nombre_esms_national=None)

    with pytest.raises(TransitionInterdite) as refus:
        changer_statut(candidature, "deposer", auteur=CANDIDATE, numero="X")

    assert "nombre total d’ESMS" in str(refus.value)
    assert "porter la grappe" in str(refus.value)
