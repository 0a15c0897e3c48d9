"""The throw-away cluster: it answers, it knows accents, it leaves nothing."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from launch import postgres

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(postgres.find_binaries() is None, reason="needs PostgreSQL (initdb)"),
]


def test_cluster_answers_and_leaves_nothing_behind():
    with postgres.serve() as url:
        directory = Path(parse_qs(urlsplit(url).query)["host"][0])
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT upper('é'), current_user").fetchone()
            pid = int((directory / "data/postmaster.pid").read_text().splitlines()[0])
    assert row == ("É", "grappes")
    assert not directory.exists()
    assert not Path(f"/proc/{pid}").exists()


def test_cluster_stops_at_once_under_an_open_connection():
    with postgres.serve() as url:
        connection = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()
