"""Words that nobody taught the FAQ are kept out of the log until several days have seen them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from faq.models import MotInconnu, RechercheNotee
from faq.services import journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports", "faq_chargee")]


def kept(*searches):
    RechercheNotee.objects.all().delete()
    for search in searches:
        journal.noter(search, trouvee=False)
    return list(RechercheNotee.objects.order_by("pk").values_list("requete", flat=True))


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("dossier de madame Ginette Vandenbroucke", "vandenbroucke"),
        ("Ginette Vandenbroucke née le 12 mars 1941", "1941"),
        ("INS de monsieur Kowalczyk", "kowalczyk"),
        ("carte Lewandowska", "lewandowska"),
    ],
)
def test_a_name_is_not_kept(search, name):
    assert name not in "".join(kept(search))


def test_what_surrounds_a_name_still_teaches():
    assert kept("carte Lewandowska perdue") == ["carte … perdue"]


def test_a_search_made_of_unknown_words_alone_is_not_kept():
    assert kept("Vandenbroucke", "Kowalczyk Lewandowska") == []


def test_words_of_the_faq_and_of_everyday_french_are_kept():
    assert kept("cartes perdues", "MSSanté", "la semaine prochaine") == [
        "cartes perdues",
        "mssante",
        "la semaine prochaine",
    ]


def test_a_word_that_three_days_have_seen_is_kept():
    days = [timezone.now() + timedelta(days=number) for number in range(3)]
    seen = []
    for day in days:
        with time_machine.travel(day, tick=False):
            seen.append(kept("carte Zorglub", "carte Zorglub"))

    assert seen == [["carte …"], ["carte …"], ["carte zorglub"]]


def test_nothing_of_an_unknown_word_can_be_read_and_it_is_forgotten_too():
    kept("carte Zorglub")
    row = MotInconnu.objects.get()

    assert "zorglub" not in str(vars(row))
    journal.purger(timezone.localdate() + timedelta(days=500))
    assert not MotInconnu.objects.exists()
