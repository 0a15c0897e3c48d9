"""Who is in the register's extracts, who has left, who returns."""

from collections import Counter, defaultdict
from datetime import date

from grappes.models import Etablissement, OrganismeGestionnaire

# Fewer are too few to tell an extract that is incomplete from a territory that changed.
TROP_PEU_POUR_JUGER = 20
# Old SQLite takes 999 parameters a statement.
LOT = 800


class Presence:
    """The numbers of one table: known before the import, seen during it, and where."""

    def __init__(
        self, modele: type[Etablissement] | type[OrganismeGestionnaire], champ: str
    ) -> None:
        self.modele, self.champ = modele, champ
        lignes = modele._default_manager.values_list(champ, "ferme_le")
        # Whether it is closed, by number.
        self.connus: dict[str, bool] = {
            numero: ferme_le is not None for numero, ferme_le in lignes.iterator() if numero
        }
        self.vus: set[str] = set()
        # How many were seen in each département that the files cover.
        self.departements: Counter[str] = Counter()

    def noter(self, numero: str, departement: str | None) -> None:
        """The files hold this number, hence cover this département."""
        if departement and numero not in self.vus:
            self.departements[departement] += 1
        self.vus.add(numero)

    def accueillir(self, numeros: set[str]) -> tuple[int, int]:
        """Take these numbers as written; return how many were new, and how many were closed."""
        nouveaux = rouverts = 0
        for numero in numeros:
            etait_ferme = self.connus.get(numero)
            nouveaux += etait_ferme is None
            rouverts += etait_ferme is True
            self.connus[numero] = False
        return nouveaux, rouverts

    def fermer_les_disparus(self, jour: date) -> tuple[int, list[tuple[str, int, int]]]:
        """Close, in the départements covered, what was not seen; return how many.

        A file that would close more than it shows does not cover the département: it is an
        extract of a few, or one cut short. Those are left alone and returned as
        (département, seen, total).
        """
        fermes, incompletes = 0, []
        for departement, disparus in sorted(self._disparus().items()):
            vus = self.departements[departement]
            if len(disparus) > max(vus, TROP_PEU_POUR_JUGER):
                incompletes.append((departement, vus, vus + len(disparus)))
                continue
            for debut in range(0, len(disparus), LOT):
                lot = self.modele._default_manager.filter(pk__in=disparus[debut : debut + LOT])
                fermes += lot.update(ferme_le=jour)
        return fermes, incompletes

    def _disparus(self) -> dict[str, list[int]]:
        """Keys of the open rows that were not seen, by département covered."""
        numeros = [n for n, ferme in self.connus.items() if not ferme and n not in self.vus]
        disparus: dict[str, list[int]] = defaultdict(list)
        for debut in range(0, len(numeros), LOT):
            lignes = self.modele._default_manager.filter(
                **{f"{self.champ}__in": numeros[debut : debut + LOT]},
                departement__in=self.departements,
            )
            for departement, pk in lignes.values_list("departement_id", "pk"):
                disparus[departement].append(pk)
        return disparus
