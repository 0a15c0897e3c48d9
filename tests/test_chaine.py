"""The whole chain, as its people walk it: from the form to the mail that announces the instruction.

Nothing is replaced: database file, broker, worker, beat, gunicorn, mail server and Chromium.
"""

import datetime
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from grappes.finess.fictif import ecrire_extraits, generer
from grappes.models import (
    Campagne,
    Categorie,
    Departement,
    Gestionnaire,
    OrganismeGestionnaire,
    Place,
    Region,
    Reglement,
)
from launch import ROOT
from tests import chaine, factories
from tests.personnes import Collectif, Directrice, Gerante

pytestmark = [pytest.mark.browser, pytest.mark.worker]

HAUTS_DE_FRANCE = "32"


# --- What stands before the story begins ------------------------------------------------------


@pytest.fixture(scope="module")
def parts(tmp_path_factory, django_db_blocker):
    dossier = tmp_path_factory.mktemp("parcours")
    collecter_les_statiques()
    with django_db_blocker.unblock(), chaine.ouvrir(dossier, "config.settings") as parts:
        charger_le_registre(dossier)
        call_command("charger_faq", verbosity=0)
        ouvrir_la_campagne()
        creer_les_comptes()
        yield parts


def collecter_les_statiques():
    """As a deployment does, and before the site starts: it lists its files once."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        capture_output=True,
    )


def charger_le_registre(dossier):
    fichiers = ecrire_extraits(generer(7, organismes=40), dossier, datetime.date(2026, 1, 1))
    call_command("importer_finess", *fichiers, verbosity=0)


def ouvrir_la_campagne():
    jour = timezone.localdate()
    campagne = Campagne.objects.create(
        nom="ESMS Numérique",
        region=Region.objects.get(pk=HAUTS_DE_FRANCE),
        annee=jour.year,
        ouvre_le=jour - datetime.timedelta(days=3),
        ferme_le=jour + datetime.timedelta(days=30),
    )
    reglement = Reglement.objects.create(
        campagne=campagne,
        version=1,
        texte_source="Instruction de l’an dernier",
        seuil_esms=4,
        minimum_og=2,
        en_vigueur_le=timezone.now(),
    )
    reglement.categories.set(Categorie.objects.filter(l312_1=True))


# The site reads the password as it is deployed, not as the tests hash theirs.
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def creer_les_comptes():
    factories.make_staff(username="claire")
    rey = factories.make_user(username="rey")
    gestionnaire = Gestionnaire.objects.create(user=rey, structure="ARS")
    gestionnaire.departements.set(Departement.objects.filter(region=HAUTS_DE_FRANCE))


def un_numero(organisme):
    """The FINESS of one of its establishments: the search climbs to the organisme."""
    return organisme.etablissements.first().finess_geographique


def organismes():
    """Two organismes of the region that have two establishments each."""
    eligibles = OrganismeGestionnaire.objects.filter(
        etablissements__departement__region=HAUTS_DE_FRANCE,
        etablissements__categorie__l312_1=True,
    )
    return eligibles.annotate(taille=Count("etablissements")).filter(taille=2).order_by("pk")[:2]


# --- The story --------------------------------------------------------------------------------


def test_from_the_form_to_the_mail_that_announces_the_instruction(chromium, parts):
    premiere, seconde = organismes()
    amina = Directrice(chromium, parts, "Amina", premiere)
    brune = Directrice(chromium, parts, "Brune", seconde)
    claire, rey = Collectif(chromium, parts.adresse), Gerante(chromium, parts.adresse)

    # Each director fills the form; Brune says that one of her establishments was funded before.
    numeros = {}
    for directrice, portage in ((amina, "Oui, nous pourrions"), (brune, "Non")):
        directrice.se_presente()
        directrice.trouve_son_organisme(un_numero(directrice.organisme))
        directrice.decrit_ses_etablissements(deja_finance=directrice is brune)
        directrice.dit_son_projet(portage)
        numeros[directrice] = directrice.depose()
        directrice.suit_le_lien(directrice.recoit("Confirmez votre adresse"), "confirmer")
        directrice.presser("Oui, c’est mon adresse")
    amina_chez_elle = amina.change_de_navigateur(amina.recoit(numeros[amina]))
    amina_chez_elle.lit(numeros[amina])

    # The Collectif examines both files, and settles the doubt.
    claire.se_connecte()
    claire.ouvre(numeros[amina])
    claire.presser("Commencer l’examen")
    claire.presser("Admettre au vivier")
    claire.ouvre(numeros[brune])
    claire.presser("Commencer l’examen")
    claire.tranche_les_doutes("Vérifié auprès de l’ARS : rien ne fut versé.")
    claire.presser("Admettre au vivier")

    # It forms a grappe, and each director answers by the link of her mail.
    claire.forme_une_grappe("Grappe du Nord", porteuse=amina, suppleante=brune)
    claire.presser("Proposer aux membres")
    for directrice in (amina, brune):
        directrice.suit_le_lien(directrice.recoit("Une grappe vous est proposée"), "proposition")
        assert not Place.objects.filter(candidature__numero=numeros[directrice], etat="acceptee")
        directrice.accepte()
    claire.ouvre_la_grappe("Grappe du Nord")
    claire.presser("Constituer")
    assert "Vous êtes le porteur" in amina.recoit("Votre grappe est constituée")
    assert "Vous êtes porteur suppléant" in brune.recoit("Votre grappe est constituée")
    amina_chez_elle.aller("/candidatures/suivi/")
    amina_chez_elle.lit(brune.adresse)
    amina_chez_elle.cherche_dans_la_faq("quand serons nous rappeles", "recontactés")

    # The instruction is published: everything that must change changes, everyone is told.
    claire.prepare_l_instruction("Instruction n° 2026/40")
    claire.publie("Instruction n° 2026/40")
    for directrice in (amina, brune):
        courriel = directrice.recoit("préparez le dépôt")
        assert "https://bulletin.example/instruction" in courriel
    amina_chez_elle.aller("/candidatures/suivi/")
    amina_chez_elle.lit("Invitée à déposer")
    rey.se_connecte()
    rey.ouvrir("1 grappe prête")
    rey.lit("Grappe du Nord")

    tous = (amina, amina_chez_elle, brune, claire, rey)
    assert [faute for personne in tous for faute in personne.fautes] == []
