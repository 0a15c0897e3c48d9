"""Dates as a French reader expects them."""

import datetime

import pytest

from grappes.templatetags.dates import echeance, jour


@pytest.mark.parametrize(
    ("date", "dit"),
    [
        (datetime.date(2027, 3, 3), "mercredi 3 mars 2027"),
        (datetime.date(2027, 3, 1), "lundi 1er mars 2027"),
        (datetime.datetime(2027, 2, 28, 23, 30, tzinfo=datetime.UTC), "lundi 1er mars 2027"),
        (None, ""),
        ("", ""),
    ],
)
def test_day_is_said_in_full_in_paris(date, dit):
    assert jour(date) == dit


def test_deadline_says_when_it_ends():
    attendue = "mercredi 3 mars 2027, jusqu’à minuit, heure de Paris"
    assert (echeance(datetime.date(2027, 3, 3)), echeance(None)) == (attendue, "")
