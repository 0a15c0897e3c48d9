"""Official lists as staff receive them: CSV text, or a workbook."""

import io

import openpyxl

from grappes.finess.numero import cle


def numero(debut):
    """A true FINESS number from its first eight characters."""
    return debut + cle(debut)


def classeur(*lignes, feuille="Feuil1"):
    """The bytes of a workbook of one sheet."""
    fichier = openpyxl.Workbook()
    fichier.active.title = feuille
    for ligne in lignes:
        fichier.active.append(ligne)
    contenu = io.BytesIO()
    fichier.save(contenu)
    return contenu.getvalue()


def csv_finances(*numeros, annee=2023):
    lignes = [f"{numero};EHPAD;{annee};ADAPEI" for numero in numeros]
    return "\n".join(["FINESS ET;Raison sociale;Année;Porteur", *lignes]).encode()


def csv_sons(*commandes):
    """Orders as (number, software, wave)."""
    lignes = [f"{numero};{logiciel};Vague {vague}" for numero, logiciel, vague in commandes]
    return "\n".join(["FINESS géographique;Logiciel;Vague", *lignes]).encode()
