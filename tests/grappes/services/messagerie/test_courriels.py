"""Rows of mail: written once by their key, in the transaction that causes them."""

import pytest
from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier
from grappes.models import Courriel, Place, StatutCandidature, Transition
from grappes.services import travaux
from grappes.services.campagnes import instruction
from grappes.services.dossiers import candidatures, examen
from grappes.services.messagerie import courriels
from grappes.services.regroupement import places
from grappes.workflow import CANDIDATE
from tests import factories
from tests.grappes.services.test_parcours import make_instruction

pytestmark = pytest.mark.django_db
Genre, Statut = Courriel.Genre, StatutCandidature


def ecrire(**champs):
    champs = {"destinataire": "a@ehpad.example", "concerne": "objet-1", "occasion": "un"} | champs
    contexte = {"question": "Quand ?", "reponse": "Demain."}
    return courriels.ecrire(Genre.REPONSE_QUESTION, contexte=contexte, **champs)


def dernier(candidature, genre):
    return Courriel.objects.filter(candidature=candidature, genre=genre).latest("pk")


def test_same_key_writes_one_row():
    assert ecrire() == ecrire()
    assert Courriel.objects.get().cle == "reponse_question:objet-1:a@ehpad.example:un"


@pytest.mark.parametrize("champ", ["destinataire", "concerne", "occasion"])
def test_every_part_of_the_key_counts_even_behind_the_longest_address(champ):
    longue = f"{'a' * 240}@ehpad.example"
    ecrire(destinataire=longue)
    ecrire(**{"destinataire": longue, champ: f"{longue[:-1]}x" if champ == "destinataire" else "2"})

    assert Courriel.objects.count() == 2


def test_act_that_fails_leaves_no_mail(campagne):
    @transaction.atomic
    def acte():
        factories.make_brouillon(campagne=campagne)
        raise RuntimeError("panne")

    with pytest.raises(RuntimeError, match="panne"):
        acte()

    assert not Courriel.objects.exists()


def test_longest_names_fit_the_subject_and_markup_stays_text(campagne):
    organisme = factories.make_organisme(raison_sociale="L’<b>Écho</b> & Cie " + "x" * 230)
    candidature = factories.make_candidature(campagne=campagne, organisme=organisme)

    accuse = dernier(candidature, Genre.ACCUSE_RECEPTION)
    assert "L’<b>Écho</b> & Cie" in accuse.texte
    assert "L’&lt;b&gt;Écho&lt;/b&gt; &amp; Cie" in accuse.html
    assert len(accuse.objet) <= 200


def test_receipt_goes_to_both_contacts_with_number_and_lines(campagne):
    brouillon = factories.make_brouillon(campagne=campagne)
    factories.make_suppleant(brouillon)
    candidatures.deposer(brouillon, auteur=CANDIDATE)

    accuses = Courriel.objects.filter(genre=Genre.ACCUSE_RECEPTION).order_by("destinataire")
    assert {a.destinataire for a in accuses} == {
        "nora@ehpad.example",
        brouillon.titulaire.courriel,
    }
    for accuse in accuses:
        assert accuse.objet.endswith(brouillon.numero)
        for ligne in brouillon.lignes.all():
            assert str(ligne) in accuse.texte


