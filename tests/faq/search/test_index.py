import pytest

from faq.search import CLOSE, Document, Group, SearchIndex

DOCUMENTS = [
    Document(
        "mfa",
        "La double authentification est-elle obligatoire ?",
        "Oui, depuis le 1er janvier 2026. Les éditeurs doivent s’y conformer.",
        ("Le mot de passe seul suffit-il ?",),
    ),
    Document(
        "grappe",
        "Comment constituer une grappe ?",
        "Remplissez le formulaire. Le Collectif étudie votre demande.",
        ("Rejoindre un groupement",),
    ),
    Document("identite", "Que faire sans carte d’identité ?", "Ne qualifiez pas l’INS."),
    Document("carte", "À qui signaler une carte perdue ?", "Contactez l’ANS."),
    Document("finess", "Où lire son numéro FINESS ?", "Sur l’arrêté de l’ARS."),
    Document("anonymat", "Un toxicomane peut-il rester anonyme ?", "Oui."),
    Document("messagerie", "Notre messagerie est-elle une MSSanté ?", "Demandez à l’éditeur."),
    Document("logiciel", "Peut-on garder son logiciel ?", "Oui."),
]
GROUPS = [
    Group(("MFA", "double authentification", "2FA")),
    Group(("carte d’identité", "CNI")),
    Group(("carte", "badge"), CLOSE),
    Group(("MSS", "MSSanté")),
    Group(("INS", "identité nationale de santé")),
    Group(("logiciel", "NetSoins", "Imago DU")),
]


@pytest.fixture(scope="module")
def index():
    return SearchIndex(DOCUMENTS, GROUPS)


def keys(matches):
    return [match.document.key for match in matches]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("double authentification", "mfa"),
        ("DOUBLE AUTHENTIFICATION", "mfa"),
        ("2FA", "mfa"),
        ("autentification", "mfa"),
        ("mise en grape", "grappe"),
        ("constitu", "grappe"),
        ("CNI", "identite"),
        ("carte perdue", "carte"),
        ("badge perdu", "carte"),
        ("jai perdu ma carte", "carte"),
        ("comment avoir le NCI", "identite"),
        ("on nous parle partout de mfa chez les voisins", "mfa"),
        ("finess du foyer des tilleuls", "finess"),
        ("Imago DU", "logiciel"),
        ("on garde netsoins ?", "logiciel"),
        ("une dame de 92 ans aurait tricoté son identité nationale de santé", "identite"),
        ("les toxicos", "anonymat"),
        ("BAL MSSanté", "messagerie"),
        ("pouvons-nous envisager une grappe", "grappe"),
        ("au juste, une grappe pour tout le monde ?", "grappe"),
        ("on dit que depuis hier une grappe voisine triomphe", "grappe"),
    ],
)
def test_the_right_answer_comes_first(index, query, expected):
    assert keys(index.search(query))[:1] == [expected]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "?",
        "le de la",
        "bonjour",
        "recette de la tarte",
        "vaccin contre la grippe",
        "grève du 12 mars",
        "évaluation HAS des ESSMS",
        "carte grise",
        "grappe de raisin",
        "%_*",
        "la directrice du foyer voisin raconte que leur chaudière aurait explosé",
    ],
)
def test_what_the_faq_does_not_know_gets_nothing(index, query):
    assert index.search(query) == []


def test_a_word_inside_a_phrase_is_not_the_phrase(index):
    assert keys(index.search("carte"))[0] == "carte"


def test_the_extract_is_the_passage_that_holds_the_words(index):
    extract = index.search("éditeurs authentification")[0].extract

    assert extract.text == "Les éditeurs doivent s’y conformer."
    assert [extract.text[start:end] for start, end in extract.marks] == ["éditeurs"]


def test_limit_bounds_the_answers(index):
    assert len(index.search("carte d’identité perdue", limit=1)) == 1


def test_related_documents_leave_their_own_out(index):
    assert keys(index.related("identite"))[0] == "carte"
    assert "identite" not in keys(index.related("identite"))


def test_an_unknown_document_has_no_relation(index):
    assert index.related("inconnue") == []


def test_an_empty_index_answers_nothing():
    empty = SearchIndex([])

    assert empty.search("grappe") == []
    assert empty.related("grappe") == []
