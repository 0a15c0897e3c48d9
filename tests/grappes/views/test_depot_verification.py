"""Step 6: the review, one deposit however many clicks, and corrections until the examination."""

import datetime

import pytest
from django.utils import timezone

from grappes.models import Candidature, Courriel, StatutCandidature
from grappes.services import debit
from grappes.services.dossiers import examen
from grappes.services.dossiers.saisie import Formulaire
from grappes.views import depot_etablissements
from grappes.workflow import Acteur
from tests import factories
from tests.grappes.views.gestes import lignes, ouvrir, projet, url

pytestmark = pytest.mark.django_db
VERIFICATION, RECU = url("verification"), "/candidatures/deposee/"


@pytest.fixture
def dossier(client, campagne):
    return ouvrir(client, factories.make_brouillon(notice_lue_le=None))


@pytest.fixture
def deposee(client, campagne):
    return ouvrir(client, factories.make_candidature())


def test_a_complete_file_is_submitted_and_gets_its_receipt(client, dossier):
    reponse = client.post(VERIFICATION, {"notice": "on"})
    page = client.get(reponse.url).content.decode()

    dossier.refresh_from_db()
    assert reponse.url == RECU
    assert dossier.statut == StatutCandidature.RECUE
    assert dossier.numero in page
    assert dossier.titulaire.courriel in page
    assert Courriel.objects.filter(genre=Courriel.Genre.ACCUSE_RECEPTION).count() == 1


def test_a_replayed_submission_gives_the_same_receipt(client, dossier):
    for _ in range(3):
        reponse = client.post(VERIFICATION, {"notice": "on"})
        assert reponse.url == RECU

    assert dossier.transitions.filter(acte="deposer").count() == 1
    assert Courriel.objects.filter(genre=Courriel.Genre.ACCUSE_RECEPTION).count() == 1


def test_the_notice_is_owed(client, dossier):
    page = client.post(VERIFICATION, {}).content.decode()

    dossier.refresh_from_db()
    assert 'href="#id_notice"' in page
    assert (dossier.statut, dossier.notice_lue_le) == (StatutCandidature.BROUILLON, None)


def test_what_is_missing_leads_to_its_field(client, dossier):
    ligne = dossier.lignes.order_by("nom").first()
    dossier.lignes.filter(pk=ligne.pk).update(personnes_accompagnees=None)
    dossier.portage = ""
    dossier.save()

    page = client.get(VERIFICATION).content.decode()

    assert f"{url('etablissements')}?ligne={ligne.pk}#ligne-{ligne.pk}" in page
    assert f"{url('projet')}#id_portage_0" in page


def test_an_incomplete_file_is_not_submitted(client, dossier):
    dossier.lignes.update(type_projet="")

    page = client.post(VERIFICATION, {"notice": "on"}).content.decode()

    dossier.refresh_from_db()
    assert "Indiquez le type de projet" in page
    assert (dossier.statut, dossier.notice_lue_le) == (StatutCandidature.BROUILLON, None)


def test_a_pending_mistake_stops_the_submission(client, dossier):
    client.post(url("projet"), projet(factories.make_dui(), nombre_esms_national="douze"))

    page = client.post(VERIFICATION, {"notice": "on"}).content.decode()

    dossier.refresh_from_db()
    assert "Corrigez vos réponses" in page
    assert dossier.statut == StatutCandidature.BROUILLON


def test_a_draft_of_a_closed_campagne_is_not_submitted(client, dossier):
    dossier.campagne.ferme_le = timezone.localdate() - datetime.timedelta(days=1)
    dossier.campagne.save()

    page = client.post(VERIFICATION, {"notice": "on"}).content.decode()

    assert "ne peut plus être déposé" in page
    dossier.refresh_from_db()
    assert dossier.statut == StatutCandidature.BROUILLON


def test_too_many_submissions_are_told_to_wait(client, dossier):
    for _ in range(debit.LIMITES["depot"][0]):
        debit.compter("depot", "127.0.0.1")

    reponse = client.post(VERIFICATION, {"notice": "on"})

    assert reponse.status_code == 429
    assert "Trop de demandes" in reponse.content.decode()


def test_staff_submit_in_their_own_name(client, dossier, staff):
    client.force_login(staff)
    ouvrir(client, dossier)

    client.post(VERIFICATION, {"notice": "on"})

    transition = dossier.transitions.get(acte="deposer")
    assert (transition.acteur, transition.par) == (Acteur.COLLECTIF, staff)


def test_a_draft_has_no_receipt(client, dossier):
    assert client.get(RECU).url == VERIFICATION


def test_another_browser_sees_no_receipt(client, campagne):
    factories.make_candidature()

    assert client.get(RECU).url == "/candidatures/lien/"


def test_a_received_file_is_corrected_and_judged_again(client, deposee):
    ligne = deposee.lignes.order_by("nom", "finess").first()
    assert ligne.verdict == "eligible"

    reponse = client.post(
        url("etablissements"), lignes(deposee) | {"lignes-0-financement_anterieur": "oui"}
    )

    ligne.refresh_from_db()
    assert reponse.status_code == 302
    assert ligne.verdict == "douteux"


def test_a_received_file_stays_complete(client, deposee):
    reponse = client.post(
        url("projet"), projet(factories.make_dui(), nombre_esms_national="", portage="oui")
    )
    retour = client.get(url("projet")).content.decode()

    deposee.refresh_from_db()
    page = reponse.content.decode()
    assert "Indiquez le nombre total d’ESMS de votre organisme." in page
    assert (deposee.nombre_esms_national, deposee.portage) == (2, "non")
    assert 'value="oui"' in retour


def test_a_received_file_keeps_an_establishment(client, deposee):
    donnees = {
        nom: valeur for nom, valeur in lignes(deposee).items() if not nom.endswith("-retenue")
    }

    page = client.post(url("etablissements"), donnees).content.decode()

    assert "Retenez au moins un établissement." in page
    assert deposee.lignes.filter(retenue=True).count() == 2


def test_a_received_file_does_not_change_organisme(client, deposee):
    autre = factories.make_organisme()

    client.post(f"{url('organisme')}choisir/", {"organisme": autre.pk})

    deposee.refresh_from_db()
    assert deposee.organisme != autre


def test_an_examination_that_begins_meanwhile_is_said(client, deposee, monkeypatch):
    """The file was open when the page was read, and no longer when it is written."""
    donnees = lignes(deposee) | {"lignes-0-personnes_accompagnees": "99"}
    monkeypatch.setattr(
        depot_etablissements,
        "formulaire_poste",
        lambda requete: (
            Candidature.objects.filter(pk=deposee.pk).update(statut="en_examen")
            and Formulaire("", "")
        ),
    )

    page = client.post(url("etablissements"), donnees).content.decode()

    assert "L’examen a commencé" in page
    assert not deposee.lignes.filter(personnes_accompagnees=99).exists()


def test_an_examined_file_is_no_longer_corrected(client, deposee, collectif):
    examen.examiner(deposee, auteur=collectif)

    reponse = client.post(url("projet"), projet(factories.make_dui(), portage="oui"))

    deposee.refresh_from_db()
    assert reponse.url == "/candidatures/suivi/"
    assert deposee.portage == "non"
