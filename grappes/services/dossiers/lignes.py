"""The establishments of a candidature, many at a time."""

from collections.abc import Iterable

from grappes.finess.repli import replier
from grappes.models import Candidature, EtablissementDeclare

# One answer may take several columns; a group is blank when all of them are.
REPONSES_COMMUNES = (
    ("dui_id", "dui_autre", "sans_dui"),
    ("dui_etat",),
    ("type_projet",),
    ("contrat_signe",),
    ("commande_sons",),
    ("sons_dui_id",),
    ("financement_anterieur",),
)
COLONNES = [
    "retenue",
    "personnes_accompagnees",
    *(colonne.removesuffix("_id") for groupe in REPONSES_COMMUNES for colonne in groupe),
    "public_anonyme",
]


def lignes_triees(candidature: Candidature) -> list[EtablissementDeclare]:
    """Every line by name; in Python, because the databases sort accents differently."""
    lignes = candidature.lignes.select_related("etablissement__categorie")
    return sorted(lignes, key=lambda ligne: (replier(ligne.nom), ligne.finess))


def enregistrer_lignes(lignes: Iterable[EtablissementDeclare]) -> None:
    EtablissementDeclare.objects.bulk_update(list(lignes), COLONNES, batch_size=20)


def appliquer_reponses_communes(candidature: Candidature, reponses: dict[str, object]) -> int:
    """Fill the blanks of every retained line with these answers; return how many lines changed.

    `reponses` maps columns to values; what a line already says is never replaced.
    """
    changees = [
        ligne for ligne in candidature.lignes.filter(retenue=True) if _completer(ligne, reponses)
    ]
    enregistrer_lignes(changees)
    return len(changees)


def _completer(ligne: EtablissementDeclare, reponses: dict[str, object]) -> bool:
    change = False
    for groupe in REPONSES_COMMUNES:
        reponse = {colonne: reponses[colonne] for colonne in groupe if reponses.get(colonne)}
        if reponse and not any(getattr(ligne, colonne) for colonne in groupe):
            change = True
            for colonne, valeur in reponse.items():
                setattr(ligne, colonne, valeur)
    return change
