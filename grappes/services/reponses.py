"""Which answer of the FAQ stands where: beside the fields where people hesitate, and by status.

The answers live in the FAQ, where staff edit them; one that is archived simply does not show.
"""

from collections.abc import Iterable
from functools import partial

from faq.services.blocs import Bloc, lire
from grappes.models import Campagne, Candidature
from grappes.models import StatutCandidature as S
from grappes.regles.completude import Etape
from grappes.services.campagnes.faits import faits_de

AU_CHAMP: dict[str, dict[str, str]] = {
    Etape.ORGANISME: {"finess": "numero-finess"},
    Etape.ETABLISSEMENTS: {
        "personnes_accompagnees": "dossiers-actifs",
        "contrat_signe": "deja-signe-ou-finance",
        "commande_sons": "difference-sons",
        "public_anonyme": "anonymat-csapa",
    },
    Etape.PROJET: {
        "dui_acceptes": "meme-logiciel",
        "portage": "role-du-porteur",
        "partenaires_precision": "prochaines-etapes-grappe",
    },
}
ATTENDRE = ("delai-recontact", "prochaines-etapes-grappe")
AU_STATUT: dict[str, tuple[str, ...]] = {
    S.BROUILLON: ("prochaines-etapes-grappe", "deja-signe-ou-finance"),
    S.RECUE: ATTENDRE,
    S.EN_EXAMEN: ATTENDRE,
    S.A_COMPLETER: ("delai-recontact", "deja-signe-ou-finance", "numero-finess"),
    S.AU_VIVIER: (*ATTENDRE, "meme-logiciel"),
    S.PROPOSEE: ("role-du-porteur", "meme-logiciel", "delai-recontact"),
    S.EN_GRAPPE: ("delai-recontact", "role-du-porteur", "difference-sons"),
    S.INVITEE: ("role-du-porteur", "dossiers-actifs", "difference-sons"),
    S.TRANSMISE: ("delai-recontact", "dossiers-actifs"),
    S.RETENUE: ("dossiers-actifs", "mfa-echeance", "ins-sans-piece-identite"),
    S.NON_RETENUE: ("prochaines-etapes-grappe", "difference-sons"),
    S.NON_ELIGIBLE: ("deja-signe-ou-finance", "difference-sons"),
    S.RETIREE: ("prochaines-etapes-grappe",),
}


def au_champ(etape: str, campagne: Campagne) -> dict[str, Bloc]:
    """The answers of a step of the intake, by the field that they stand beside."""
    slugs = AU_CHAMP.get(etape, {})
    blocs = _lire(slugs.values(), campagne)
    return {champ: blocs[slug] for champ, slug in slugs.items() if slug in blocs}


def au_statut(candidature: Candidature) -> list[Bloc]:
    """What candidates ask most at this status, answered."""
    return list(_lire(AU_STATUT[candidature.statut], candidature.campagne).values())


def _lire(slugs: Iterable[str], campagne: Campagne) -> dict[str, Bloc]:
    """With the facts of the reader's campagne: the dates of other regions are none of theirs."""
    return lire(slugs, partial(faits_de, campagne))
