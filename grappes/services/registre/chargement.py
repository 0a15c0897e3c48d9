"""The loader of the FINESS register: official extracts into rows, in one transaction.

A second import brings up to date, closes what is gone within the départements that the files
cover, reopens what returns, and never deletes: candidatures refer to these rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from grappes.finess.lecture import EntiteLue, EtablissementLu, Lecture, LigneLue, PositionLue
from grappes.finess.repli import mots
from grappes.models import Categorie, Departement, Etablissement, OrganismeGestionnaire
from grappes.services.registre import sql
from grappes.services.registre.presence import Presence

LOT = 2_000  # rows sent at once: bounds the memory, whatever the size of the file

Progression = Callable[[int, int], None]


@dataclass
class Bilan:
    """What became of one kind of rows. Those that return are not counted as changed."""

    lus: int = 0
    nouveaux: int = 0
    modifies: int = 0
    rouverts: int = 0
    fermes: int = 0


@dataclass
class CompteRendu:
    """What an import did; `avis` are French sentences for whoever started it."""

    etablissements: Bilan = field(default_factory=Bilan)
    organismes: Bilan = field(default_factory=Bilan)
    positions: int = 0
    avis: list[str] = field(default_factory=list)


def importer(chemins: Iterable[Path], progression: Progression | None = None) -> CompteRendu:
    """Load official extracts, establishments and legal entities alike, all or nothing.

    `progression` receives the lines read and the lines of the file at hand. Raise
    `grappes.finess.extrait.ExtraitRefuse`, having written nothing, if a file has a fault.
    """
    with transaction.atomic():
        chargement = _Chargement()
        for chemin in chemins:
            chargement.lire(Lecture(chemin), progression)
        return chargement.conclure()


class _Chargement:
    """What an import remembers from its first line to its last."""

    def __init__(self) -> None:
        self.compte_rendu = CompteRendu()
        self.jour: date | None = None
        # Overseas, the extracts have codes of their own; a file redone by hand may have INSEE's.
        codes = Departement.objects.values_list("code", "code_finess")
        self.departements = {
            nom: code for code, code_finess in codes for nom in (code, code_finess)
        }
        self.categories = set(Categorie.objects.values_list("code", flat=True))
        self.organismes = dict(OrganismeGestionnaire.objects.values_list("finess_juridique", "pk"))
        self.dernier_organisme = max(self.organismes.values(), default=0)
        self.cites: set[str] = set()
        self.presence_organismes = Presence(OrganismeGestionnaire, "finess_juridique")
        self.presence_etablissements = Presence(Etablissement, "finess_geographique")

    def lire(self, lecture: Lecture, progression: Progression | None) -> None:
        """Write one extract, batch by batch."""
        lignes = iter(lecture)
        faites = 0
        while lot := list(islice(lignes, LOT)):
            self._verser_lot(lot)
            faites += len(lot)
            if progression:
                progression(faites, lecture.total_lignes)
        if progression:
            progression(lecture.total_lignes, lecture.total_lignes)
        self.jour = max(filter(None, (self.jour, lecture.date_extrait)), default=None)
        nom = lecture.extrait.chemin.name
        self.compte_rendu.avis += [f"{nom} – {phrase}" for phrase in lecture.constats.phrases()]

    def conclure(self) -> CompteRendu:
        """Close what is gone, and say what happened."""
        jour = self.jour or timezone.localdate()
        # An organisme that an establishment of these very files cites is alive.
        self.presence_organismes.vus |= self.cites
        for nom, presence, bilan in (
            ("établissements", self.presence_etablissements, self.compte_rendu.etablissements),
            ("organismes", self.presence_organismes, self.compte_rendu.organismes),
        ):
            bilan.lus = len(presence.vus)
            bilan.fermes = self._fermer(presence, nom, jour)
        return self.compte_rendu

    def _fermer(self, presence: Presence, nom: str, jour: date) -> int:
        fermes, incompletes = presence.fermer_les_disparus(jour)
        self.compte_rendu.avis += [
            f"Département {code} : les fichiers n’ont que {presents} {nom} sur {total} ; "
            "ils ne le couvrent donc pas, et rien n’y est fermé."
            for code, presents, total in incompletes
        ]
        return fermes

    def _verser_lot(self, lot: list[LigneLue]) -> None:
        """Organismes first: establishments refer to them."""
        self._verser_organismes([ligne for ligne in lot if isinstance(ligne, EntiteLue)])
        etablissements = [ligne for ligne in lot if isinstance(ligne, EtablissementLu)]
        self._citer_organismes({e.finess_juridique for e in etablissements})
        self._verser_etablissements(etablissements)
        positions: list[sql.Ligne] = [ligne for ligne in lot if isinstance(ligne, PositionLue)]
        self.compte_rendu.positions += sql.placer_etablissements(positions)

    def _verser_organismes(self, lues: list[EntiteLue]) -> None:
        presence = self.presence_organismes
        lignes = []
        for lue in lues:
            departement = self._departement(lue.departement, lue.libelle_departement)
            presence.noter(lue.finess_juridique, departement)
            lignes.append(
                (
                    lue.finess_juridique,
                    lue.raison_sociale,
                    lue.adresse,
                    lue.code_postal,
                    lue.commune,
                    departement,
                    lue.telephone,
                    lue.statut_juridique,
                    lue.siren,
                    cle_de_recherche(lue.raison_sociale, lue.commune, lue.autre_nom),
                    False,
                    None,
                )
            )
        touches = sql.verser_organismes(lignes)
        numeros = {lue.finess_juridique for lue in lues}
        self._compter(self.compte_rendu.organismes, presence, numeros, touches)
        self._retenir_organismes()

    def _citer_organismes(self, numeros: set[str]) -> None:
        """Establishments' files know their organismes by number only."""
        nouveaux = sorted(numeros - self.cites)
        self.cites.update(nouveaux)
        lignes: list[sql.Ligne] = [
            (numero, *[""] * 7, cle_de_recherche(f"organisme {numero}"), False, None)
            for numero in nouveaux
        ]
        touches = sql.citer_organismes(lignes)
        self._compter(
            self.compte_rendu.organismes, self.presence_organismes, set(nouveaux), touches
        )
        self._retenir_organismes()

    def _verser_etablissements(self, lues: list[EtablissementLu]) -> None:
        presence = self.presence_etablissements
        lignes = []
        for lue in lues:
            departement = self._departement(lue.departement, lue.libelle_departement)
            presence.noter(lue.finess_geographique, departement)
            lignes.append(
                (
                    lue.finess_geographique,
                    self.organismes[lue.finess_juridique],
                    lue.raison_sociale,
                    lue.adresse,
                    lue.code_postal,
                    lue.commune,
                    departement,
                    lue.telephone,
                    self._categorie(lue.categorie, lue.libelle_categorie),
                    lue.siret,
                    lue.ouvert_le,
                    lue.mis_a_jour_le,
                    cle_de_recherche(lue.raison_sociale, lue.commune, lue.autre_nom),
                    None,
                )
            )
        touches = sql.verser_etablissements(lignes)
        numeros = {lue.finess_geographique for lue in lues}
        self._compter(self.compte_rendu.etablissements, presence, numeros, touches)

    def _compter(self, bilan: Bilan, presence: Presence, numeros: set[str], touches: int) -> None:
        """Count a batch once; a number that comes back in another file is not new again."""
        nouveaux, rouverts = presence.accueillir(numeros)
        bilan.nouveaux += nouveaux
        bilan.rouverts += rouverts
        bilan.modifies += touches - nouveaux - rouverts

    def _retenir_organismes(self) -> None:
        """Learn the keys of the organismes that were just inserted."""
        inconnus = OrganismeGestionnaire.objects.filter(pk__gt=self.dernier_organisme)
        nouveaux = dict(inconnus.values_list("finess_juridique", "pk"))
        self.organismes |= nouveaux
        self.dernier_organisme = max(nouveaux.values(), default=self.dernier_organisme)

    def _departement(self, code_finess: str, nom: str) -> str | None:
        """Return the département's own code; one that nobody knows is kept, and said."""
        if not code_finess:
            return None
        if code_finess not in self.departements:
            Departement.objects.create(
                code=code_finess, code_finess=code_finess, nom=nom or code_finess
            )
            self.departements[code_finess] = code_finess
            self.compte_rendu.avis.append(
                f"Département inconnu, gardé sans région : {code_finess} {nom}."
            )
        return self.departements[code_finess]

    def _categorie(self, code: str, libelle: str) -> str | None:
        """Return the category's code; one that nobody knows is kept, out of L. 312-1, and said."""
        if not code:
            return None
        if code not in self.categories:
            Categorie.objects.create(code=code, libelle=libelle or code)
            self.categories.add(code)
            self.compte_rendu.avis.append(
                f"Catégorie inconnue, gardée hors de l’article L. 312-1 : {code} {libelle}."
            )
        return code


def cle_de_recherche(*textes: str) -> str:
    """Fold names and town into the column that is sorted and searched, each word once."""
    return " ".join(dict.fromkeys(mots(" ".join(textes))))[:400]
