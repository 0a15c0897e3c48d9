"""With 3,000 candidatures, 12,000 ESMS and 50 grappes: what a page, a download, a rule costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grappes.models import Candidature, Grappe, Place
from grappes.services.dossiers import jugements
from grappes.services.exports import TABLES, csv_de, xlsx_de
from tests import factories
from tests.grappes import affluence

pytestmark = pytest.mark.django_db

REQUETES = 15
# The home counts a dozen piles, then reads the wishes and refusals that contradict each other.
REQUETES_DE_L_ACCUEIL = 30
LISTE = "/admin/grappes/candidature/"
PAGES = (
    LISTE,
    f"{LISTE}?p=2",
    f"{LISTE}?q=diallo+og",
    f"{LISTE}?statut__exact=en_examen&doutes=oui&departement=59&secteur=pa&attente=7",
    f"{LISTE}?doublon=oui",
    "/admin/grappes/grappe/",
    "/admin/grappes/place/",
    "/admin/grappes/organismegestionnaire/",
    "/admin/grappes/etablissement/",
    "/admin/grappes/transition/",
)


@pytest.fixture
def region_pleine(campagne):
    affluence.remplir(campagne)
    libres = list(Candidature.objects.order_by("pk")[:500])
    grappes = Grappe.objects.bulk_create(
        Grappe(campagne=campagne, nom=f"Grappe {i:02d}", dui=factories.make_dui())
        for i in range(50)
    )
    Place.objects.bulk_create(
        Place(grappe=grappes[i // 10], candidature=candidature)
        for i, candidature in enumerate(libres)
    )
    return campagne


def requetes_de(acte):
    with CaptureQueriesContext(connection) as requetes:
        resultat = acte()
    return resultat, len(requetes)


def test_lists_take_at_most_15_queries_a_page(region_pleine, admin_page):
    for page in PAGES:
        reponse, nombre = requetes_de(lambda page=page: admin_page.get(page))
        assert reponse.status_code == 200
        assert nombre <= REQUETES, (page, nombre)


def test_home_takes_a_fixed_number_of_queries(region_pleine, admin_page):
    reponse, nombre = requetes_de(lambda: admin_page.get("/admin/"))
    assert reponse.status_code == 200
    assert nombre <= REQUETES_DE_L_ACCUEIL


def test_downloads_hold_every_row_in_a_few_queries_a_chunk(region_pleine):
    attendues = {"organismes": 3_000, "etablissements": 12_000, "grappes": 50}
    for table, lignes in attendues.items():
        modele = Grappe if table == "grappes" else Candidature
        pieces, nombre = requetes_de(
            lambda t=table, m=modele: list(csv_de(TABLES[t], m.objects.all()))
        )
        assert (len(pieces) - 1, nombre <= 50) == (lignes, True), (table, nombre)
    with xlsx_de(TABLES["etablissements"], Candidature.objects.all()) as fichier:
        assert fichier.read(2) == b"PK"


def test_new_version_of_the_rules_judges_12000_lines_in_few_queries(region_pleine):
    vivantes = Candidature.objects.vivantes().count() * affluence.LIGNES
    changes, nombre = requetes_de(lambda: jugements.rejuger_vivantes(region_pleine))
    assert changes == vivantes
    assert nombre <= 30
