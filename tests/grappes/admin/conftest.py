"""A browser where staff is signed in."""

import pytest


@pytest.fixture
def admin_page(client, staff):
    client.force_login(staff)
    return client
