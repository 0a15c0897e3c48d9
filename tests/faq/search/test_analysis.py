import pytest

from faq.search.analysis import fold, keywords, sound, stem, words


def keys(text):
    return [word.key for word in keywords(text)]


def test_accents_case_ligatures_and_apostrophes_are_folded():
    assert fold("Été à l’ŒUVRE") == "ete a l'oeuvre"


@pytest.mark.parametrize(
    "family",
    [
        "qualifier qualifié qualifiée qualifiees qualification qualifiables",
        "périmé périmée perimees",
        "activé activés actif actives",
        "grappe grappes grape",
        "consentement consenti consentir",
        "recontacté recontacter recontactés",
        "voient voit verra voir",
        "met mettons mis mettre",
        "reçoivent reçu reçoit recevoir",
        "ouvert ouvertes ouvrir",
    ],
)
def test_inflections_of_one_word_share_a_key(family):
    assert len({stem(fold(word)) for word in family.split()}) == 1


def test_elided_words_lose_their_article():
    assert keys("l’INS qu'on qualifie d’office") == keys("INS qualifie office")


@pytest.mark.parametrize("written", ["e-CPS", "e CPS", "eCPS", "E-CPS"])
def test_pieces_of_one_notion_are_one_word(written):
    assert keys(written) == keys("ecps")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("À quelle date sort-il ?", "quand sort-il"),
        ("à partir de quand, le dépôt ?", "quand le dépôt"),
        ("Sous quels délais répondez-vous ?", "quand répondez-vous"),
        ("pour quelle raison refuser", "pourquoi refuser"),
        ("Que verser au DMP ?", "quoi verser au DMP"),
        ("Qu’appelle-t-on dossier ?", "quoi appelle dossier"),
        ("Bonjour, que verser", "quoi verser"),
    ],
)
def test_what_a_question_asks_for_is_one_word(said, asked):
    assert keys(said) == keys(asked)


def test_que_that_links_asks_nothing():
    assert keys("le dossier que nous versons, et ce qu’on dit") == keys("dossier versons dit")


def test_a_set_phrase_is_one_word_and_not_its_parts():
    assert keys("Cartes grises") == keys("carte grise")
    assert set(keys("carte grise")).isdisjoint(keys("carte") + keys("grise"))
    assert keys("projet d’établissement perdu")[1:] == keys("perdu")


def test_grammar_and_politeness_are_left_out():
    assert keys("Bonjour, est-ce que vous avez une grappe, merci") == keys("grappe")


def test_an_acronym_written_in_capitals_is_not_grammar():
    assert keys("MES ou DMP") == ["mes", "dmp"]
    assert keys("mes documents") == keys("documents")


def test_a_shouted_sentence_is_not_made_of_acronyms():
    assert keys("MES DOCUMENTS DU DMP") == keys("mes documents du dmp")


def test_offsets_point_into_the_original_text():
    text = "Où l’œuvre e\u2011CPS… périmée ?"

    found = [text[word.start : word.end] for word in words(text)]

    assert found[:2] == ["Où", "œuvre"]
    assert found[-1] == "périmée"


@pytest.mark.parametrize(
    ("misspelt", "right"),
    [
        ("kontact", "contact"),
        ("dossié", "dossier"),
        ("numérik", "numérique"),
        ("finness", "finess"),
    ],
)
def test_words_misspelt_by_ear_sound_the_same(misspelt, right):
    assert sound(fold(misspelt)) == sound(fold(right))
