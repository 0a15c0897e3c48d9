"""Official extracts written line by line, for the tests that read them."""

from pathlib import Path

ENTETE = "finess;etalab;111;2026-05-12"
EHPAD = "Etablissement d'hébergement pour personnes âgées dépendantes"


def structure(finess="599000015", juridique="599000023", nom="EHPAD LES VOILES", **champs):
    """One line of an establishment, 32 fields."""
    c = {
        "long": "",
        "departement": "59",
        "libelle": "NORD",
        "ville": "59000 LILLE",
        "telephone": "0353010001",
        "categorie": "500",
        "libelle_categorie": EHPAD,
        "siret": "",
        "ouvert": "2001-02-03",
        "maj": "2024-05-06",
    } | champs
    return (
        f"structureet;{finess};{juridique};{nom};{c['long']};;;12;R;DES LILAS;;;;"
        f"{c['departement']};{c['libelle']};{c['ville']};{c['telephone']};;{c['categorie']};"
        f"{c['libelle_categorie']};;;{c['siret']};;;;;;{c['ouvert']};;{c['maj']};"
    )


def entite(finess="599000023", nom="ASSOCIATION LES VOILES", **champs):
    """One line of a legal entity, 23 fields."""
    c = {
        "departement": "59",
        "libelle": "NORD",
        "ville": "59000 LILLE",
        "statut": "Fondation",
        "siren": "999000011",
    } | champs
    return (
        f"structureej;{finess};{nom};;;3;AV;DU CANAL;;;;;{c['ville']};{c['departement']};"
        f"{c['libelle']};0353010002;63;{c['statut']};;;{c['siren']};;"
    )


def position(finess="599000015", x="704000.0", y="7059000.0", source="1,IGN,100,LAMBERT_93"):
    """One line of a position, 6 fields."""
    return f"geolocalisation;{finess};{x};{y};{source};2024-01-01"


def ecrire(dossier: Path, *lignes, encodage="utf-8", nom="extrait.csv", entete=ENTETE) -> Path:
    """Write an extract and return its path."""
    chemin = dossier / nom
    chemin.write_bytes("\n".join([entete, *lignes, ""]).encode(encodage))
    return chemin
