"""The tables for spreadsheets: what they hold, what they refuse to run, what they cost."""

import csv
import datetime
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grappes.models import Candidature, Grappe
from grappes.services.exports import TABLES, csv_de, xlsx_de
from grappes.services.exports.fichiers import inerte
from tests import factories

pytestmark = pytest.mark.django_db


def lire(table, queryset):
    texte = b"".join(csv_de(TABLES[table], queryset)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


def feuille(table, queryset):
    with xlsx_de(TABLES[table], queryset) as fichier, zipfile.ZipFile(fichier) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_one_row_per_organisme(campagne):
    candidature = factories.make_candidature(organisme=factories.make_organisme(etablissements=3))
    candidature.lignes.filter(pk=candidature.lignes.first().pk).update(verdict="exclu")
    (ligne,) = lire("organismes", Candidature.objects.all())
    assert ligne["numero"] == candidature.numero
    assert ligne["organisme"] == candidature.organisme.raison_sociale
    assert (ligne["esms_retenus"], ligne["esms_eligibles"], ligne["esms_exclus"]) == ("3", "2", "1")
    assert ligne["contact_courriel"] == candidature.titulaire.courriel
    assert ligne["deposee_le"] == timezone.localdate().isoformat()


def test_one_row_per_establishment(campagne):
    candidature = factories.make_candidature(organisme=factories.make_organisme(etablissements=3))
    lignes = lire("etablissements", Candidature.objects.all())
    assert [ligne["finess_geographique"] for ligne in lignes] == [
        ligne.finess for ligne in candidature.lignes.all()
    ]
    assert {ligne["verdict_regle"] for ligne in lignes} == {
        "Catégorie éligible, établissement ouvert"
    }


def test_no_software_is_told_from_no_answer(campagne):
    candidature = factories.make_candidature()
    sans, muette = candidature.lignes.order_by("pk")
    candidature.lignes.update(dui=None)
    candidature.lignes.filter(pk=sans.pk).update(sans_dui=True)

    lignes = lire("etablissements", Candidature.objects.all())

    assert {ligne["finess_geographique"]: ligne["dui_actuel"] for ligne in lignes} == {
        sans.finess: "Aucun",
        muette.finess: "",
    }


def test_one_row_per_grappe(campagne):
    grappe = factories.make_grappe(membres=2)
    (ligne,) = lire("grappes", Grappe.objects.all())
    assert (ligne["og"], ligne["esms_eligibles"], ligne["seuil"]) == ("2", "4", "3")
    assert ligne["porteur"] == grappe.porteur.candidature.organisme.raison_sociale
    assert ligne["manquements"] == ""


def test_rows_follow_the_order_and_the_filters_of_the_queryset(campagne):
    une, autre = factories.make_candidature(portage="oui"), factories.make_candidature()
    numeros = [ligne["numero"] for ligne in lire("organismes", Candidature.objects.order_by("-pk"))]
    assert numeros == [autre.numero, une.numero]
    filtrees = lire("organismes", Candidature.objects.filter(portage="oui"))
    assert [ligne["numero"] for ligne in filtrees] == [une.numero]


@pytest.mark.parametrize("amorce", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_starts_a_formula(campagne, amorce):
    organisme = factories.make_organisme(raison_sociale=f"{amorce}cmd|' /C calc'!A0")
    factories.make_candidature(organisme=organisme)
    (ligne,) = lire("organismes", Candidature.objects.all())
    assert ligne["organisme"] == f"'{organisme.raison_sociale}"
    assert "<f>" not in feuille("organismes", Candidature.objects.all())


def test_what_is_no_formula_is_left_alone():
    assert [inerte(v) for v in ("Les Tilleuls", 12, None, "")] == ["Les Tilleuls", 12, None, ""]


def test_dates_are_dates_and_numbers_numbers_in_xlsx(campagne):
    candidature = factories.make_candidature()
    xml = feuille("organismes", Candidature.objects.all())
    cellule = re.search(r'<c r="D2" s="\d+"><v>(\d+)</v></c>', xml)
    jour = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(cellule.group(1)))
    assert jour == timezone.localtime(candidature.deposee_le).date()
    assert re.search(r'<c r="J2"><v>2</v></c>', xml)


@pytest.mark.parametrize("table", ["organismes", "etablissements"])
def test_queries_do_not_grow_with_the_rows(campagne, table):
    nombres = []
    for _ in range(2):
        for _ in range(3):
            factories.make_candidature()
        with CaptureQueriesContext(connection) as requetes:
            lire(table, Candidature.objects.all())
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


def test_columns_have_unique_names_and_every_row_fills_them(campagne):
    factories.make_grappe()
    for table in TABLES.values():
        assert len(set(table.colonnes)) == len(table.colonnes)
        queryset = Grappe.objects.all() if table.nom == "grappes" else Candidature.objects.all()
        assert {len(ligne) for ligne in table.lignes(queryset)} == {len(table.colonnes)}
