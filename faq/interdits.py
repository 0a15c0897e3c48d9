"""What an answer may not hold, told where it stands, when it is written or imported. Pure.

The page is sanitised anyway (`texte.en_html`): here the writer learns what readers would not see.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from faq.texte import MARQUE, SCHEMAS

# Reads as `texte.MARKDOWN` does, but lets through what it refuses, to tell of it.
LECTEUR = MarkdownIt("commonmark", {"html": True}).enable("table")
# markdown-it's own way to change what it takes for a safe link.
LECTEUR.validateLink = lambda url: True  # type: ignore[method-assign]


def interdits(reponse: str) -> list[tuple[int, str]]:
    """What is refused, in order: the line (from 0), and a French sentence."""
    trouves = [
        *_marques_sans_repli(reponse),
        *_marques_mal_ecrites(reponse),
        *_ecarts(LECTEUR.parse(reponse)),
    ]
    return sorted(trouves, key=lambda trouve: trouve[0])


def adresses(reponse: str) -> set[str]:
    """The addresses that an answer links to, as they are written."""
    jetons = [enfant for jeton in LECTEUR.parse(reponse) for enfant in jeton.children or ()]
    return {str(jeton.attrs["href"]) for jeton in jetons if jeton.type == "link_open"}


def _marques_sans_repli(reponse: str) -> Iterator[tuple[int, str]]:
    for marque in MARQUE.finditer(reponse):
        nom, repli = marque[1], (marque[2] or "").strip()
        if not repli:
            yield (
                reponse.count("\n", 0, marque.start()),
                f"Donnez un texte de repli à la marque « {nom} » : "
                f"{{{{ {nom} | ce qui s’affiche sans elle }}}}.",
            )


def _marques_mal_ecrites(reponse: str) -> Iterator[tuple[int, str]]:
    reste = MARQUE.sub(lambda marque: "\n" * marque[0].count("\n"), reponse)
    for numero, ligne in enumerate(reste.split("\n")):
        if "{{" in ligne or "}}" in ligne:
            yield (
                numero,
                "Une marque est mal écrite : attendu {{ nom | texte de repli }}, "
                "le nom en minuscules sans accent ni espace.",
            )


def _ecarts(jetons: list[Token]) -> Iterator[tuple[int, str]]:
    for jeton in jetons:
        ligne = jeton.map[0] if jeton.map else 0
        if phrase := _ecart(jeton):
            yield ligne, phrase
        for enfant in jeton.children or ():
            ligne += enfant.type in ("softbreak", "hardbreak")
            if phrase := _ecart(enfant):
                yield ligne, phrase


def _ecart(jeton: Token) -> str:
    """The sentence that refuses this piece of the text; empty when it is welcome."""
    # What opens is told; what closes it goes without saying.
    if jeton.type in ("html_block", "html_inline") and not jeton.content.startswith("</"):
        balise = jeton.content.strip().partition("\n")[0][:60]
        return f"Le HTML ne s’affiche pas : retirez « {balise} », écrivez en Markdown."
    if jeton.type == "image":
        return "Les images ne s’affichent pas : remplacez-les par un lien."
    if jeton.type == "link_open":
        return _lien_refuse(str(jeton.attrs["href"]))
    return ""


def _lien_refuse(adresse: str) -> str:
    try:
        schema = urlsplit(adresse).scheme
    except ValueError:
        return f"L’adresse « {adresse[:80]} » n’est pas lisible."
    if schema and schema not in SCHEMAS:
        return f"Un lien « {schema} » n’est pas permis : mettez une adresse en https."
    return ""
