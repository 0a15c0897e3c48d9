"""From an answer as written (Markdown with marks) to what is read: safe HTML, or plain text."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# {{ nom }} or {{ nom | texte de repli }}
MARQUE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*(?:\|([^{}]*))?\}\}")
# The plain space before « ? ! : ; » » and after « « », save in a style sheet, where it would
# spoil a selector; « :- » aligns a column of a table.
PONCTUATION_HAUTE = re.compile(r"(?:(?<=\S) (?=[?!;»]|:(?!-))|(?<=«) )(?![^<]*</style>)")
PONCTUATION = re.compile(r"([\\`*_{}\[\]()#+!|<>&~-])")
BALISES = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code",
           "table", "thead", "tbody", "tr", "th", "td", "hr"}  # fmt: skip
SCHEMAS = {"http", "https", "mailto", "tel"}
BLOCS = {"p", "li", "h3", "h4", "tr", "blockquote"}
# Not the no-break space, which French punctuation needs.
ESPACES = re.compile(r"[ \t]+")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def completer(texte: str, valeurs: Mapping[str, str]) -> str:
    """Put the value of each mark in its place, else its fallback. Values stay plain text."""

    def valeur(marque: re.Match[str]) -> str:
        nom, repli = marque[1], (marque[2] or "").strip()
        return PONCTUATION.sub(r"\\\1", valeurs[nom]) if nom in valeurs else repli

    return MARQUE.sub(valeur, texte)


def typographier(texte: str) -> str:
    """Keep French punctuation with its word: no line begins with « ? » or « : »."""
    return PONCTUATION_HAUTE.sub("\u00a0", texte)


def en_html(markdown: str) -> SafeString:
    """Render Markdown; raw HTML is shown as text, links keep safe schemes and get a rel."""
    html = nh3.clean(
        MARKDOWN.render(typographier(markdown)),
        tags=BALISES,
        attributes={"a": {"href", "title"}},
        url_schemes=SCHEMAS,
        link_rel="noopener noreferrer",
    )
    return mark_safe(html)  # cleaned just above


class _Texte(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.morceaux: list[str] = []

    def handle_data(self, data: str) -> None:
        self.morceaux.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCS:
            self.morceaux.append("\n")


def en_texte(markdown: str) -> str:
    """The words of a Markdown text, one block a line, without any markup."""
    lecteur = _Texte()
    lecteur.feed(en_html(markdown))
    lecteur.close()
    lignes = (ESPACES.sub(" ", ligne).strip() for ligne in "".join(lecteur.morceaux).split("\n"))
    return "\n".join(ligne for ligne in lignes if ligne)
