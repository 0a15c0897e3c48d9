"""A broken file is refused whole, and all that is wrong in it is told."""

import pytest

from faq import ports
from faq.fichiers.front_matter import FichierIllisible
from faq.models import Question, Rubrique, Synonyme
from faq.services.chargement import importer

pytestmark = pytest.mark.django_db
RUBRIQUE = "---\ntitre: Cartes\n---\n"


def question(tete="", corps="Ici.", question="Où ?"):
    return f"---\nrubrique: cartes\nquestion: {question}\n{tete}---\n{corps}\n"


def defauts(**textes):
    chemins = {f"questions/{nom}.md": texte for nom, texte in textes.items()}
    with pytest.raises(FichierIllisible) as refus:
        importer({"rubriques/cartes.md": RUBRIQUE} | chemins)
    assert not Rubrique.objects.exists()
    return [(d.ligne, d.phrase.replace("\u00a0", " ")) for d in refus.value.defauts]


@pytest.mark.parametrize(
    ("tete", "ligne", "phrase"),
    [
        ("relue_le: hier\n", 4, "« hier » n’est pas une date : écrivez-la ainsi, 2026-12-31."),
        ("ordre: deux\n", 4, "« ordre » est un nombre entier, pas « deux »."),
        (
            "depend_de_l_instruction: vrai\n",
            4,
            "« depend_de_l_instruction » vaut « oui » ou « non », pas « vrai ».",
        ),
        ("etat: caduque\n", 4, "La valeur « 'caduque' » n’est pas un choix valide."),
        ("source_url: javascript:alert(1)\n", 4, "Saisissez une URL valide."),
        (
            "relue_le: 2026-02-01\na_relire_le: 2026-01-01\n",
            5,
            "La prochaine relecture vient après la dernière.",
        ),
    ],
)
def test_a_wrong_value_is_told_at_its_line(tete, ligne, phrase):
    assert defauts(x=question(tete)) == [(ligne, phrase)]


def test_a_fact_that_nobody_registered_is_told_at_its_line(sans_ports):
    ports.enregistrer_variables({"seuil_esms": "taille minimale"}, dict)
    corps = "Un.\n\nIl en faut {{ seuil_esm | assez }}, {{ seuil_esms | assez }}."

    assert defauts(x=question(corps=corps)) == [
        (7, "La variable « seuil_esm » n’existe pas : vouliez-vous écrire « seuil_esms » ?")
    ]


@pytest.mark.parametrize(
    ("corps", "ligne", "debut"),
    [
        ("Un.\n\nDeux {{ seuil }}.", 7, "Donnez un texte de repli à la marque « seuil »"),
        ("Un.\n\n<b>gras</b>", 7, "Le HTML ne s’affiche pas"),
        ("Un\ndeux [lien](javascript:alert(1))", 6, "Un lien « javascript » n’est pas permis"),
        ("", 1, "une question publiée a une réponse"),
    ],
)
def test_what_an_answer_may_not_hold_is_told_at_its_line(corps, ligne, debut):
    vus = defauts(x=question(corps=corps))

    assert [vu for vu, _ in vus][:1] == [ligne]
    assert vus[0][1].startswith(debut)


def test_a_question_too_long_is_told_with_its_length():
    [(ligne, phrase)] = defauts(x=question(question="é" * 301))

    assert ligne == 3
    assert "au plus 300 caractères" in phrase


def test_missing_keys_are_all_told():
    vus = defauts(x="---\nordre: 1\n---\nIci.\n")

    assert [phrase for _, phrase in vus] == [
        "« rubrique » manque dans l’en-tête.",
        "« question » manque dans l’en-tête.",
    ]


def test_an_unknown_rubrique_is_told_at_its_line():
    vus = defauts(x=question().replace("cartes", "badges"))

    assert vus == [(2, "la rubrique « badges » n’existe pas.")]


def test_the_same_question_in_two_files_is_told_whatever_its_accents():
    vus = defauts(a=question(question="Où est-il ?"), b=question(question="OU EST IL"))

    assert vus == [(3, "« OU EST IL » est déjà la question de « questions/a.md ».")]


def test_a_name_of_file_that_is_no_address_is_told():
    [(ligne, phrase)] = defauts(**{"où donc": question()})

    assert ligne == 1
    assert phrase.startswith("le nom du fichier fait l’adresse de la page : ")


def test_a_reserved_address_is_told():
    [(_, phrase)] = defauts(poser=question())

    assert "est l’adresse d’une autre page de la FAQ" in phrase


def test_every_defect_of_every_file_is_told_and_nothing_changes():
    vus = defauts(a=question("ordre: x\ninconnue: 1\n", "<i>"), b=question("relue_le: hier\n"))

    assert [ligne for ligne, _ in vus] == [4, 5, 7, 3, 4]
    assert not Question.objects.exists()


def test_a_synonym_too_long_is_told_at_its_line():
    with pytest.raises(FichierIllisible) as refus:
        importer({"synonymes.txt": "# secteur\n" + "a" * 121 + " = b\n"})

    assert [defaut.ligne for defaut in refus.value.defauts] == [2]
    assert not Synonyme.objects.exists()


def test_a_hand_written_file_keeps_its_content():
    ecrite = (
        '---\r\nquestion: "Et maintenant", que faire ?\r\nrubrique: cartes\r\n---\r\n\r\nUn.\r\n'
    )

    importer({"rubriques/cartes.md": RUBRIQUE, "questions/x.md": ecrite})

    lue = Question.objects.get()
    assert (lue.question, lue.reponse) == ('"Et maintenant", que faire ?', "Un.")
    assert (lue.etat, lue.ordre, lue.relue_le) == (Question.Etat.PUBLIEE, 1, None)