def test_complements_mail_holds_every_open_remark(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    examen.examiner(candidature, auteur=collectif)
    examen.demander_complements(
        candidature, auteur=collectif, remarques=["Le DUI ?", "Le contrat ?"]
    )

    texte = dernier(candidature, Genre.COMPLEMENTS).texte
    assert "- Le DUI\N{NO-BREAK SPACE}?\n- Le contrat\N{NO-BREAK SPACE}?\n" in texte


@pytest.mark.parametrize(
    ("fin", "phrase"),
    [
        ("refuser", "ne vous convenait pas"),
        ("dissoudre", "Motif\N{NO-BREAK SPACE}: Grappe dissoute\N{NO-BREAK SPACE}: Trop peu"),
    ],
)
def test_file_that_returns_to_the_vivier_is_told_why(campagne, collectif, fin, phrase):
    grappe = factories.make_proposee(campagne=campagne)
    place = grappe.places.select_related("candidature", "grappe").first()
    if fin == "refuser":
        places.repondre(place, "refuser", auteur=CANDIDATE, motif_refus="logiciel")
    else:
        factories.grappes.dissoudre(grappe, auteur=collectif, motif="Trop peu")

    courriel = dernier(place.candidature, Genre.CHANGEMENT_STATUT)
    assert phrase in courriel.texte
    assert courriel.objet == "Nous cherchons une autre grappe pour vous"


def test_refused_file_is_told_the_reason_line_by_line_and_how_to_contest(campagne, collectif):
    candidature = factories.make_candidature(campagne=campagne)
    examen.examiner(candidature, auteur=collectif)
    for ligne in candidature.lignes.all():
        examen.decider(ligne, "exclu", par=collectif.user, motif="Établissement sanitaire")
    examen.ecarter(candidature, auteur=collectif, motif="Aucun ESMS")

    texte = dernier(candidature, Genre.CHANGEMENT_STATUT).texte
    assert "Motif\N{NO-BREAK SPACE}: Aucun ESMS" in texte
    assert texte.count("\N{NO-BREAK SPACE}: Établissement sanitaire") == 2
    assert "Si vous pensez que nous nous trompons" in texte


def test_invited_and_waiting_members_receive_different_mails_once(campagne, collectif):
    grappe = factories.make_constituee(campagne=campagne)
    libre = factories.make_eligible(campagne=campagne)
    texte = make_instruction(campagne)
    instruction.demander_publication(texte, par=collectif.user)
    travaux.mener()

    porteur = Place.objects.get(grappe=grappe, role=Place.Role.PORTEUR).candidature
    invite, attente = (dernier(c, Genre.INSTRUCTION_PUBLIEE) for c in (porteur, libre))
    assert invite.objet == "Instruction publiée\N{NO-BREAK SPACE}: préparez le dépôt"
    assert "Vous êtes le porteur" in invite.texte
    assert "nous cherchons toujours une grappe" in attente.texte
    assert Courriel.objects.filter(genre=Genre.INSTRUCTION_PUBLIEE).count() == 3


def test_members_told_to_wait_are_invited_by_mail_when_their_grappe_is_ready(campagne, collectif):
    grappe = factories.make_proposee(campagne=campagne)
    instruction.demander_publication(make_instruction(campagne), par=collectif.user)
    travaux.mener()
    for place in grappe.places.select_related("candidature", "grappe"):
        places.repondre(place, "accepter", auteur=CANDIDATE)
    factories.grappes.constituer(grappe, auteur=collectif)

    membre = grappe.places.first().candidature
    annonces = Courriel.objects.filter(candidature=membre, genre=Genre.INSTRUCTION_PUBLIEE)
    assert [c.objet.split("\N{NO-BREAK SPACE}")[0] for c in annonces.order_by("pk")] == [
        "L’instruction est publiée",
        "Instruction publiée",
    ]


def test_no_mail_names_another_member_before_they_all_agreed(campagne):
    grappe = factories.make_proposee(campagne=campagne)
    un, deux = (p.candidature.organisme.raison_sociale for p in grappe.places.all())

    for courriel in Courriel.objects.filter(genre=Genre.GRAPPE_PROPOSEE):
        visibles = {nom for nom in (un, deux) if nom in courriel.texte + courriel.html}
        assert visibles == {courriel.candidature.organisme.raison_sociale}
        assert grappe.nom not in courriel.texte + courriel.html


def test_every_status_that_is_announced_has_its_paragraphs(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    propres = (Statut.BROUILLON, Statut.RECUE, Statut.A_COMPLETER, Statut.PROPOSEE)
    for statut in set(Statut) - {*propres, Statut.EN_GRAPPE, Statut.INVITEE}:
        transition = Transition.objects.create(
            candidature=candidature, acte="essai", vers=statut, le=timezone.now()
        )
        courriels.annoncer_statut(candidature, transition)
        courriel = dernier(candidature, Genre.CHANGEMENT_STATUT)
        assert courriel.objet
        assert statut.libelle_candidat.split(":")[0].strip() in courriel.texte


def test_failed_mail_is_sent_again_to_the_corrected_address(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    contact = candidature.titulaire
    courriel = candidature.courriels.get(genre="accuse_reception")
    Courriel.objects.filter(pk=courriel.pk).update(etat="en_echec")
    contact.courriel = "corrigee@ehpad.example"
    contact.save()

    courriels.renvoyer(Courriel.objects.get(pk=courriel.pk))

    renvoye = Courriel.objects.get(pk=courriel.pk)
    assert (renvoye.destinataire, renvoye.etat) == ("corrigee@ehpad.example", "prevu")
    assert "corrigee@ehpad.example" in renvoye.cle


def test_failed_mail_already_written_to_the_corrected_address_is_not_sent_twice(campagne):
    candidature = factories.make_candidature(campagne=campagne)
    contact = candidature.titulaire
    contact.courriel = "corrigee@ehpad.example"
    contact.save()
    premier = candidature.courriels.get(genre="confirmation_adresse")
    Courriel.objects.filter(pk=premier.pk).update(etat="en_echec")
    candidatures.demander_confirmation(contact)

    with pytest.raises(ErreurMetier, match="a déjà été écrit à corrigee"):
        courriels.renvoyer(Courriel.objects.get(pk=premier.pk))
