"""Projections against points that others published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappes.finess.coordonnees import LAMBERT_93, PROJECTIONS, Position, Utm, nom_projection

# A metre, in degrees of latitude.
METRE = 1 / 111_000


def test_lambert_93_has_the_constants_that_ign_publishes():
    assert LAMBERT_93.exposant == pytest.approx(0.7256077650532670, abs=1e-14)
    assert LAMBERT_93.constante == pytest.approx(11754255.4261, abs=1e-4)
    assert LAMBERT_93.y_pole == pytest.approx(12655612.0499, abs=1e-4)


def test_lambert_93_starts_from_its_legal_origin():
    assert LAMBERT_93.vers_position(700_000, 6_600_000) == pytest.approx((46.5, 3.0), abs=1e-9)


def test_the_eiffel_tower_stands_where_it_does():
    position = LAMBERT_93.vers_position(648_237.3, 6_862_271.9)
    assert position == pytest.approx((48.8584, 2.2945), abs=3 * METRE)


def test_the_hospital_of_bourg_en_bresse_stands_in_viriat():
    # The register's own coordinates of 010000024.
    position = LAMBERT_93.vers_position(870_215.7, 6_571_590.5)
    assert position == pytest.approx((46.2227, 5.2086), abs=10 * METRE)


def test_the_cn_tower_stands_where_wikipedia_s_article_on_utm_puts_it():
    tour = Position(43 + 38 / 60 + 33.24 / 3600, -(79 + 23 / 60 + 13.7 / 3600))
    x, y = Utm(17).vers_plan(tour)
    assert (round(x), round(y)) == (630_084, 4_833_439)


def test_the_meridian_arc_to_45_degrees_has_its_published_length():
    _, y = Utm(31).vers_plan(Position(45.0, 3.0))
    assert y == pytest.approx(0.9996 * 4_984_944.378, abs=0.001)


@given(st.floats(41.3, 51.1), st.floats(-5.1, 9.6))
def test_lambert_93_comes_back_to_where_it_left(latitude, longitude):
    x, y = LAMBERT_93.vers_plan(Position(latitude, longitude))
    assert LAMBERT_93.vers_position(x, y) == pytest.approx((latitude, longitude), abs=1e-8)


@pytest.mark.parametrize(
    ("nom", "ville"),
    [
        ("UTM_N20", Position(16.241, -61.533)),
        ("UTM_N21", Position(46.779, -56.173)),
        ("UTM_N22", Position(4.922, -52.313)),
        ("UTM_S38", Position(-12.780, 45.228)),
        ("UTM_S40", Position(-20.879, 55.448)),
    ],
)
def test_each_overseas_town_is_covered_by_its_own_zone_and_comes_back(nom, ville):
    projection = PROJECTIONS[nom]
    assert projection.vers_position(*projection.vers_plan(ville)) == pytest.approx(ville, abs=1e-8)
    assert [n for n, p in PROJECTIONS.items() if p.couvre(ville)] == [nom]


@pytest.mark.parametrize(
    ("source", "finess", "nom"),
    [
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93", "010000024", "LAMBERT_93"),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,UTM_S40", "970405767", "UTM_S40"),
        ("", "970405767", "UTM_S40"),
        ("", "2A0000196", "LAMBERT_93"),
        ("", "980600027", None),
    ],
)
def test_the_projection_is_named_by_the_source_or_else_by_the_number(source, finess, nom):
    assert nom_projection(source, finess) == nom
