"""The official layouts, as published over the years."""

from datetime import date

import pytest

from grappes.finess.coordonnees import LAMBERT_93
from grappes.finess.extrait import ExtraitRefuse
from grappes.finess.lecture import (
    EntiteLue,
    EtablissementLu,
    Lecture,
    PositionLue,
    couper_acheminement,
)
from tests.extraits import EHPAD, ecrire, entite, position, structure


def test_an_establishment_is_read_field_by_field(tmp_path):
    ligne = structure(long="EHPAD LES VOILES DE LILLE", siret="26010004500012")
    lecture = Lecture(ecrire(tmp_path, ligne))

    assert list(lecture) == [
        EtablissementLu(
            finess_geographique="599000015",
            finess_juridique="599000023",
            raison_sociale="EHPAD LES VOILES DE LILLE",
            autre_nom="",
            adresse="12 R DES LILAS",
            code_postal="59000",
            commune="LILLE",
            departement="59",
            libelle_departement="NORD",
            telephone="0353010001",
            categorie="500",
            libelle_categorie=EHPAD,
            siret="26010004500012",
            ouvert_le=date(2001, 2, 3),
            mis_a_jour_le=date(2024, 5, 6),
        )
    ]
    assert lecture.date_extrait == date(2026, 5, 12)
    assert lecture.constats.phrases() == []


def test_a_legal_entity_is_read_field_by_field(tmp_path):
    assert list(Lecture(ecrire(tmp_path, entite()))) == [
        EntiteLue(
            finess_juridique="599000023",
            raison_sociale="ASSOCIATION LES VOILES",
            autre_nom="",
            adresse="3 AV DU CANAL",
            code_postal="59000",
            commune="LILLE",
            departement="59",
            libelle_departement="NORD",
            telephone="0353010002",
            statut_juridique="Fondation",
            siren="999000011",
        )
    ]


def test_positions_follow_the_structures(tmp_path):
    *_, lue = Lecture(ecrire(tmp_path, structure(), position()))

    attendue = LAMBERT_93.vers_position(704_000.0, 7_059_000.0)
    assert lue == PositionLue("599000015", *attendue)


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1"])
def test_accents_are_read_in_every_encoding_that_the_producer_used(tmp_path, encodage):
    chemin = ecrire(tmp_path, structure(nom="FOYER L'ÉTÉ DE LA FÈRE"), encodage=encodage)
    assert [lu.raison_sociale for lu in Lecture(chemin)] == ["FOYER L'ÉTÉ DE LA FÈRE"]


def test_a_byte_that_windows_does_not_know_falls_back_to_latin_1(tmp_path):
    chemin = ecrire(tmp_path, structure(nom="FOYER \x81É"), encodage="iso-8859-1")
    assert [lu.raison_sociale for lu in Lecture(chemin)] == ["FOYER \x81É"]


def test_quoted_fields_keep_their_quotes_and_semicolons(tmp_path):
    chemin = ecrire(tmp_path, structure(nom='"LIEU DE VIE ""MAVOUNA; MEMA"""'))
    assert [lu.raison_sociale for lu in Lecture(chemin)] == ['LIEU DE VIE "MAVOUNA; MEMA"']


def test_a_quoted_header_and_old_line_ends_are_read(tmp_path):
    chemin = tmp_path / "mac.csv"
    entete = '"finess";"etalab";"1";"2026-05-12"'
    chemin.write_bytes("\r".join([entete, structure(), ""]).encode())
    lecture = Lecture(chemin)
    assert [lu.finess_geographique for lu in lecture] == ["599000015"]
    assert lecture.date_extrait == date(2026, 5, 12)


def test_the_fuller_name_comes_first_and_the_other_is_kept_if_it_says_more(tmp_path):
    chemin = ecrire(tmp_path, structure(nom="CMPP INTERSECTORIEL ALOES", long="CMPP INTER"))
    (lu,) = Lecture(chemin)
    assert (lu.raison_sociale, lu.autre_nom) == ("CMPP INTERSECTORIEL ALOES", "")


@pytest.mark.parametrize(
    ("texte", "coupe"),
    [
        ("20184 AJACCIO CEDEX 1", ("20184", "AJACCIO")),
        ("97306 CAYENNE CEDEX", ("97306", "CAYENNE")),
        ("ST DENIS", ("", "ST DENIS")),
        ("", ("", "")),
    ],
)
def test_the_delivery_line_gives_postal_code_and_town(texte, coupe):
    assert couper_acheminement(texte) == coupe


def faute(chemin):
    with pytest.raises(ExtraitRefuse) as refus:
        list(Lecture(chemin))
    return [str(erreur) for erreur in refus.value.erreurs]


def test_every_fault_is_told_with_its_line(tmp_path):
    chemin = ecrire(
        tmp_path,
        structure(),
        structure(finess="599000016"),
        "structureet;599000015;coupée",
        structure(),
        "inconnue;1",
    )
    assert faute(chemin) == [
        "ligne 3 : FINESS géographique « 599000016 » : clé de contrôle fausse ou forme inconnue",
        "ligne 4 : 3 champs au lieu de 32 pour « structureet »",
        "ligne 5 : le numéro 599000015 figure déjà ligne 2",
        "ligne 6 : « inconnue » n’ouvre aucune ligne connue",
    ]


def test_only_the_first_faults_are_cited_and_the_others_counted(tmp_path):
    chemin = ecrire(tmp_path, structure(), *["inconnue;1"] * 30)
    with pytest.raises(ExtraitRefuse) as refus:
        list(Lecture(chemin))
    assert (len(refus.value.erreurs), refus.value.total) == (20, 30)
    assert str(refus.value).endswith("… et 10 autres")


def test_no_row_comes_after_the_first_fault(tmp_path):
    lignes = iter(Lecture(ecrire(tmp_path, structure(), "inconnue;1", entite())))
    assert next(lignes).finess_geographique == "599000015"
    with pytest.raises(ExtraitRefuse):
        next(lignes)


def test_a_quote_that_is_never_closed_is_told(tmp_path):
    chemin = ecrire(tmp_path, structure(nom='"JAMAIS'), structure(finess="599000023"))
    assert faute(chemin) == [
        "ligne 2 : 4 champs au lieu de 32 pour « structureet » (guillemet mal fermé ?)"
    ]


@pytest.mark.parametrize(
    ("octets", "debut"),
    [
        (b"", "Le fichier est vide"),
        (b"PK\x03\x04", "C’est un classeur ou une archive ZIP"),
        (b"\x1f\x8b\x08", "C’est une archive gzip"),
        ("finess;etalab".encode("utf-16"), "Le fichier est en UTF-16"),
        (b'{"pmej": []}', "C’est un fichier JSON (FINESS+)"),
        (b"finess;etalab;1;2026-01-01\n\x00", "Ce n’est pas un fichier de texte"),
        (b"nofinesset;nofinessej\n", "ligne 1 : La première ligne doit être"),
        (b"finess;etalab;1;2026-01-01\n", "Le fichier ne contient aucune structure"),
    ],
)
def test_what_is_no_extract_is_refused_for_what_it_is(tmp_path, octets, debut):
    chemin = tmp_path / "autre.csv"
    chemin.write_bytes(octets)
    (phrase,) = faute(chemin)
    assert phrase.startswith(debut)
