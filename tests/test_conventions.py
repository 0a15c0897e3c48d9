"""What CONTRIBUTING.md asks of texts, templates, models and migrations."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from django.apps import apps

from grappes.models import StatutCandidature
from grappes.models.statuts import ATTENTES, LIBELLES_CANDIDAT

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
SUFFIXES = (".html", ".txt")
# Found by Django itself, by their names.
FOUND_BY_DJANGO = re.compile(
    r"(400|403|403_csrf|404|500)\.html|admin/[a-z_]+\.html|admin/grappes/\w+/change_\w+\.html"
)
# What is not a page: terminals, logs, files of reference; the demo's people type as people do.
SANS_TYPOGRAPHIE = re.compile(
    r"/(management|demo|optimizer|search|registre|fictif)/"
    r"|/(front_matter|envois|extrait|lecture)\.py$"
)
ESPACE_SECABLE = re.compile(r"(?<=[^\s:]) (?=[?!;»](?:[\s\"')»]|$)|:(?:\s|$))|(?<=«) ")


def sources(*packages):
    return [
        path
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    ]


def templates():
    return [path for path in TEMPLATES.rglob("*") if path.suffix in SUFFIXES]


def ours(model):
    return model._meta.app_label in ("grappes", "faq")


def literals(path):
    """Line and text of the strings of a module, docstrings and raw strings aside."""
    source = path.read_text()
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        node.body[0].lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, holders) and ast.get_docstring(node) is not None
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text = token.type == tokenize.STRING and not token.string.lower().startswith(("r", "b"))
        if text and token.start[0] not in docstrings:
            yield token.start[0], token.string


def test_french_punctuation_never_begins_a_line():
    offenders = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in sources("grappes", "faq")
        if not SANS_TYPOGRAPHIE.search(path.as_posix())
        for line, text in literals(path)
        if ESPACE_SECABLE.search(text)
    ]
    assert offenders == []


def named(template, texts):
    """Whether some source names this template, by its path or by the pattern of its folder."""
    name = template.relative_to(TEMPLATES).as_posix()
    if FOUND_BY_DJANGO.fullmatch(name) or name in texts:
        return True
    # Built from a kind: courriels/<genre>/…, admin/grappes/courriel/<page>, pilotage/<liste>.
    folder, _, file = name.rpartition("/")
    return name.startswith("courriels/") or (
        f"{folder}/{{" in texts and f'"{Path(file).stem}"' in texts
    )


def test_every_template_is_used():
    texts = "".join(p.read_text() for p in [*sources("grappes", "faq", "config"), *templates()])
    assert [
        path.relative_to(TEMPLATES).as_posix() for path in templates() if not named(path, texts)
    ] == []


def test_every_folder_of_mails_is_a_kind():
    kinds = set(apps.get_model("grappes.Courriel").Genre.values)
    folders = {path.name for path in (TEMPLATES / "courriels").iterdir() if path.is_dir()}
    assert folders - kinds == {"inclus"}
    assert kinds - folders == set()


@pytest.mark.parametrize(
    "pattern",
    [
        r"\sstyle=",
        r"<style",
        r"<script(?![^>]*(\ssrc=|ld\+json))",
        r"\son[a-z]+=",
        r"hx-on",
        r"js:",
    ],
)
def test_pages_hold_no_inline_style_nor_script(pattern):
    """The policy of contents refuses them; a mail, which has no other way, carries its style."""
    assert [
        path.relative_to(TEMPLATES).as_posix()
        for path in templates()
        if "courriels" not in path.parts and re.search(pattern, path.read_text())
    ] == []


def test_names_of_models_and_fields_begin_in_lower_case():
    """Django capitalises where a sentence begins; an acronym stays as it is."""
    named = [model._meta for model in apps.get_models() if ours(model)]
    names = [(meta.label, str(meta.verbose_name)) for meta in named]
    names += [
        (str(field), str(field.verbose_name))
        for meta in named
        for field in meta.local_fields + meta.local_many_to_many
        if not field.auto_created and meta.label != "grappes.User"
    ]
    assert [
        (label, name) for label, name in names if name[:1].isupper() and not name[:2].isupper()
    ] == []


@pytest.mark.parametrize("app", ["grappes", "faq"])
def test_migrations_follow_each_other_and_tell_their_intent(app):
    names = [p.stem for p in sorted((ROOT / app / "migrations").glob("0*.py"))]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [name for name in names if "_auto_" in name] == []


def test_every_status_speaks_to_the_candidate():
    statuses = set(StatutCandidature)
    assert set(LIBELLES_CANDIDAT) == statuses
    assert set(ATTENTES) == statuses
