from hypothesis import given
from hypothesis import strategies as st

from faq.fichiers.front_matter import Defaut, decoder, ecrire, fins_de_ligne, lire

PIEGES = [
    "---",
    "a: b",
    "- tiret",
    '"guillemets"',
    '"',
    "é à œ",
    "x\r\ny",
    " bords ",
    "\u00a0",
    "#",
]
textes = st.one_of(st.sampled_from(PIEGES), st.text(st.characters(codec="utf-8"), max_size=60))


@given(champs=st.lists(textes, min_size=2, max_size=2), liste=st.lists(textes), corps=textes)
def test_what_is_written_is_read_back(champs, liste, corps):
    corps = corps.strip()
    ecrits = dict(zip(["titre", "source"], champs, strict=True))

    fiche, defauts = lire(
        "f.md", ecrire(ecrits, {"mots": liste}, corps), cles=["titre", "source"], listes=["mots"]
    )

    assert defauts == []
    assert fiche.champs == ecrits
    assert fiche.listes.get("mots", []) == liste
    assert fiche.corps == corps


def test_a_value_is_the_rest_of_its_line():
    fiche, _ = lire(
        "f.md", "---\nquestion: Une carte : qui, « quoi » - où ?\n---\n", cles=["question"]
    )

    assert fiche.champs == {"question": "Une carte : qui, « quoi » - où ?"}


def test_a_quotation_that_is_no_json_string_stays_as_typed():
    assert decoder('"Et maintenant" ou "bientôt"') == '"Et maintenant" ou "bientôt"'


def test_a_file_saved_on_windows_reads_the_same():
    assert fins_de_ligne("---\r\na: 1\r\n---\r\nUn\r\nDeux\r\n") == "---\na: 1\n---\nUn\nDeux\n"


def test_dashes_in_the_body_do_not_end_the_head():
    fiche, defauts = lire("f.md", "---\na: 1\n---\nAvant\n\n---\n\nAprès\n", cles=["a"])

    assert (fiche.corps, defauts) == ("Avant\n\n---\n\nAprès", [])


def test_every_defect_is_told_with_its_line():
    texte = "---\na: 1\nb: 2\na: 3\n- seul\nrien\nliste: x\n---\n"

    _, defauts = lire("f.md", texte, cles=["a"], listes=["liste"])

    assert [(defaut.fichier, defaut.ligne) for defaut in defauts] == [
        ("f.md", 3),
        ("f.md", 4),
        ("f.md", 5),
        ("f.md", 6),
        ("f.md", 7),
    ]


def test_a_head_that_never_ends_is_told_at_the_first_line():
    assert lire("f.md", "---\na: 1\n", cles=["a"])[1] == [
        Defaut("f.md", 1, "l’en-tête entre deux «\u00a0---\u00a0» manque.")
    ]
