import threading
import time
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from faq import ports
from faq.models import RechercheNotee
from faq.services import journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sans_ports", "mots_connus")]
HTMX = {"HX-Request": "true"}


def kept():
    rows = RechercheNotee.objects.order_by("requete")
    return [(r.requete, r.nombre, r.sans_resultat, r.inutiles) for r in rows]


def test_a_submitted_search_is_counted_with_and_without_result(client, faq_chargee):
    for query in ("carte perdue", "Carte PERDUE ?", "recette de cuisine"):
        client.get("/faq/", {"q": query})

    assert kept() == [("carte perdue", 2, 0, 0), ("recette de cuisine", 1, 1, 0)]


def test_what_is_being_typed_is_not_counted_until_it_stays(client, faq_chargee):
    for typed in ("ca", "cart", "carte"):
        page = client.get("/faq/", {"q": typed}, headers=HTMX)
    assert kept() == []

    assert "/faq/recherche-notee/?q=carte" in page.text
    assert client.get("/faq/recherche-notee/", {"q": "carte"}).status_code == 204

    assert kept() == [("carte", 1, 0, 0)]


def test_the_json_search_counts_nothing(client, faq_chargee):
    client.get("/faq/recherche.json", {"q": "carte"})

    assert kept() == []


def test_a_search_sets_no_cookie(client, faq_chargee):
    assert not client.get("/faq/", {"q": "carte"}).cookies


def test_a_useless_answer_is_counted_against_its_search(client, faq_chargee):
    results = client.get("/faq/", {"q": "carte perdue"}).text
    assert '/faq/support-cartes/?q=carte%20perdue"' in results
    page = client.get("/faq/support-cartes/", {"q": "carte perdue"}).text
    assert '<input type="hidden" name="q" value="carte perdue">' in page

    for _ in range(3):  # one visitor counts once
        client.post("/faq/support-cartes/avis/", {"utile": "non", "q": "carte perdue"})
    client.post("/faq/support-cartes/avis/", {"utile": "non", "raison": "Trop court"})
    client.post("/faq/support-cartes/avis/", {"utile": "oui", "q": "carte perdue"})

    assert kept() == [("carte perdue", 1, 0, 1)]


def test_a_row_holds_nothing_but_the_words_and_the_day():
    journal.noter("carte", trouvee=True)

    columns = {field.name for field in RechercheNotee._meta.get_fields()}
    assert columns == {"id", "requete", "jour", "nombre", "sans_resultat", "inutiles"}
    assert RechercheNotee.objects.get().jour == timezone.localdate()


def test_a_failure_to_count_never_breaks_a_search(client, faq_chargee, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(RechercheNotee.objects, "bulk_create", broken)

    assert client.get("/faq/", {"q": "carte perdue"}).status_code == 200
    assert "A search was not counted" in caplog.text


def test_a_flood_of_different_searches_does_not_fill_the_table(monkeypatch):
    monkeypatch.setattr(journal, "DIFFERENTES_PAR_JOUR", 2)

    for query in ("carte", "grappe", "mfa", "carte"):
        journal.noter(query, trouvee=True)

    assert kept() == [("carte", 2, 0, 0), ("grappe", 1, 0, 0)]


def test_a_known_search_costs_one_update(django_assert_max_num_queries):
    journal.noter("carte", trouvee=True)

    # The savepoint of the test's own transaction, its release, SQLite's three pragmas.
    with django_assert_max_num_queries(6) as captured:
        journal.noter("carte", trouvee=True)

    assert [q for q in captured if q["sql"].startswith(("INSERT", "SELECT"))] == []


def test_old_days_are_forgotten():
    today = date(2026, 11, 23)
    for days in (0, 400, 401):
        RechercheNotee.objects.create(requete="carte", jour=today - timedelta(days=days))

    assert journal.purger(today) == 1
    assert RechercheNotee.objects.count() == 2


def test_one_visitor_alone_does_not_fill_the_log(client, faq_chargee, monkeypatch):
    def count(usage, request):
        if len(seen := [*seen_until_now, usage]) > 2:
            raise ports.LimiteAtteinte
        seen_until_now[:] = seen

    seen_until_now = []
    ports.enregistrer_limite(count)

    pages = [client.get("/faq/", {"q": query}) for query in ("carte", "grappe", "mfa")]

    assert {page.status_code for page in pages} == {200}
    assert seen_until_now == ["journal", "journal"]
    assert [requete for requete, *_ in kept()] == ["carte", "grappe"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only on SQLite: one lock for all")
def test_a_count_waits_little_for_another_writer(django_assert_max_num_queries):
    def patience():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    usual = patience()

    with django_assert_max_num_queries(10) as captured:
        journal.noter("carte", trouvee=True)

    first_write = next(n for n, q in enumerate(captured) if q["sql"].startswith("SAVEPOINT"))
    assert f"PRAGMA busy_timeout = {journal.ATTENTE}" in [q["sql"] for q in captured][:first_write]
    assert patience() == usual


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only on PostgreSQL: a setting of the transaction"
)
def test_a_count_leaves_the_transaction_around_it_as_patient_as_before():
    def patience():
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return cursor.fetchone()[0]

    usual = patience()

    journal.noter("carte", trouvee=True)

    assert patience() == usual
    assert kept() == [("carte", 1, 0, 0)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only on PostgreSQL: rows are locked one by one"
)
def test_a_count_gives_up_soon_when_another_writer_holds_its_row():
    journal.noter("carte", trouvee=True)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            RechercheNotee.objects.select_for_update().get()
            held.set()
            done.wait(timeout=20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(timeout=20)
    before = time.monotonic()
    journal.noter("carte", trouvee=True)
    waited = time.monotonic() - before
    done.set()
    other.join()

    assert waited < 5
    assert kept() == [("carte", 1, 0, 0)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only on PostgreSQL: rows are locked one by one"
)
def test_searches_made_together_are_all_counted(monkeypatch):
    monkeypatch.setattr(journal, "ATTENTE", 10_000)

    def search():
        journal.noter("carte", trouvee=False)
        connection.close()

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kept() == [("carte", 8, 8, 0)]
