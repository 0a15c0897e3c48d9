"""Every mail, in every variant, as its reader receives it: complete, correct, in both versions."""

import html
import re

import pytest

from grappes.models import Courriel, StatutCandidature
from grappes.services.collectif.apercus import apercus
from grappes.services.messagerie.courriels import MARQUES

APERCUS = apercus()
tous = pytest.mark.parametrize("apercu", APERCUS, ids=[a.titre for a in APERCUS])
NBSP = "\N{NO-BREAK SPACE}"
ACTIONS = r"À faire|[Rr]ien à faire"


def en_mots(texte):
    return set(re.findall(r"[^\W\d_]{3,}", re.sub(r"https?://\S+|⟦\w+⟧", "", texte)))


def lisible(document):
    corps = re.sub(r"<style>.*?</style>|<head>.*?</head>", "", document, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", corps))


def test_every_kind_has_its_previews():
    assert {a.genre for a in APERCUS} == set(Courriel.Genre)
    assert len({a.titre for a in APERCUS}) == len(APERCUS)


@tous
def test_subject_is_one_short_line(apercu):
    objet, _, _ = apercu.rendu()

    assert objet == " ".join(objet.split(" "))
    assert "\n" not in objet
    assert 0 < len(objet) <= 110


@tous
def test_text_and_html_say_the_same(apercu):
    objet, texte, document = apercu.rendu()

    assert en_mots(lisible(document)) - en_mots(objet) == en_mots(texte) - en_mots(objet)
    marques = {m for m in MARQUES.values() if m in texte}
    assert marques == {m for m in MARQUES.values() if f'href="{m}"' in document}


@tous
def test_french_is_typeset_and_nothing_is_left_unfilled(apercu):
    for version in apercu.rendu():
        lu = lisible(version) if "<html" in version else version
        assert re.findall(r"[^\s ] [:;?!»]|« |&#|&amp;|[{}]|None|\w'\w", lu) == []
        assert f"«{NBSP}" in lu or "«" not in lu


def test_style_sheet_is_not_typeset():
    _, _, document = APERCUS[0].rendu()
    (style,) = re.findall(r"<style>(.*?)</style>", document, flags=re.S)

    assert ".encadre > :last-child" in style
    assert NBSP not in style


@tous
def test_reader_knows_what_to_do(apercu):
    _, texte, _ = apercu.rendu()

    if apercu.genre != Courriel.Genre.FENETRE_SE_FERME:
        assert re.search(ACTIONS, texte)
    assert len(re.findall(r"^À faire", texte, flags=re.M)) <= 1
    assert "répond" in texte.lower() or apercu.genre == Courriel.Genre.RESUME_COLLECTIF


@tous
def test_mail_with_an_access_link_says_how_to_get_another(apercu):
    _, texte, _ = apercu.rendu()

    assert (MARQUES["lien_acces"] in texte) == ("/candidatures/lien/" in texte)


@tous
def test_reminders_and_only_they_can_be_stopped(apercu):
    _, texte, _ = apercu.rendu()

    relance = apercu.genre in (Courriel.Genre.BROUILLON_INACHEVE, Courriel.Genre.RAPPEL_PROPOSITION)
    assert (MARQUES["lien_stop"] in texte) == relance


def test_status_is_said_in_the_words_of_the_candidate_page():
    for apercu in APERCUS:
        if transition := apercu.contexte.get("transition"):
            libelle = StatutCandidature(transition.vers).libelle_candidat
            assert libelle.replace(" :", f"{NBSP}:") in apercu.rendu()[1]
