"""Plain functions that make rows: sensible, no surprise, every field may be given.

Statuses are reached through the services, as users reach them; `dans_statut` walks there.
"""

import datetime
import itertools

from django.db import connection
from django.utils import timezone

from grappes.finess.numero import cle
from grappes.models import (
    Campagne,
    Candidature,
    Categorie,
    Contact,
    Departement,
    Dui,
    Etablissement,
    EtablissementDeclare,
    Grappe,
    OrganismeGestionnaire,
    Place,
    Region,
    Reglement,
    Secteur,
    User,
)
from grappes.services.dossiers import candidatures, examen
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE, Auteur

MOT_DE_PASSE = "motdepasse-solide"

_compteur = itertools.count(1)


def numero_finess(departement="59"):
    debut = f"{departement}{next(_compteur):06d}"
    return debut + cle(debut)


def analyser():
    """After thousands of rows, what autovacuum does: else PostgreSQL plans for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_user(**champs):
    n = next(_compteur)
    champs = {"username": f"claire{n}", "first_name": "Claire", "last_name": "Martin"} | champs
    password = champs.pop("password", MOT_DE_PASSE)
    return User.objects.create_user(password=password, **champs)


def make_staff(**champs):
    return make_user(is_staff=True, is_superuser=True, email="claire@collectif.example", **champs)


def make_region(code="32", nom="Hauts-de-France"):
    return Region.objects.get_or_create(code=code, defaults={"nom": nom})[0]


def make_departement(code="59", nom="Nord", region=None):
    region = region or make_region()
    return Departement.objects.get_or_create(
        code=code, defaults={"nom": nom, "code_finess": code, "region": region}
    )[0]


def make_categorie(code="500", secteur="pa", **champs):
    secteur = Secteur.objects.get_or_create(code=secteur, defaults={"nom": secteur.upper()})[0]
    defauts = {"libelle": "EHPAD", "libelle_court": "EHPAD", "secteur": secteur, "l312_1": True}
    return Categorie.objects.get_or_create(code=code, defaults=defauts | champs)[0]


def make_dui(nom="Logiciel A"):
    return Dui.objects.get_or_create(nom=nom)[0]


def make_campagne(reglement=True, **champs):
    jour = timezone.localdate()
    champs = {
        "nom": "Campagne 2026",
        "region": champs.pop("region", None) or make_region(),
        "annee": jour.year,
        "ouvre_le": jour - datetime.timedelta(days=30),
        "ferme_le": jour + datetime.timedelta(days=60),
    } | champs
    campagne = Campagne.objects.create(**champs)
    if reglement:
        make_reglement(campagne)
    return campagne


def make_reglement(campagne, **champs):
    champs = {
        "version": campagne.reglements.count() + 1,
        "texte_source": "Instruction 2025/40",
        "seuil_esms": 3,
        "en_vigueur_le": timezone.now(),
    } | champs
    reglement = Reglement.objects.create(campagne=campagne, **champs)
    reglement.categories.add(make_categorie())
    return reglement


def make_organisme(etablissements=2, **champs):
    n = next(_compteur)
    champs = {
        "finess_juridique": numero_finess(),
        "raison_sociale": f"Association Les Tilleuls {n}",
        "commune": "Lille",
        "departement": make_departement(),
    } | champs
    champs.setdefault("recherche", champs["raison_sociale"].lower())
    organisme = OrganismeGestionnaire.objects.create(**champs)
    for _ in range(etablissements):
        make_etablissement(organisme)
    return organisme


def make_etablissement(organisme, **champs):
    n = next(_compteur)
    champs = {
        "finess_geographique": numero_finess(),
        "raison_sociale": f"EHPAD Les Tilleuls {n}",
        "categorie": make_categorie(),
        "commune": "Lille",
        "departement": organisme.departement,
    } | champs
    champs.setdefault("recherche", champs["raison_sociale"].lower())
    return Etablissement.objects.create(organisme=organisme, **champs)


def make_brouillon(campagne=None, organisme=None, courriel=None, **champs):
    """A draft that owes nothing: it may be submitted as it is."""
    campagne = campagne or Campagne.objects.first() or make_campagne()
    n = next(_compteur)
    courriel = courriel or f"diallo{n}@ehpad.example"
    candidature = candidatures.commencer(
        campagne, prenom="Amadou", nom=f"Diallo {n}", courriel=courriel
    )
    candidatures.choisir_organisme(candidature, organisme or make_organisme())
    candidature.lignes.update(
        personnes_accompagnees=40, type_projet=Candidature.Projet.ACQUISITION, dui=make_dui()
    )
    candidature.nombre_esms_national = candidature.lignes.count()
    candidature.portage = Candidature.Portage.NON
    candidature.notice_lue_le = timezone.now()
    for nom, valeur in champs.items():
        setattr(candidature, nom, valeur)
    candidature.save()
    candidature.dui_acceptes.add(make_dui())
    return candidature


def make_candidature(**champs):
    """A received candidature."""
    candidature = make_brouillon(**champs)
    candidatures.deposer(candidature, auteur=CANDIDATE)
    return candidature


def make_eligible(auteur=None, **champs):
    """A candidature in the vivier."""
    auteur = auteur or Auteur.collectif(make_user(is_staff=True))
    candidature = make_candidature(**champs)
    examen.examiner(candidature, auteur=auteur)
    examen.admettre(candidature, auteur=auteur)
    return candidature


def make_grappe(membres=2, campagne=None, **champs):
    """A grappe in preparation, its members placed, its porteur and suppléant chosen."""
    campagne = campagne or Campagne.objects.first() or make_campagne()
    champs = {"nom": f"Grappe {next(_compteur)}", "dui": make_dui()} | champs
    grappe = Grappe.objects.create(campagne=campagne, **champs)
    for _ in range(membres):
        places.ajouter(grappe, make_eligible(campagne=campagne))
    roles = (Place.Role.PORTEUR, Place.Role.SUPPLEANT)
    for place, role in zip(grappe.places.order_by("pk"), roles, strict=False):
        places.donner_role(place, role)
    return grappe


def make_proposee(auteur=None, **champs):
    auteur = auteur or Auteur.collectif(make_user(is_staff=True))
    grappe = make_grappe(**champs)
    grappes.proposer(grappe, auteur=auteur)
    return Grappe.objects.get(pk=grappe.pk)


def make_constituee(auteur=None, **champs):
    auteur = auteur or Auteur.collectif(make_user(is_staff=True))
    grappe = make_proposee(auteur=auteur, **champs)
    for place in grappe.places.vivantes().select_related("candidature", "grappe"):
        places.repondre(place, "accepter", auteur=CANDIDATE)
    grappes.constituer(grappe, auteur=auteur)
    return Grappe.objects.get(pk=grappe.pk)


def make_ligne(candidature, **champs):
    champs = {"finess": numero_finess(), "nom": "Résidence inconnue"} | champs
    return EtablissementDeclare.objects.create(candidature=candidature, **champs)


def make_suppleant(candidature, **champs):
    champs = {"prenom": "Nora", "nom": "Petit", "courriel": "nora@ehpad.example"} | champs
    return Contact.objects.create(candidature=candidature, role=Contact.Role.SUPPLEANT, **champs)
