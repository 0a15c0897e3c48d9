import pytest
from django.core.exceptions import ValidationError

from faq.interdits import adresses, interdits
from faq.models import Question
from faq.services.chargement import CONTENU


def lus(reponse):
    return [(ligne, phrase.replace("\u00a0", " ")) for ligne, phrase in interdits(reponse)]


@pytest.mark.parametrize(
    ("reponse", "ligne", "debut"),
    [
        ("Un.\n\n<script>alert(1)</script>", 2, "Le HTML ne s’affiche pas : retirez « <script>"),
        ("Un <b>gras</b>.", 0, "Le HTML ne s’affiche pas : retirez « <b> »"),
        ("<!-- note -->", 0, "Le HTML ne s’affiche pas"),
        ("Un\n[deux](javascript:alert(1))", 1, "Un lien « javascript » n’est pas permis"),
        ("[x](JaVaScRiPt:alert(1))", 0, "Un lien « javascript » n’est pas permis"),
        ("[x](&#106;avascript:alert(1))", 0, "Un lien « javascript » n’est pas permis"),
        ("[x][y]\n\n[y]: data:text/html,x", 0, "Un lien « data » n’est pas permis"),
        ("![image](https://exemple.fr/x.png)", 0, "Les images ne s’affichent pas"),
        ("[x](<http://[:]/>)", 0, "L’adresse « http://"),
        ("Un\n\n{{ Seuil | x }}", 2, "Une marque est mal écrite"),
        ("Un\n\n{{ seuil }}", 2, "Donnez un texte de repli à la marque « seuil »"),
    ],
)
def test_what_would_not_show_is_told_with_its_line(reponse, ligne, debut):
    assert lus(reponse)[0][0] == ligne
    assert lus(reponse)[0][1].startswith(debut)


@pytest.mark.parametrize(
    "reponse",
    [
        "[a](https://exemple.fr/?a=1&b=2) [b](/faq/) [e](#ancre)",
        "[c](mailto:a@exemple.fr) [d](tel:0102030405)",
        "`<b>` et\n\n```\n<script>\n```",
        "3 < 5 et 7 > 2",
        "<https://esante.gouv.fr>",
        "{{ seuil | quinze }}",
    ],
)
def test_what_shows_well_is_welcome(reponse):
    assert interdits(reponse) == []


def test_every_defect_is_told_in_order():
    assert [ligne for ligne, _ in lus("{{ a }}\n\n<i>\n\n{{ b }}")] == [0, 2, 4]


def test_the_addresses_of_an_answer_are_read():
    assert adresses("[a](https://a.fr) <https://b.fr>\n\n- [c](/faq/)") == {
        "https://a.fr",
        "https://b.fr",
        "/faq/",
    }


def test_the_model_refuses_what_would_not_show():
    with pytest.raises(ValidationError) as refus:
        Question(reponse="<b>x</b> [y](javascript:z)").clean()

    assert len(refus.value.message_dict["reponse"]) == 2


def test_no_shipped_answer_holds_anything_forbidden():
    textes = [path.read_text(encoding="utf-8") for path in CONTENU.rglob("*.md")]

    assert [vu for texte in textes for vu in interdits(texte.split("---\n", 2)[2])] == []
