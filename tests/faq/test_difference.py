import time

import pytest

from faq.difference import ALENTOUR, MOTS_MAX, Genre, Morceau, comparer

EGAL, RETIRE, AJOUTE = Genre.EGAL, Genre.RETIRE, Genre.AJOUTE


def test_a_replaced_word_is_taken_off_then_added():
    assert comparer("Il faut 8 ESMS.", "Il faut 15 ESMS.") == [
        Morceau(EGAL, "Il faut "),
        Morceau(RETIRE, "8"),
        Morceau(AJOUTE, "15"),
        Morceau(EGAL, " ESMS."),
    ]


def test_a_sentence_written_anew_is_one_change():
    assert comparer("Un chat dort.", "Trois loups chassent.") == [
        Morceau(RETIRE, "Un chat dort"),
        Morceau(AJOUTE, "Trois loups chassent"),
        Morceau(EGAL, "."),
    ]


@pytest.mark.parametrize("text", ["", "Pareil."])
def test_equal_texts_hold_no_change(text):
    assert {piece.genre for piece in comparer(text, text)} <= {EGAL}


def test_all_that_was_changed_can_be_read_back():
    before = "Une grappe réunit\n8 ESMS, pas moins."
    after = "Une grappe\nréunit au moins 15 ESMS."

    pieces = comparer(before, after)

    assert "".join(p.texte for p in pieces if p.genre != AJOUTE) == before
    assert "".join(p.texte for p in pieces if p.genre != RETIRE) == after


def test_what_is_far_from_a_change_is_left_out():
    long = "mot " * ALENTOUR

    kept, added = comparer(long, f"{long}nouveau")

    assert added == Morceau(AJOUTE, "nouveau")
    assert kept.texte.startswith("[…]")
    assert len(kept.texte) <= ALENTOUR + len("[…] ")


def test_very_long_texts_are_compared_in_reasonable_time():
    before = "".join(f"ligne {n} du texte\n" for n in range(MOTS_MAX))
    began = time.perf_counter()

    pieces = comparer(before, before.replace("ligne 7 du", "ligne sept du"))

    assert [p.texte for p in pieces if p.genre == AJOUTE] == ["ligne sept du texte\n"]
    assert time.perf_counter() - began < 2
