"""One region, two départements, a manager in each, and OGs that stand in one or in both."""

import re
from dataclasses import dataclass

from django.test import Client
from django.utils.html import strip_tags

from grappes.models import Candidature, Departement, Gestionnaire, Grappe
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE, Auteur
from tests import factories


@dataclass
class Region:
    nord: Departement
    aisne: Departement
    a_cheval: Candidature
    nordiste: Candidature
    axonais: Candidature
    grappe: Grappe


def make_gestionnaire(*departements, **champs):
    user = factories.make_user(**champs)
    Gestionnaire.objects.create(user=user, structure="ARS").departements.set(departements)
    return user


def navigateur_de(user):
    client = Client()
    client.force_login(user)
    return client


def make_og(nom, esms):
    """An OG with so many ESMS in each of these départements; its seat is in the first."""
    siege = next(iter(esms))
    organisme = factories.make_organisme(
        etablissements=0, raison_sociale=nom, departement=siege, commune=f"Ville de {siege.nom}"
    )
    for departement, nombre in esms.items():
        for n in range(nombre):
            factories.make_etablissement(
                organisme,
                departement=departement,
                raison_sociale=f"Foyer {departement.nom} {n} {nom}",
                commune=f"Ville de {departement.nom}",
            )
    return organisme


def make_region():
    """A straddling OG (2 ESMS in the Aisne, 3 in the Nord) proposed with one of the Nord."""
    nord, aisne = factories.make_departement(), factories.make_departement("02", "Aisne")
    campagne = factories.make_campagne()
    a_cheval, nordiste, axonais = (
        factories.make_eligible(campagne=campagne, organisme=make_og(nom, esms))
        for nom, esms in (
            ("Les Deux Rives", {nord: 3, aisne: 2}),
            ("Le Beffroi", {nord: 2}),
            ("La Thiérache", {aisne: 1}),
        )
    )
    grappe = Grappe.objects.create(campagne=campagne, nom="Grappe 1", dui=factories.make_dui())
    for candidature in (a_cheval, nordiste):
        places.ajouter(grappe, candidature)
    grappes.proposer(grappe, auteur=Auteur.collectif(factories.make_staff()))
    place = grappe.places.select_related("grappe", "candidature").get(candidature=a_cheval)
    places.repondre(place, "accepter", auteur=CANDIDATE)
    return Region(nord, aisne, a_cheval, nordiste, axonais, grappe)


def chiffres_lies(page):
    """[(address, number)]: what each link of a page to a list announces."""
    liens = re.findall(r'<a[^>]* href="(/pilotage/\w+/\?[^"]*)">(.*?)</a>', page, re.DOTALL)
    nombres = [
        (lien.replace("&amp;", "&"), re.search(r"\d[\d\xa0]*", strip_tags(texte)))
        for lien, texte in liens
    ]
    return [(lien, int(n.group().replace("\xa0", ""))) for lien, n in nombres if n]


def compte_de(page):
    """How many rows a list says that it has."""
    return int(re.search(r"<strong>([\d\xa0]+)</strong>", page).group(1).replace("\xa0", ""))
