"""The whole FAQ written to files and read back."""

import string
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from faq.doublons import plier
from faq.fichiers import archives
from faq.models import Question, Rubrique, Synonyme
from faq.services.chargement import CONTENU, charger, importer
from faq.services.fiches import ecrire_tout

PIEGES = ["---", "a : b", "- tiret", '"cité"', "é œ", "Un.\r\n\r\nDeux.", " bords ", "\u00a0x", "{"]
# What Python cuts lines at, and no browser sends.
FINS_DE_LIGNE = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
CONTENUS = (
    "rubrique__slug", "slug", "ordre", "question", "etat", "reponse", "source", "relue_le",
    "a_relire_le", "depend_de_l_instruction", "publiee_a_partir_de",
)  # fmt: skip

# Bounds for hypothesis, which takes them naive and adds the zone itself.
ANNEES = {"min_value": datetime(2020, 1, 1), "max_value": datetime(2030, 1, 1)}  # noqa: DTZ001


def vider():
    Question.objects.all().delete()
    Rubrique.objects.all().delete()
    Synonyme.objects.all().delete()


def contenu():
    """What readers and staff see; a browser's line ends are no content."""
    lues = Question.objects.order_by("slug").values(*CONTENUS)
    return [lue | {"reponse": "\n".join(lue["reponse"].splitlines())} for lue in lues]


def texte(taille, *, vide=True):
    # What Markdown reads as HTML, a link or a mark is told elsewhere.
    ailleurs = f"\0<[{{}}!{FINS_DE_LIGNE}"
    libre = st.text(st.characters(codec="utf-8", exclude_characters=ailleurs), max_size=taille)
    return st.one_of(st.sampled_from([p for p in PIEGES if "{" not in p]), libre).filter(
        lambda t: vide or t.strip()
    )


lignes = st.lists(
    st.builds(
        dict,
        question=texte(80, vide=False),
        reponse=texte(200),
        source=texte(80),
        formulations=st.lists(texte(40)).map("\n".join),
        etat=st.sampled_from(["brouillon", "archivee"]),
        ordre=st.integers(0, 32_767),
        publiee_a_partir_de=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC), **ANNEES)),
        depend_de_l_instruction=st.booleans(),
        relue_le=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 1, 1))),
        slug=st.text(string.ascii_lowercase + "-", min_size=1, max_size=20),
    ),
    max_size=4,
    unique_by=(lambda ligne: ligne["slug"], lambda ligne: plier(ligne["question"])),
)


class AllerRetour(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(lignes)
    def test_files_give_every_content_back_whatever_it_holds(self, lignes):
        rubrique = Rubrique.objects.create(slug="r", titre="- R : r", introduction='"---"')
        for ligne in lignes:
            Question.objects.create(rubrique=rubrique, **ligne)
        ecrits, avant = ecrire_tout(), contenu()
        vider()

        importer(ecrits)

        assert contenu() == avant
        assert ecrire_tout() == ecrits


@pytest.mark.django_db
def test_export_import_export_gives_the_same_bytes(tmp_path, faq_chargee):
    Question.objects.filter(slug="mfa-echeance").update(etat="archivee", reponse="Un.\r\nDeux.")
    Question.objects.filter(slug="dmp-sans-ins").update(etat="brouillon", reponse="")
    Synonyme.objects.create(terme="a = b", variantes="# c\n~ d", proximite="sens_voisin")
    call_command("exporter_faq", str(tmp_path / "un.zip"), verbosity=0)
    vider()

    call_command("charger_faq", str(tmp_path / "un.zip"), verbosity=0)

    call_command("exporter_faq", str(tmp_path / "deux.zip"), verbosity=0)
    assert (tmp_path / "deux.zip").read_bytes() == (tmp_path / "un.zip").read_bytes()


@pytest.mark.django_db
def test_the_shipped_files_come_out_as_they_went_in(faq_chargee):
    livres = {chemin: texte for chemin, texte in archives.lire(CONTENU).items() if ".md" in chemin}

    ecrits = ecrire_tout()

    assert {chemin: ecrits[chemin] for chemin in livres} == livres


@pytest.mark.django_db
def test_a_folder_is_written_whole_or_refused(tmp_path, faq_chargee):
    call_command("exporter_faq", str(tmp_path / "faq"), verbosity=0)

    assert set(charger(tmp_path / "faq")) == {"inchangée"}
    with pytest.raises(CommandError, match="n’est pas vide"):
        call_command("exporter_faq", str(tmp_path / "faq"), verbosity=0)
