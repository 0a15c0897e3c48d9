import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["accueil", "donnees_personnelles", "sante"])
def test_public_page_opens_without_login(client, page):
    assert client.get(reverse(page)).status_code == 200
