"""What becomes of the rows of a Collectif that are imported."""

import pytest

from faq.models import Question, Rubrique
from faq.services.chargement import FaqChangee, apercu, charger, confirmer, importer
from faq.services.fiches import ecrire_tout

pytestmark = pytest.mark.django_db


def sorts(rangees):
    return {rangee.ligne.nom: rangee.sort for rangee in rangees}


@pytest.fixture
def textes(make_question):
    """A FAQ of one rubrique and one question, as files; the answer is another one."""
    make_question("lecteurs", question="Faut-il un lecteur ?", reponse="Oui.")
    return {c: t.replace("Oui.", "Non.") for c, t in ecrire_tout().items()}


def test_a_row_of_staff_is_kept_until_told_otherwise(textes):
    rangees = importer(textes)

    assert sorts(rangees) == {
        "rubriques/cartes.md": "inchangée",
        "questions/lecteurs.md": "gardée",
    }
    assert Question.objects.get().reponse == "Oui."


def test_a_named_row_is_replaced(textes):
    rangees = importer(textes, remplacer=["questions/lecteurs.md"])

    assert sorts(rangees)["questions/lecteurs.md"] == "remplacée"
    assert Question.objects.get().reponse == "Non."


def test_a_trial_tells_what_would_happen_and_changes_nothing(textes):
    textes["questions/autre.md"] = textes["questions/lecteurs.md"].replace("lecteur", "badge")

    rangees = importer(textes, essai=True)

    assert sorts(rangees)["questions/autre.md"] == "créée"
    assert list(Question.objects.values_list("slug", "reponse")) == [("lecteurs", "Oui.")]


def test_a_question_that_staff_ask_at_another_address_is_left_out(textes):
    textes["questions/autre.md"] = textes.pop("questions/lecteurs.md").replace("Faut", "FAUT")

    [double] = [rangee for rangee in importer(textes) if rangee.ligne.modele is Question]

    assert (double.sort, double.existante.slug) == ("en double", "lecteurs")
    assert Question.objects.count() == 1


@pytest.mark.parametrize(("premier", "second"), [("alpha", "beta"), ("beta", "alpha")])
def test_a_wording_that_another_row_leaves_is_free(make_question, premier, second):
    make_question(premier, question="Un ?")
    make_question(second, question="Deux ?")
    textes = ecrire_tout()
    leaving, taking = f"questions/{premier}.md", f"questions/{second}.md"
    textes[leaving] = textes[leaving].replace("Un ?", "Trois ?")
    textes[taking] = textes[taking].replace("Deux ?", "Un ?")

    rangees = importer(textes, remplacer=[leaving, taking])

    assert sorts(rangees)[leaving] == sorts(rangees)[taking] == "remplacée"
    assert Question.objects.get(question="Un ?").slug == second


def test_a_swap_that_no_order_can_write_is_left_out(make_question):
    make_question("alpha", question="Un ?")
    make_question("beta", question="Deux ?")
    textes = ecrire_tout()
    fichiers = ["questions/alpha.md", "questions/beta.md"]
    textes |= zip(fichiers, [textes[f] for f in reversed(fichiers)], strict=True)

    rangees = importer(textes, remplacer=fichiers)

    assert {sorts(rangees)[fichier] for fichier in fichiers} == {"en double"}


def test_an_imported_row_is_staff_s_own_and_may_be_deleted(textes):
    Question.objects.all().delete()
    Rubrique.objects.all().delete()

    importer(textes)

    assert Question.objects.get().empreinte_chargee == ""


def test_a_shipped_answer_that_was_imported_over_is_kept_by_the_next_deployment(faq_chargee):
    textes = ecrire_tout()
    chemin = "questions/dmp-sans-ins.md"
    importer({chemin: textes[chemin].replace("Non.", "Toujours non.")})

    charger()

    assert Question.objects.get(slug="dmp-sans-ins").reponse.startswith("Toujours non.")


def test_what_changed_since_it_was_shown_is_not_imported(textes):
    vu = apercu(importer(textes, essai=True))
    Question.objects.update(reponse="Peut-être.")

    with pytest.raises(FaqChangee):
        confirmer(textes, remplacer=["questions/lecteurs.md"], vu=vu)

    assert Question.objects.get().reponse == "Peut-être."


def test_what_was_shown_is_imported(textes):
    vu = apercu(importer(textes, essai=True))

    confirmer(textes, remplacer=["questions/lecteurs.md"], vu=vu)

    assert Question.objects.get().reponse == "Non."


def test_an_import_is_a_revision_signed_by_who_brought_it(textes, admin_user):
    importer(textes, auteur=admin_user, remplacer=["questions/lecteurs.md"])

    derniere = Question.objects.get().revisions.first()
    assert (derniere.auteur, derniere.motif) == (admin_user, "Importée d’un fichier.")
    assert derniere.reponse == "Non."
