"""Settings of the test suite: the real ones, with a key and a database of their own."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-the-tests-0123456789-abcdefghij")
os.environ.setdefault("DOTENV", os.devnull)
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.gettempdir()}/grappes-tests.sqlite3")

from config.settings import *  # noqa: F403 - the environment must be set first

# The live server serves static files by their finders, so hashed names would be missing.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# One round of hashing: the tests check what a password opens, not how long it takes to guess.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# WhiteNoise warns of a missing directory; nothing is ever collected here.
STATIC_ROOT = tempfile.mkdtemp(prefix="grappes-static-")
