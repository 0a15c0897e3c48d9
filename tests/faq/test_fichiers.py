import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.fichiers import archives
from faq.fichiers.archives import en_zip, lire, lire_octets
from faq.fichiers.front_matter import FichierIllisible

QUESTION = "---\nrubrique: cartes\nquestion: Où ?\n---\nIci.\n"


def zippe(*entrees):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in entrees:
            archive.writestr(zipfile.ZipInfo(nom), contenu, zipfile.ZIP_DEFLATED)
    return tampon.getvalue()


def phrases(nom, contenu):
    with pytest.raises(FichierIllisible) as refus:
        lire_octets(nom, contenu)
    return [(defaut.fichier, defaut.ligne, defaut.phrase) for defaut in refus.value.defauts]


@given(st.dictionaries(st.sampled_from(["questions/a.md", "rubriques/b.md"]), st.text("é\r\n-:")))
def test_an_archive_gives_its_texts_back(textes):
    assert lire_octets("faq.zip", en_zip(textes)) == textes


def test_an_archive_is_the_same_byte_for_byte():
    assert en_zip({"questions/a.md": "1", "b.md": "2"}) == en_zip(
        {"b.md": "2", "questions/a.md": "1"}
    )


def test_a_zipped_folder_and_what_computers_leave_in_it_are_understood():
    contenu = zippe(
        ("ma FAQ/questions/a.md", QUESTION),
        ("ma FAQ/synonymes.txt", "a = b\n"),
        ("ma FAQ/.DS_Store", "x"),
        ("__MACOSX/ma FAQ/questions/._a.md", b"\xff"),
    )

    assert lire_octets("faq.zip", contenu) == {
        "questions/a.md": QUESTION,
        "synonymes.txt": "a = b\n",
    }


def test_one_markdown_file_is_a_question_or_a_rubrique():
    assert set(lire_octets("a.md", QUESTION.encode())) == {"questions/a.md"}
    assert set(lire_octets("a.md", b"---\ntitre: Cartes\n---\n")) == {"rubriques/a.md"}


def test_a_folder_and_its_archive_give_the_same_texts(tmp_path):
    (tmp_path / "dossier" / "questions").mkdir(parents=True)
    (tmp_path / "dossier" / "questions" / "a.md").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "faq.zip").write_bytes(en_zip({"questions/a.md": QUESTION}))

    assert lire(tmp_path / "dossier") == lire(tmp_path / "faq.zip")


@pytest.mark.parametrize(
    ("nom", "phrase"),
    [
        ("../questions/a.md", "ce chemin sort du dossier."),
        ("/etc/questions/a.md", "ce chemin sort du dossier."),
        ("..\\questions/a.md", "ce chemin sort du dossier."),
        ("notes.doc", "ce fichier n’est ni une rubrique, ni une question, ni « synonymes.txt »."),
    ],
)
def test_a_path_out_of_place_is_refused(nom, phrase):
    [(_, ligne, dite)] = phrases("faq.zip", zippe((nom, QUESTION)))

    assert (ligne, dite.replace("\u00a0", " ")) == (1, phrase)


def test_one_question_given_twice_is_refused():
    contenu = zippe(("a/questions/x.md", QUESTION), ("b/questions/x.md", QUESTION))

    assert [ligne[0] for ligne in phrases("faq.zip", contenu)] == ["b/questions/x.md"]


def test_a_text_that_is_not_utf_8_is_told_with_its_line():
    contenu = "---\nquestion: Où\n---\nDéjà\n".encode("latin-1")

    assert phrases("x.md", contenu)[0][:2] == ("questions/x.md", 2)


def test_a_null_character_is_refused():
    assert "caractère nul" in phrases("x.md", b"---\n\0\n---\n")[0][2]


def test_a_file_too_large_is_refused_with_all_the_others():
    contenu = zippe(
        ("questions/gros.md", b"0" * (archives.LE_PLUS_D_OCTETS + 1)),
        ("questions/latin.md", b"\xe9"),
    )

    assert [fichier for fichier, *_ in phrases("faq.zip", contenu)] == [
        "questions/gros.md",
        "questions/latin.md",
    ]


def test_a_bomb_stops_at_the_total_size_whatever_it_declares():
    bombe = zippe(*((f"questions/{n}.md", b"0" * 190_000) for n in range(60)))

    assert len(bombe) < 60_000
    assert "5 Mo au plus" in phrases("faq.zip", bombe)[0][2]


def test_too_many_files_are_refused():
    contenu = zippe(*((f"questions/{n}.md", "") for n in range(archives.LE_PLUS_DE_FICHIERS + 1)))

    assert "trop de fichiers" in phrases("faq.zip", contenu)[0][2]


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_archive_never_breaks_the_reader(place, octet):
    contenu = bytearray(zippe(("questions/a.md", QUESTION * 3), ("synonymes.txt", "a = b")))
    contenu[place % len(contenu)] = octet

    # Either it reads, or it is refused: no other exception.
    with suppress(FichierIllisible):
        lire_octets("faq.zip", bytes(contenu))


def test_another_kind_of_file_is_refused():
    assert phrases("faq.docx", b"PK")[0][2] == "envoyez une archive .zip ou un fichier .md."


def test_a_path_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(FichierIllisible, match="n’existe pas"):
        lire(tmp_path / "absent.zip")
