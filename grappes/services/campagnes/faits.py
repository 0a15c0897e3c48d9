"""The facts of the campagne that answers of the FAQ name, so that nobody types them there.

A fact is told when all the campagnes under way agree on it; else the answer's fallback shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from grappes.francais import compter, jour
from grappes.models import Campagne, EtatCampagne, FenetreDepot
from grappes.models.campagne import Route
from grappes.services.campagnes import annonces
from grappes.services.campagnes.annonces import Annonce

ESMS = "établissements (ESMS)"


@dataclass(frozen=True)
class Fait:
    """One fact: its name in answers, its label for the staff, what a campagne says of it."""

    nom: str
    libelle: str
    dire: Callable[[Campagne], str | None]


def faits() -> dict[str, str | None]:
    """Every fact with its present text, None where there is none or where campagnes differ."""
    return _lire(_en_cours(annonces.a_la_une()))


def faits_de(campagne: Campagne) -> dict[str, str]:
    """The facts of one campagne that have a text: its candidates read theirs, not all regions'."""
    prefetch_related_objects([campagne], "reglements", "instruction__fenetres")
    lus = _lire([annonces.annoncer(campagne)])
    return {nom: texte for nom, texte in lus.items() if texte}


def libelles() -> dict[str, str]:
    return {
        ETAT: "où en sont les campagnes en cours, en une phrase",
        **{fait.nom: fait.libelle for fait in FAITS},
    }


def _lire(une: list[Annonce]) -> dict[str, str | None]:
    lus = {fait.nom: _commun(fait.dire(annonce.campagne) for annonce in une) for fait in FAITS}
    return {ETAT: _etat(une), **lus}


def _en_cours(une: list[Annonce]) -> list[Annonce]:
    """Those that are not over; the last ones when all are."""
    return [a for a in une if a.campagne.etat != EtatCampagne.DEPOT_CLOS] or une


def _etat(une: list[Annonce]) -> str | None:
    """One sentence for all, or one per region: candidates of several read the same answer."""
    if len({annonce.fait for annonce in une}) <= 1:
        return une[0].fait if une else None
    return " ".join(
        f"{annonce.campagne.region.nom} : {annonce.fait[:1].lower()}{annonce.fait[1:]}"
        for annonce in une
    )


def _commun(dits: Iterable[str | None]) -> str | None:
    distincts = set(dits)
    return distincts.pop() if len(distincts) == 1 else None


def _regle(champ: str, phrase: str) -> Callable[[Campagne], str | None]:
    """A value of the règlement in force, said by `phrase`."""

    def dire(campagne: Campagne) -> str | None:
        valeur = getattr(campagne.reglement, champ, None)
        return None if valeur is None else phrase.format(valeur)

    return dire


def _minimum_og(campagne: Campagne) -> str | None:
    nombre = campagne.reglement.minimum_og if campagne.reglement else None
    if nombre is None:
        return None
    return f"au moins {compter(nombre, 'organisme')} gestionnaire{'s' if nombre > 1 else ''}"


def _delai(campagne: Campagne) -> str | None:
    return compter(campagne.reglement.delai_reponse, "jour") if campagne.reglement else None


def _quorum(campagne: Campagne) -> str | None:
    if campagne.reglement is None:
        return None
    part = campagne.reglement.quorum_divulgation
    return "tous les membres" if part == 100 else f"au moins {part} % des membres"


def _reference(campagne: Campagne) -> str | None:
    instruction = campagne.instruction_publiee
    return instruction.reference if instruction else None


def _signature(campagne: Campagne) -> str | None:
    instruction = campagne.instruction_publiee
    return jour(instruction.signee_le) if instruction else None


def _fenetre(route: Route) -> Callable[[Campagne], str | None]:
    def dire(campagne: Campagne) -> str | None:
        instruction = campagne.instruction_publiee
        fenetres = instruction.fenetres.all() if instruction else []
        return next((_du_au(fenetre) for fenetre in fenetres if fenetre.route == route), None)

    return dire


def _du_au(fenetre: FenetreDepot) -> str:
    return f"du {jour(fenetre.ouvre_le)} au {jour(fenetre.ferme_le)}"


ETAT = "etat_campagne"
FAITS = (
    Fait("ouverture_recueil", "jour d’ouverture du recueil", lambda c: jour(c.ouvre_le)),
    Fait("cloture_recueil", "dernier jour du recueil", lambda c: jour(c.ferme_le)),
    Fait(
        "seuil_esms", "taille minimale d’une grappe", _regle("seuil_esms", f"au moins {{}} {ESMS}")
    ),
    Fait(
        "seuil_reduit",
        "taille minimale, départements au seuil réduit",
        _regle("seuil_reduit", f"au moins {{}} {ESMS}"),
    ),
    Fait(
        "plafond_esms",
        "taille maximale d’une grappe",
        _regle("plafond_esms", f"au plus {{}} {ESMS}"),
    ),
    Fait(
        "minimum_og",
        "nombre minimal d’organismes dans une grappe",
        _minimum_og,
    ),
    Fait("delai_reponse", "délai pour répondre à une proposition de grappe", _delai),
    Fait("quorum", "accords qui ouvrent les noms entre membres", _quorum),
    Fait("reference_instruction", "référence de l’instruction publiée", _reference),
    Fait("date_instruction", "date de l’instruction publiée", _signature),
    Fait("depot_regional", "fenêtre de dépôt, voie régionale", _fenetre(Route.REGIONALE)),
    Fait(
        "depot_multiregional",
        "fenêtre de dépôt, voie multi-régionale",
        _fenetre(Route.MULTIREGIONALE),
    ),
    Fait("depot_national", "fenêtre de dépôt, voie nationale", _fenetre(Route.NATIONALE)),
)
