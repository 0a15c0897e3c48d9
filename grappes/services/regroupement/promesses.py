"""What each member was promised, kept with their place, and how the grappe differs from it now."""

from dataclasses import asdict, dataclass

from grappes.francais import compter
from grappes.models import Candidature, EtablissementDeclare, EtatPlace, Grappe, Place
from grappes.services.regroupement import anonymat


@dataclass(frozen=True)
class Promesse:
    """A grappe as one of its members is told of it.

    Sizes are those of the card, in organismes and in ESMS not excluded. `porteur` is the key of a
    place. `arrondie`: the size has changed since it was first told, and is rounded for good.
    """

    organismes: int
    esms: int
    dui: int | None
    role: str
    porteur: int | None
    arrondie: bool = False

    @property
    def taille(self) -> tuple[int, int]:
        return self.organismes, self.esms

    @property
    def taille_dicible(self) -> str:
        return anonymat.taille_dicible(self.esms, self.organismes, arrondie=self.arrondie)


@dataclass(frozen=True)
class Changement:
    """One difference with what was promised, said to the member.

    `engage`: they said yes to something else, and must be asked again.
    """

    phrase: str
    engage: bool = False


def lire_grappe(pk: int) -> Grappe:
    """A grappe with all that a card reads, in a bounded number of queries."""
    return (
        Grappe.objects.select_related("campagne__region", "dui")
        .prefetch_related(
            "campagne__reglements",
            "places__candidature__lignes__etablissement__categorie__secteur",
            "places__candidature__lignes__etablissement__departement",
        )
        .get(pk=pk)
    )


def places_dites(grappe: Grappe, place: Place) -> list[Place]:
    """The live places that this member may hear of: its own, and those that were announced."""
    vivantes = grappe.places_vivantes
    return [p for p in vivantes if p.pk == place.pk or p.etat != EtatPlace.PREVUE]


def lignes_comptees(candidature: Candidature) -> list[EtablissementDeclare]:
    exclu = EtablissementDeclare.Verdict.EXCLU
    return [li for li in candidature.lignes.all() if li.retenue and li.verdict != exclu]


def actuelle(grappe: Grappe, place: Place) -> Promesse:
    """What this member would be told now; `grappe` comes from `lire_grappe`."""
    dites = places_dites(grappe, place)
    organismes = len({p.candidature.organisme_id for p in dites})
    esms = sum(len(lignes_comptees(p.candidature)) for p in dites)
    sienne = next((p for p in dites if p.pk == place.pk), place)
    ancienne = lue(sienne)
    changee = ancienne is not None and ancienne.taille != (organismes, esms)
    return Promesse(
        organismes=organismes,
        esms=esms,
        dui=grappe.dui_id,
        role=sienne.role,
        porteur=next((p.pk for p in dites if p.role == Place.Role.PORTEUR), None),
        arrondie=changee or (ancienne is not None and ancienne.arrondie),
    )


def lue(place: Place) -> Promesse | None:
    """What its holder last answered to, or was told."""
    return Promesse(**place.promesse) if place.promesse else None


def promettre(place: Place, grappe: Grappe) -> None:
    """Keep what this member is told, or has just agreed to."""
    place.promesse = asdict(actuelle(grappe, place))
    place.save(update_fields=["promesse"])


def changements_depuis(place: Place, grappe: Grappe) -> list[Changement]:
    """How the grappe, from `lire_grappe`, differs from what this member was promised."""
    avant, apres = lue(place), actuelle(grappe, place)
    if avant is None:
        return []
    return [
        *_role(avant, apres),
        *_logiciel(avant, apres, grappe),
        *_porteur(avant, apres, place),
        *_taille(avant, apres),
    ]


def _role(avant: Promesse, apres: Promesse) -> list[Changement]:
    if avant.role == apres.role:
        return []
    role = Place.Role(apres.role).label.lower()
    return [Changement(f"Votre rôle serait maintenant : {role}.", engage=True)]


def _logiciel(avant: Promesse, apres: Promesse, grappe: Grappe) -> list[Changement]:
    if avant.dui == apres.dui:
        return []
    phrase = f"Le logiciel du projet serait maintenant {grappe.dui or 'à choisir ensemble'}."
    return [Changement(phrase, engage=True)]


def _porteur(avant: Promesse, apres: Promesse, place: Place) -> list[Changement]:
    """One chosen where none was told, or not replaced yet, is no other porteur."""
    aucun = None in (avant.porteur, apres.porteur)
    if aucun or avant.porteur == apres.porteur or place.pk in (avant.porteur, apres.porteur):
        return []
    return [Changement("Le porteur envisagé n’est plus le même.", engage=True)]


def _taille(avant: Promesse, apres: Promesse) -> list[Changement]:
    if avant.taille == apres.taille:
        return []
    organismes = compter(apres.organismes, "organisme")
    return [Changement(f"La grappe compte maintenant {organismes}, {apres.taille_dicible} ESMS.")]
