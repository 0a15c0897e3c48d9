"""With whom a candidate wishes to work, and with whom not: names typed, organismes recognised."""

from grappes.models import Candidature, OrganismeGestionnaire
from grappes.services.registre.recherche import rechercher

LIGNES_LUES = 10


def reconnaitre(
    texte: str, sauf: OrganismeGestionnaire | None = None
) -> list[OrganismeGestionnaire]:
    """The organismes that a text names, one a line; a line that suits several names none.

    What is not recognised stays in the text, for staff to read.
    """
    reconnus = []
    for ligne in [ligne for ligne in texte.splitlines() if ligne.strip()][:LIGNES_LUES]:
        trouves = [trouvaille.organisme for trouvaille in rechercher(ligne, limite=2)]
        if len(trouves) == 1 and trouves[0] != sauf and trouves[0] not in reconnus:
            reconnus.append(trouves[0])
    return reconnus


def noter_partenaires(candidature: Candidature) -> None:
    candidature.partenaires.set(
        reconnaitre(candidature.partenaires_precision, sauf=candidature.organisme)
    )


def noter_refus(candidature: Candidature) -> None:
    candidature.refus.set(reconnaitre(candidature.refus_precision, sauf=candidature.organisme))
