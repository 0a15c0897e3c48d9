"""The house holds by itself: imports go down, pure rooms stay pure, modules stay small."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up; a room imports only rooms below it (or itself).
RANKS = {
    "finess": 0,
    "optimizer": 0,
    "erreurs": 0,
    "francais": 0,
    "referentiels": 0,
    "validators": 1,
    "models": 2,
    "regles": 3,
    "gardes": 4,
    "workflow": 5,
    "services": 6,
    "tasks": 7,
    "demo": 7,
    "forms": 7,
    "templatetags": 7,
    "views": 8,
    "admin": 9,
    "management": 8,
    "urls": 9,
    "apps": 9,
}
# The rooms of the services, in the same way.
SERVICES = {
    "verrous": 0,
    "bail": 0,
    "debit": 0,
    "origines": 0,
    "messagerie": 0,
    "registre": 0,
    "regroupement": 1,
    "exports": 2,
    "dossiers": 2,
    "collectif": 2,
    "suivi": 2,
    "carte": 2,
    "enonce": 2,
    "campagnes": 3,
    "atelier": 3,
    "pilotage": 3,
    "scenarios": 4,
    "et_maintenant": 4,
    "questions": 5,
    "reponses": 5,
    "relances": 5,
    "travaux": 5,
}
LONGEST_MODULE = 300


def modules(package):
    return [p for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts]


def imported(path):
    """Dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(dotted):
    parts = dotted.split(".")
    return parts[1] if parts[0] == "grappes" and len(parts) > 1 else None


def test_imports_only_go_down():
    climbing = []
    for path in modules("grappes"):
        here = path.relative_to(ROOT / "grappes").parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        for name in imported(path):
            there = room(name)
            if there and there != here and RANKS[there] >= RANKS[here]:
                climbing.append(f"{path.relative_to(ROOT)} → {name}")
    assert climbing == []


def test_services_import_only_rooms_below_their_own():
    climbing = []
    for path in modules("grappes/services"):
        here = path.relative_to(ROOT / "grappes/services").parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        for name in imported(path):
            if name.startswith("grappes.services."):
                there = name.split(".")[2]
                if there != here and SERVICES[there] >= SERVICES[here]:
                    climbing.append(f"{path.relative_to(ROOT)} → {name}")
    assert climbing == []


@pytest.mark.parametrize(
    "package", ["grappes/finess", "grappes/optimizer", "faq/search", "faq/fichiers"]
)
def test_pure_package_imports_neither_django_nor_the_rest(package):
    pure = package.replace("/", ".")
    foreign = [
        f"{path.name} → {name}"
        for path in modules(package)
        for name in imported(path)
        if name.startswith("django")
        or (name.startswith(("grappes", "faq")) and not name.startswith(pure))
    ]
    assert foreign == []


def test_faq_never_imports_grappes():
    assert [n for p in modules("faq") for n in imported(p) if n.startswith("grappes")] == []


def test_templates_of_the_faq_include_none_of_grappes():
    pages = [p for d in ("faq", "admin/faq") for p in (ROOT / "templates" / d).rglob("*.html")]
    named = [
        f"{page.relative_to(ROOT)} → {name}"
        for page in pages
        for name in re.findall(r'{% (?:include|extends) "([^"]+)"', page.read_text())
    ]
    assert [line for line in named if "grappes/" in line.partition("→")[2]] == []


def test_services_never_import_tasks():
    names = [n for p in modules("grappes/services") for n in imported(p)]
    assert [n for n in names if "tasks" in n] == []


def test_modules_stay_small():
    packages = ("grappes", "faq", "config", "launch", "tests")
    long = {
        str(p.relative_to(ROOT)): lines
        for package in packages
        for p in modules(package)
        if (lines := len(p.read_text().splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_there_are_no_signals_and_no_utils():
    offenders = [
        str(p.relative_to(ROOT))
        for package in ("grappes", "faq")
        for p in modules(package)
        if p.stem in ("utils", "helpers", "signals")
        or any(n.startswith("django.dispatch") for n in imported(p))
    ]
    assert offenders == []
