from datetime import date

import pytest
from django.core.management import CommandError, call_command

from faq.fichiers.front_matter import FichierIllisible
from faq.models import Question, Rubrique, Synonyme
from faq.services.chargement import CONTENU, charger

pytestmark = pytest.mark.django_db
SLUGS = {
    "difference-sons",
    "support-cartes",
    "lecteurs-de-carte",
    "e-cps-dans-le-dui",
    "mfa-echeance",
    "ins-sans-piece-identite",
    "dmp-sans-consentement",
    "modele-consentement",
    "documents-dmp",
    "mon-espace-sante-ou-dmp",
    "ins-piece-perimee",
    "anonymat-csapa",
    "dmp-sans-ins",
    "messagerie-securisee",
    "dmp-non-ouverts",
    "prochaines-etapes-grappe",
    "dossiers-actifs",
    "delai-recontact",
}


def write(folder, reponse="Oui.", entete=""):
    (folder / "rubriques").mkdir(exist_ok=True)
    (folder / "questions").mkdir(exist_ok=True)
    (folder / "rubriques" / "cartes.md").write_text("---\ntitre: Cartes\nordre: 1\n---\n")
    (folder / "questions" / "lecteurs.md").write_text(
        "---\nrubrique: cartes\nordre: 1\nquestion: Faut-il un lecteur ?\n"
        f"relue_le: 2026-11-02\na_relire_le: 2027-05-03\n{entete}---\n{reponse}\n"
    )
    (folder / "synonymes.txt").write_text("carte ~ badge\n")
    return folder


# Those that stand beside the fields of the intake.
AU_FORMULAIRE = {"numero-finess", "role-du-porteur", "meme-logiciel", "deja-signe-ou-finance"}


def test_the_shipped_answers_are_published_under_their_addresses(faq_chargee):
    assert set(Question.objects.publiees().values_list("slug", flat=True)) == SLUGS | AU_FORMULAIRE


def test_every_shipped_row_is_valid(faq_chargee):
    for row in [*Rubrique.objects.all(), *Question.objects.all(), *Synonyme.objects.all()]:
        row.full_clean()


def test_facts_of_the_seed_are_kept(faq_chargee):
    reponses = dict(Question.objects.values_list("slug", "reponse"))

    assert "non à l’éditeur" in reponses["difference-sons"]
    assert "par FINESS géographique" in reponses["difference-sons"]
    assert "reverse aux membres" in reponses["difference-sons"]
    assert "depuis le 1er janvier 2026" in reponses["mfa-echeance"]
    assert "https://esante.gouv.fr/contact" in reponses["support-cartes"]
    assert "Monespacesant%C3%A9_DMP.pdf" in reponses["modele-consentement"]
    assert "(/candidatures/nouvelle/)" in reponses["prochaines-etapes-grappe"]


def test_loading_twice_changes_nothing(faq_chargee):
    assert set(charger()) == {"inchangée"}


def test_an_untouched_answer_follows_its_file(tmp_path):
    charger(write(tmp_path))

    charger(write(tmp_path, reponse="Non."))

    assert Question.objects.get(slug="lecteurs").reponse == "Non."


def test_an_edited_answer_is_never_overwritten(tmp_path):
    charger(write(tmp_path))
    Question.objects.filter(slug="lecteurs").update(relue_le=date(2026, 11, 20))

    sorts = charger(write(tmp_path, reponse="Non."))

    assert Question.objects.get(slug="lecteurs").reponse == "Oui."
    assert sorts["gardée"] == 1


def test_an_answer_saved_by_a_browser_without_change_is_not_an_edit(tmp_path):
    charger(write(tmp_path, reponse="Oui.\n\nToujours."))
    Question.objects.update(reponse="Oui.\r\n\r\nToujours.")

    charger(write(tmp_path, reponse="Non."))

    assert Question.objects.get(slug="lecteurs").reponse == "Non."


def test_a_question_written_by_staff_under_the_same_address_is_kept(tmp_path, make_question):
    make_question("lecteurs", reponse="La nôtre.")

    charger(write(tmp_path))

    assert Question.objects.get(slug="lecteurs").reponse == "La nôtre."


def test_a_broken_file_loads_nothing_and_names_its_line(tmp_path):
    with pytest.raises(FichierIllisible, match=r"lecteurs\.md, ligne 7 : « inconnue: 1 »"):
        charger(write(tmp_path, entete="inconnue: 1\n"))

    assert not Rubrique.objects.exists()


def test_the_command_says_in_french_what_is_broken(tmp_path):
    write(tmp_path)
    (tmp_path / "questions" / "lecteurs.md").write_text("sans en-tête")

    with pytest.raises(CommandError, match=r"chargé\.\nquestions/lecteurs\.md, ligne 1"):
        call_command("charger_faq", str(tmp_path))


def test_shipped_marks_all_have_a_fallback():
    for path in (CONTENU / "questions").glob("*.md"):
        Question(reponse=path.read_text(encoding="utf-8")).clean()


def test_a_synonym_given_twice_is_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "synonymes.txt").write_text("carte ~ badge\ncarte = CPS\n", encoding="utf-8")

    with pytest.raises(FichierIllisible, match="ligne 2 : « carte » a déjà sa ligne"):
        charger(tmp_path)
