import pytest
from django.core.exceptions import ValidationError

from faq.models import Question, Revision, Rubrique
from faq.services import redaction, relecture
from faq.services.chargement import charger
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(db):
    return factories.make_staff(first_name="Claire", last_name="Martin")


def edit(question, auteur, motif="", /, **champs):
    for nom, valeur in champs.items():
        setattr(question, nom, valeur)
    return redaction.enregistrer(question, auteur=auteur, motif=motif)


def test_a_change_of_content_is_a_revision_with_its_author_and_reason(make_question, claire):
    question = make_question(reponse="Un lecteur par site.")

    revision = edit(question, claire, "Plus court", reponse="Un lecteur.")

    assert (revision.numero, revision.auteur, revision.motif) == (2, claire, "Plus court")
    assert list(question.revisions.values_list("numero", "reponse")) == [
        (2, "Un lecteur."),
        (1, "Un lecteur par site."),
    ]


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": Question.Etat.ARCHIVEE},
        {"slug": "autre"},
        {"relue_le": "2026-11-20"},
        {"reponse": "Un.\r\n\r\nDeux."},
    ],
)
def test_what_readers_do_not_see_makes_no_revision(make_question, claire, champs):
    question = make_question(reponse="Un.\n\nDeux.")

    edit(question, claire, **champs)

    assert question.revisions.count() == 1


@pytest.mark.parametrize("champ", ["question", "reponse", "formulations", "source", "source_url"])
def test_each_field_of_the_content_makes_a_revision(make_question, claire, champ):
    question = make_question()

    edit(question, claire, **{champ: "https://exemple.fr/"})

    assert question.revisions.count() == 2


def test_a_revision_tells_what_it_changed_field_by_field(make_question, claire, rubrique):
    question = make_question(reponse="Il en faut 8.")
    autre = Rubrique.objects.create(slug="autre", titre="Grappes")
    edit(question, claire, reponse="Il en faut 15.", rubrique=autre)

    (_, changes), (_, first) = redaction.avec_differences(list(redaction.historique(question)))

    assert {c.libelle: [p.texte for p in c.morceaux if p.est_ajoute] for c in changes} == {
        "réponse": ["15"],
        "rubrique": ["Grappes"],
    }
    assert {c.libelle: [p.genre.value for p in c.morceaux] for c in first} == {
        "question": ["egal"],
        "réponse": ["egal"],
        "rubrique": ["egal"],
    }


def test_an_old_revision_comes_back_as_a_new_one(make_question, claire):
    question = make_question(reponse="Avant.", formulations="Autrement")
    edit(question, claire, reponse="Après.", formulations="")

    back = redaction.restaurer(question.revisions.get(numero=1), auteur=claire)

    question.refresh_from_db()
    assert (question.reponse, question.formulations) == ("Avant.", "Autrement")
    assert (back.numero, back.auteur, back.motif) == (3, claire, "Retour à la révision 1.")


def test_a_revision_whose_rubrique_is_gone_comes_back_in_the_present_one(make_question, claire):
    question = make_question()
    ancienne, presente = question.rubrique, Rubrique.objects.create(slug="b", titre="B")
    edit(question, claire, rubrique=presente, reponse="Après.")
    ancienne.delete()

    redaction.restaurer(question.revisions.get(numero=1), auteur=claire)

    question.refresh_from_db()
    assert (question.rubrique, question.reponse) == (presente, "Un lecteur par site.")


def test_words_taken_since_by_another_question_do_not_come_back(make_question, claire):
    question = make_question(question="Faut-il un lecteur ?")
    edit(question, claire, question="Combien de lecteurs ?")
    make_question("double", question="Faut-il un lecteur ?")

    with pytest.raises(ValidationError, match="Cette question existe déjà"):
        redaction.restaurer(question.revisions.get(numero=1), auteur=claire)

    question.refresh_from_db()
    assert question.question == "Combien de lecteurs ?"


def test_whoever_writes_on_a_stale_page_learns_who_wrote_meanwhile(make_question, claire):
    question = make_question()
    lue = redaction.lecture(question)
    redaction.confirmer(question, lue)
    edit(question, claire, reponse="Autre.")

    with pytest.raises(redaction.QuestionChangee, match="Claire Martin a écrit la révision 2 le"):
        redaction.confirmer(question, lue)


def test_a_reason_to_review_come_meanwhile_outlives_a_save(make_question, claire):
    question = make_question(depend_de_l_instruction=True)
    relecture.faire_relire_dependantes("Le règlement v3 est en vigueur.")

    edit(question, claire, reponse="Autre.")

    assert Question.objects.get().motif_relecture == "Le règlement v3 est en vigueur."


def test_a_text_written_past_the_door_gets_its_revision_when_it_is_judged(make_question):
    question = make_question()
    Question.objects.update(reponse="Écrite ailleurs.")

    assert redaction.revision_courante(question).reponse == "Écrite ailleurs."
    assert redaction.revision_courante(question).numero == 2


def test_each_loaded_answer_has_its_first_revision_and_loading_again_adds_none(faq_chargee):
    charger()

    assert Revision.objects.count() == Question.objects.count()
    assert set(Revision.objects.values_list("numero", "auteur", "motif")) == {
        (1, None, "Texte livré avec l’application.")
    }
