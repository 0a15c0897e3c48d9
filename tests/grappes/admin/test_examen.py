"""The examination page: verdicts, remarks, notes, acts as buttons, and who may press them."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from grappes.models import Candidature, Courriel, Note, Remarque
from grappes.services import questions
from grappes.services.dossiers import examen
from tests import factories

pytestmark = pytest.mark.django_db


def page(candidature):
    return reverse("admin:grappes_candidature_change", args=[candidature.pk])


def acte(candidature, nom):
    return reverse("admin:grappes_candidature_acte", args=[candidature.pk, nom])


def saisie(candidature, nom):
    return reverse("admin:grappes_candidature_saisie", args=[candidature.pk, nom])


def messages(reponse):
    return [str(message) for message in reponse.context["messages"]]


def boutons(client, candidature):
    contexte = client.get(page(candidature)).context
    return {b.passage.acte: bool(b.manques) for b in contexte["boutons"]}


@pytest.fixture
def examinee(campagne, collectif):
    candidature = factories.make_candidature()
    examen.examiner(candidature, auteur=collectif)
    return candidature


@pytest.fixture
def lectrice(client):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.add(Permission.objects.get(codename="view_candidature"))
    client.force_login(lectrice)
    return client


def test_page_shows_the_acts_of_the_table_and_what_a_guard_misses(examinee, admin_page):
    assert boutons(admin_page, examinee) == {
        "demander_complements": False,
        "admettre": False,
        "ecarter": True,
        "retirer": False,
    }


def test_status_cannot_be_posted_to_the_page(examinee, admin_page):
    assert admin_page.post(page(examinee), {"statut": "retenue"}).status_code == 405
    examinee.refresh_from_db()
    assert examinee.statut == "en_examen"


def test_button_does_the_act_and_says_so(examinee, admin_page):
    reponse = admin_page.post(acte(examinee, "admettre"), {"vu": "en_examen"}, follow=True)
    examinee.refresh_from_db()
    assert examinee.statut == "au_vivier"
    assert messages(reponse) == [f"« Admettre au vivier » : c’est fait pour {examinee}."]


def test_act_that_the_guard_refuses_says_why_and_keeps_what_was_typed(examinee, admin_page):
    donnees = {"vu": "en_examen", "motif": "Trop petit"}
    reponse = admin_page.post(acte(examinee, "ecarter"), donnees, follow=True)
    assert messages(reponse) == [
        "2 établissement(s) restent éligibles ou douteux : tranchez d’abord."
    ]
    assert reponse.context["form"]["motif"].value() == "Trop petit"
    assert "ne nommez aucun autre organisme" in reponse.content.decode()


def test_act_that_needs_a_reason_asks_for_it_and_keeps_the_page(examinee, admin_page):
    examinee.lignes.update(verdict="exclu")
    reponse = admin_page.post(acte(examinee, "ecarter"), {"vu": "en_examen", "motif": ""})
    assert reponse.status_code == 200
    assert "motif" in reponse.context["form"].errors
    admin_page.post(acte(examinee, "ecarter"), {"vu": "en_examen", "motif": "Hors champ"})
    examinee.refresh_from_db()
    assert examinee.statut == "non_eligible"


def test_click_on_a_stale_page_tells_who_did_what(examinee, admin_page, collectif):
    examen.admettre(Candidature.objects.get(pk=examinee.pk), auteur=collectif)
    reponse = admin_page.post(acte(examinee, "retirer"), {"vu": "en_examen"}, follow=True)
    examinee.refresh_from_db()
    assert examinee.statut == "au_vivier"
    assert "Claire Martin l’a fait le" in messages(reponse)[0]


def test_act_of_a_grappe_is_no_address_here(examinee, admin_page):
    assert admin_page.post(acte(examinee, "engager")).status_code == 404


def test_complements_leave_with_the_remarks_typed_on_the_way(examinee, admin_page):
    donnees = {"vu": "en_examen", "remarques": "Précisez la commande SONS.\n\nCorrigez l’adresse."}
    admin_page.post(acte(examinee, "demander_complements"), donnees)
    examinee.refresh_from_db()
    textes = list(examinee.remarques.values_list("texte", flat=True))
    assert examinee.statut == "a_completer"
    assert textes == ["Précisez la commande SONS.", "Corrigez l’adresse."]
    assert Courriel.objects.filter(genre="complements", candidature=examinee).count() == 1


def test_decision_holds_for_the_ticked_lines_with_reason_and_author(examinee, admin_page, staff):
    premiere, seconde = examinee.lignes.all()
    donnees = {"lignes": [premiere.pk], "verdict": "exclu", "motif": "Financé en 2023"}
    admin_page.post(saisie(examinee, "decision"), donnees)
    premiere.refresh_from_db()
    seconde.refresh_from_db()
    assert (premiere.verdict, premiere.verdict_motif, premiere.verdict_par) == (
        "exclu",
        "Financé en 2023",
        staff,
    )
    assert (seconde.verdict, seconde.verdict_par) == ("eligible", None)


def test_lines_given_back_to_the_rules_are_judged_again(examinee, admin_page, staff):
    ligne = examinee.lignes.first()
    examen.decider(ligne, "exclu", par=staff, motif="Erreur")
    admin_page.post(saisie(examinee, "decision"), {"lignes": [ligne.pk], "rendre": "on"})
    ligne.refresh_from_db()
    assert (ligne.verdict, ligne.verdict_par, ligne.verdict_motif) == ("eligible", None, "")


def test_refused_decision_keeps_what_was_typed_and_ticked(examinee, admin_page):
    ligne = examinee.lignes.first()
    donnees = {"lignes": [ligne.pk], "verdict": "", "motif": "Financé en 2023"}
    reponse = admin_page.post(saisie(examinee, "decision"), donnees)
    html = reponse.content.decode()
    assert reponse.context["decision"].errors == {"verdict": ["Choisissez un verdict."]}
    assert "Financé en 2023" in html
    assert f'id="ligne-{ligne.pk}" checked' in html


def test_line_of_another_file_is_refused(examinee, admin_page):
    autre = factories.make_candidature().lignes.first()
    donnees = {"lignes": [autre.pk], "verdict": "exclu", "motif": "x"}
    admin_page.post(saisie(examinee, "decision"), donnees)
    autre.refresh_from_db()
    assert autre.verdict == "eligible"


def test_timeline_mixes_statuses_notes_remarks_and_mails_latest_first(examinee, admin_page, staff):
    admin_page.post(saisie(examinee, "note"), {"genre": "appel", "texte": "Rappeler jeudi."})
    admin_page.post(saisie(examinee, "remarque"), {"ligne": "", "texte": "Précisez le DUI."})
    evenements = admin_page.get(page(examinee)).context["chronologie"]
    assert [e.genre for e in evenements] == [
        "remarque",
        "note",
        "statut",
        "courriel",
        "statut",
        "courriel",
    ]
    assert Note.objects.get().par == staff
    assert (evenements[1].titre, evenements[1].texte) == ("Appel téléphonique", "Rappeler jeudi.")


def test_empty_note_is_refused_beside_its_field(examinee, admin_page):
    reponse = admin_page.post(saisie(examinee, "note"), {"genre": "note", "texte": ""})
    assert "texte" in reponse.context["note"].errors
    assert not Note.objects.exists()


def test_remark_is_lifted(examinee, admin_page, staff):
    remarque = Remarque.objects.create(candidature=examinee, texte="Précisez.", par=staff)
    admin_page.post(reverse("admin:grappes_candidature_remarque", args=[examinee.pk, remarque.pk]))
    remarque.refresh_from_db()
    assert remarque.levee_le is not None


def test_duplicate_is_flagged_with_a_link(examinee, admin_page):
    jumelle = factories.make_candidature(organisme=examinee.organisme)
    html = admin_page.get(page(examinee)).content.decode()
    assert "Doublon possible" in html
    assert page(jumelle) in html


def test_page_tells_no_software_from_no_answer(examinee, admin_page):
    assert examinee.lignes.count() == 2
    examinee.lignes.update(dui=None)
    examinee.lignes.filter(pk=examinee.lignes.first().pk).update(sans_dui=True)

    html = admin_page.get(page(examinee)).content.decode()

    assert html.count("DUI actuel&nbsp;: aucun") == 1
    assert html.count("DUI actuel&nbsp;: non renseigné") == 1


def test_questions_of_the_candidate_show_whether_they_wait(examinee, admin_page):
    questions.poser(examinee, examinee.titulaire, "Et le SONS ?")

    html = admin_page.get(page(examinee)).content.decode()

    assert "Et le SONS ?" in html
    assert "réponse attendue" in html


def test_staff_opens_the_form_of_the_person(campagne, admin_page):
    brouillon = factories.make_brouillon()
    adresse = reverse("candidature_saisie_reprendre", args=[brouillon.pk])
    assert adresse in admin_page.get(page(brouillon)).content.decode()

    reponse = admin_page.post(adresse)

    assert (reponse.status_code, reponse.url) == (
        302,
        reverse("candidature_etape", args=["verification"]),
    )
    assert admin_page.session["candidature"] == brouillon.pk


def test_reader_sees_no_button_and_can_do_nothing(examinee, lectrice):
    reponse = lectrice.get(page(examinee))
    html = reponse.content.decode()
    assert "boutons" not in reponse.context
    assert "<textarea" not in html
    assert lectrice.post(acte(examinee, "admettre"), {"vu": "en_examen"}).status_code == 403
    assert lectrice.post(saisie(examinee, "note"), {"texte": "x"}).status_code == 403
    reprendre = reverse("candidature_saisie_reprendre", args=[examinee.pk])
    assert lectrice.post(reprendre).status_code == 403
    examinee.refresh_from_db()
    assert examinee.statut == "en_examen"


def test_staff_without_any_right_sees_no_file(examinee, client):
    client.force_login(factories.make_user(is_staff=True))
    assert client.get(page(examinee)).status_code == 403
    export = reverse("admin:grappes_candidature_export", args=["organismes", "csv"])
    assert client.get(export).status_code == 403
