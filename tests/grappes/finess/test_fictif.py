"""The fictitious register: same seed, same bytes; plausible, valid, and nobody's."""

from collections import Counter
from datetime import date

import pytest
from stdnum.fr import siret

from grappes.finess.fictif import ecrire_exactement, ecrire_extraits, generer
from grappes.finess.lecture import EntiteLue, EtablissementLu, Lecture, PositionLue
from grappes.finess.numero import cle_valide, lire_siren

JOUR = date(2026, 11, 1)


@pytest.fixture(scope="module")
def registre():
    return generer(graine=1)


def octets(dossier, graine):
    dossier.mkdir()
    return [chemin.read_bytes() for chemin in ecrire_extraits(generer(graine), dossier, JOUR)]


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path):
    premiers = octets(tmp_path / "a", 1)
    assert octets(tmp_path / "b", 1) == premiers
    assert octets(tmp_path / "c", 2) != premiers


def test_sizes_follow_the_real_distribution(registre):
    tailles = Counter(
        min(sum(e.categorie.code != "247" for e in o.etablissements), 50)
        for o in registre.organismes
    )
    assert len(registre.organismes) == 400
    assert (tailles[1], tailles[2], tailles[3] + tailles[4]) == (276, 54, 32)
    assert sum(nombre for taille, nombre in tailles.items() if 15 <= taille < 30) == 6
    assert tailles[50] == 2


def test_every_number_is_valid_unique_and_out_of_the_real_ranges(registre):
    etablissements = [e for _, e in registre.etablissements]
    finess = [o.finess for o in registre.organismes] + [e.finess for e in etablissements]
    assert [n for n in finess if not cle_valide(n) or n[2] != "9"] == []
    assert len(set(finess)) == len(finess)
    assert {lire_siren(o.siren).valeur[:3] for o in registre.organismes} == {"999"}
    assert [e.siret for e in etablissements if e.siret and not siret.is_valid(e.siret)] == []
    assert {o.telephone[:6] for o in registre.organismes} == {"035301"}


def test_names_of_organismes_are_their_own(registre):
    noms = [o.nom for o in registre.organismes]
    assert len(set(noms)) == len(noms)


def test_a_few_organismes_span_regions(registre):
    region = {"02", "59", "60", "62", "80"}
    etendus = [
        o for o in registre.organismes if {e.lieu.departement for e in o.etablissements} - region
    ]
    assert 0 < len(etendus) < 20


def test_corsica_and_overseas_come_when_asked():
    departements = {e.lieu.departement for _, e in generer(1, 100, outre_mer=True).etablissements}
    assert departements & {"2A", "2B", "9A", "9B", "9C", "9D", "9F"}
    sans = {e.lieu.departement for _, e in generer(1, 100).etablissements}
    assert not sans & {"2A", "2B", "9A", "9B", "9C", "9D", "9F"}


def test_the_extracts_are_read_back_as_they_were_drawn(tmp_path):
    registre = generer(3, 60, outre_mer=True)
    entites, etablissements = ecrire_extraits(registre, tmp_path, JOUR)

    lues = list(Lecture(entites))
    assert [(e.finess_juridique, e.raison_sociale) for e in lues if isinstance(e, EntiteLue)] == [
        (o.finess, o.nom) for o in registre.organismes
    ]
    lecture = Lecture(etablissements)
    lues = list(lecture)
    assert [(e.finess_geographique, e.siret) for e in lues if isinstance(e, EtablissementLu)] == [
        (e.finess, e.siret) for _, e in registre.etablissements
    ]
    positions = {p[0]: (p[1], p[2]) for p in lues if isinstance(p, PositionLue)}
    for _, e in registre.etablissements:
        assert positions[e.finess] == pytest.approx((e.latitude, e.longitude), abs=1e-5)
    assert lecture.constats.phrases() == []


def test_an_extract_for_measures_has_exactly_its_lines(tmp_path):
    assert len(list(Lecture(ecrire_exactement(500, tmp_path)))) == 500
