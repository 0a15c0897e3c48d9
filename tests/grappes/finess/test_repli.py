import pytest

from grappes.finess.repli import replier


@pytest.mark.parametrize(
    ("texte", "replie"),
    [
        ("St-Étienne", "saint etienne"),
        ("SAINT ETIENNE", "saint etienne"),
        ("L’Œuvre de l'Abbé", "l oeuvre de l abbe"),
        ("Résidence « Les Îles »", "residence les iles"),
        ("n°3", "n 3"),
        ("  ", ""),
    ],
)
def test_capitals_accents_and_marks_are_folded_away(texte, replie):
    assert replier(texte) == replie
