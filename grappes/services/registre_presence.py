"""Who is in the register's extracts, who has left, who returns."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice

from grappes.models import Etablissement, OrganismeGestionnaire

# Fewer are too few to tell an extract that is incomplete from a territory that changed.
TROP_PEU_POUR_JUGER = 20
# Old SQLite takes 999 parameters a statement.
LOT = 900


class Presence:
    """The numbers of one table: known before the import, seen during it, and where."""

    def __init__(
        self, modele: type[Etablissement] | type[OrganismeGestionnaire], champ: str
    ) -> None:
        self.modele, self.champ = modele, champ
        lignes = modele._default_manager.values_list(champ, "ferme_le")
        self.connus: dict[str, bool] = {
            numero: ferme_le is not None for numero, ferme_le in lignes.iterator()
        }
        self.vus: set[str] = set()
        self.departements: set[str] = set()

    def noter(self, numero: str, departement: str | None) -> None:
        """The files hold this number, hence cover this département."""
        self.vus.add(numero)
        if departement:
            self.departements.add(departement)

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
        for departement, (presents, disparus) in sorted(self._appel().items()):
            if len(disparus) > max(presents, TROP_PEU_POUR_JUGER):
                incompletes.append((departement, presents, presents + len(disparus)))
                continue
            for lot in _par_lots(disparus):
                fermes += self.modele._default_manager.filter(pk__in=lot).update(ferme_le=jour)
        return fermes, incompletes

    def _appel(self) -> dict[str, tuple[int, list[int]]]:
        """By département covered: how many open rows were seen, and the keys of the others."""
        presents: dict[str, int] = defaultdict(int)
        disparus: dict[str, list[int]] = defaultdict(list)
        ouverts = self.modele._default_manager.filter(
            ferme_le=None, departement__in=self.departements
        ).values_list("departement_id", "pk", self.champ)
        for departement, pk, numero in ouverts.iterator():
            if numero in self.vus:
                presents[departement] += 1
            else:
                disparus[departement].append(pk)
        return {code: (presents[code], disparus[code]) for code in self.departements}


def _par_lots(cles: list[int]) -> Iterator[list[int]]:
    iterateur = iter(cles)
    while lot := list(islice(iterateur, LOT)):
        yield lot
