import pytest
from django.db import transaction

from grappes.demo.histoire import raconter
from tests import factories


@pytest.fixture(scope="package")
def histoire(django_db_setup, django_db_blocker):
    """The demo's story, told once: the tests only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        raconter()
        factories.analyser()
        yield
        transaction.set_rollback(True)
