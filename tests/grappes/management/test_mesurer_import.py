"""The benchmark of the import, run as an administrator runs it."""

import os
import subprocess
import sys

from django.conf import settings


def test_both_times_the_ratio_and_the_memory_are_printed_and_the_database_is_left_alone(tmp_path):
    base = tmp_path / "base.sqlite3"
    environnement = os.environ | {
        "DATABASE_URL": f"sqlite:///{base}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    sortie = subprocess.run(
        [sys.executable, "manage.py", "mesurer_import", "--lignes", "300"],
        cwd=settings.BASE_DIR,
        env=environnement,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    assert sortie[0].startswith("300 établissements, ")
    assert [ligne.partition(":")[0].strip() for ligne in sortie[1:]] == [
        "executemany nu",
        "import",
        "rapport",
        "deuxième import",
        "mémoire au plus",
    ]
    assert not base.exists() or base.stat().st_size == 0
