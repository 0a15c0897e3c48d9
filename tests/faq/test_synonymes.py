import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.fichiers.synonymes import ecrire, lire

PIEGES = ["a = b", "a ~ b", "~", "#1", '"', "a=b", " bords ", "x\ny", "C++ = C"]
mots = st.one_of(st.sampled_from(PIEGES), st.text(st.characters(codec="utf-8"), min_size=1))
proximites = st.sampled_from(["meme_sens", "sens_voisin"])


@given(st.lists(st.tuples(mots, st.lists(mots).map(tuple), proximites), unique_by=lambda g: g[0]))
def test_what_is_written_is_read_back(groupes):
    lus, defauts = lire("synonymes.txt", ecrire(groupes))

    assert defauts == []
    assert [(lu.terme, lu.variantes, lu.proximite) for lu in lus] == groupes


def test_signs_part_the_words_and_tell_their_closeness():
    lus, _ = lire("s", "# le secteur\n\nDUI = dossier usager = DIU\ncarte ~ badge\n")

    assert [(lu.terme, lu.variantes, lu.proximite, lu.numero) for lu in lus] == [
        ("DUI", ("dossier usager", "DIU"), "meme_sens", 3),
        ("carte", ("badge",), "sens_voisin", 4),
    ]


@pytest.mark.parametrize("ligne", ["carte", "carte = badge ~ puce", "= badge"])
def test_a_line_that_is_not_understood_is_told(ligne):
    lus, defauts = lire("s", f"DUI = DIU\n{ligne}\n")

    assert [defaut.ligne for defaut in defauts] == [2]
    assert len(lus) == 1
