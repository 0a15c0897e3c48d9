"""The product's own processes on parts of their own: broker, worker, beat, web, mail server."""

import contextlib
import http.cookiejar
import os
import re
import signal
import sys
import time
import urllib.parse
import urllib.request

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from launch import MissingPrerequisite, broker
from launch.processes import Children
from tests import smtp

CELERY = [sys.executable, "-m", "celery", "--app", "config"]
LEGER = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


class Chaine:
    """What a test may start, break and mend. Files and logs stand under `dossier`."""

    def __init__(self, dossier, boite, port_smtp, reglages):
        self.dossier, self.boite = dossier, boite
        self.port = smtp.port_libre()
        self.adresse = f"http://localhost:{self.port}"
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": reglages,
            "DATABASE_URL": f"sqlite:///{dossier}/grappes.sqlite3",
            "EMAIL_URL": f"smtp://127.0.0.1:{port_smtp}",
            "SITE_URL": self.adresse,
        }
        self.pile, self.enfants = contextlib.ExitStack(), Children()

    def demarrer(self):
        self.pile.enter_context(self.enfants)
        self.ouvrir_courtier()
        self.worker = self.ouvrir_worker()
        beat = [*CELERY, "beat", "--schedule", str(self.dossier / "beat")]
        self._enfant("beat", beat)
        web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
        # Threads: a browser opens connections ahead, and an idle one would hold a sync worker.
        threads = ["--worker-class", "gthread", "--threads", "4"]
        self._enfant("web", [*web, *threads, "--bind", f"127.0.0.1:{self.port}"])
        attendre(self._web_repond, 30)

    def ouvrir_courtier(self):
        """Start the broker, or another on the files of the one that died."""
        courtier = self.pile.enter_context(broker.serve(self.dossier / "courtier"))
        (self.courtier,) = (enfant.process for enfant in courtier.children.started)
        self.env["REDIS_URL"] = courtier.url

    def ouvrir_worker(self):
        queues = ["--queues", "courriels,longs", "--concurrency", "2"]
        return self._enfant("worker", [*CELERY, "worker", *queues, *LEGER])

    def tuer_worker(self):
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()

    def vider_courtier(self):
        chemin = urllib.parse.urlsplit(self.env["REDIS_URL"]).path
        with redis.Redis(unix_socket_path=chemin) as client:
            client.flushall()

    def demander_lien(self, adresse):
        """Ask for an access link as a browser does; give the HTTP status and the seconds."""
        url = f"{self.adresse}/candidatures/lien/"
        temoins = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        navigateur = urllib.request.build_opener(temoins)
        with navigateur.open(url, timeout=20) as page:
            jeton = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
        saisie = {"csrfmiddlewaretoken": jeton, "courriel": adresse}
        debut = time.monotonic()
        with navigateur.open(url, urllib.parse.urlencode(saisie).encode(), timeout=20) as reponse:
            return reponse.status, time.monotonic() - debut

    def _enfant(self, nom, commande):
        journal = self.dossier / f"{nom}.log"
        return self.enfants.start(nom, commande, log=journal, env=self.env)

    def _web_repond(self):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sante/", timeout=2).close()
            return True
        return False


@contextlib.contextmanager
def ouvrir(dossier, reglages="tests.settings"):
    """Start the whole chain on an empty database, which this process reads and writes too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REDIS_URL", raising=False)
        try:
            broker.server_binary()
        except MissingPrerequisite as manque:
            pytest.skip(str(manque))
        with base_committee(dossier / "grappes.sqlite3"), smtp.serveur() as (boite, port):
            chaine = Chaine(dossier, boite, port, reglages)
            with chaine.pile:
                chaine.demarrer()
                yield chaine


@contextlib.contextmanager
def base_committee(chemin):
    """Point this process at a database file that other processes read: no test transaction."""
    alias = "default"
    precedente, ancien = connections[alias], connections.databases[alias]
    reglages = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": chemin,
        "OPTIONS": settings.SQLITE_OPTIONS,
    }
    connections.databases[alias] = connections.configure_settings({alias: reglages})[alias]
    del connections[alias]
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections[alias].close()
        connections.databases[alias], connections[alias] = ancien, precedente


def attendre(condition, secondes=60):
    """Wait for something to be true; say so when it does not come."""
    fin = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < fin, "rien ne vient"
        time.sleep(0.05)
