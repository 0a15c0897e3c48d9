import pytest

from faq.texte import completer, en_html, en_texte, typographier


def test_a_mark_gets_its_value():
    assert completer("Il faut {{ seuil | assez }} ESMS.", {"seuil": "15"}) == "Il faut 15 ESMS."


def test_a_mark_without_value_reads_as_its_fallback():
    assert completer("Il faut {{ seuil | assez d’ }}ESMS.", {}) == "Il faut assez d’ESMS."


def test_a_value_is_plain_text_never_markup():
    html = en_html(
        completer("{{ etat | x }}", {"etat": "[clic](javascript:alert(1)) **gras** <b>"})
    )

    assert html.strip() == "<p>[clic](javascript:alert(1)) **gras** &lt;b&gt;</p>"


def test_template_syntax_is_never_executed():
    assert completer("{% load x %}{{ settings.SECRET_KEY }}", {}) == (
        "{% load x %}{{ settings.SECRET_KEY }}"
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,1)",
        "<img src=x onerror=alert(1)>",
        "![x](https://exemple.fr/x.png)",
        "[x](vbscript:x)",
    ],
)
def test_nothing_active_survives(markdown):
    html = en_html(markdown)

    assert "<script" not in html
    assert "<img" not in html
    assert "href=" not in html


def test_links_get_a_rel_and_keep_site_paths():
    assert en_html("[formulaire](/candidatures/nouvelle/)").strip() == (
        '<p><a href="/candidatures/nouvelle/" rel="noopener noreferrer">formulaire</a></p>'
    )


def test_plain_text_has_no_markup():
    assert en_texte("**Oui** :\n\n- un [lien](/x/)\n- deux & trois") == (
        "Oui\u00a0:\nun lien\ndeux & trois"
    )


def test_high_punctuation_stays_with_its_word():
    assert typographier("« Oui » ? Non : si !") == "«\u00a0Oui\u00a0»\u00a0? Non\u00a0: si\u00a0!"


def test_tables_keep_their_alignment_row():
    assert "<table>" in en_html("| a | b |\n| :-- | --: |\n| 1 | 2 |")
