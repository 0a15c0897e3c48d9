"""Who must be with whom, and who must not: promises first, then wishes, never a contradiction.

An organisme that was told of its grappe stays there with the others that were told: its *core*.
What the promises already contradict is left aside and told to staff as a conflict to settle.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grappes.services.enonce.lecture import Donnees
from grappes.services.enonce.tenues import Tenues

Paire = tuple[int, int]


@dataclass
class Liens:
    """By candidature: mutual partners, refusals, one-sided wishes; and what cannot be kept."""

    partenaires: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    refus: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    souhaits: dict[int, set[int]] = field(default_factory=dict)
    separes: list[Paire] = field(default_factory=list)
    conflits: list[str] = field(default_factory=list)


def lier(donnees: Donnees, tenues: Tenues, acceptes: Mapping[int, tuple[str, ...]]) -> Liens:
    """The ties between the candidatures of the problem; `acceptes` names their software."""
    liens = Liens()
    _refuser(liens, donnees, tenues)
    _separer(liens, donnees, tenues)
    mutuels = _souhaiter(liens, donnees, set(tenues.presentes))
    libres = [paire for paire in mutuels if not tenues.grappes.keys() & set(paire)]
    # A wish between two that are held changes nothing; nobody may join a frozen grappe.
    attaches = [paire for paire in mutuels if _tient_a_un_coeur(paire, tenues)]
    for paire in libres:
        _nouer(liens, paire)
    for ensemble in _ensembles(libres, attaches):
        paires = [paire for paire in attaches if set(paire) <= ensemble]
        if _est_possible(liens, ensemble, tenues, acceptes):
            for paire in paires:
                _nouer(liens, paire)
        else:
            liens.conflits += [_souhait_impossible(donnees, paire, tenues) for paire in paires]
    return liens


def _nouer(liens: Liens, paire: Paire) -> None:
    premiere, seconde = paire
    liens.partenaires[premiere].add(seconde)
    liens.partenaires[seconde].add(premiere)


def _tient_a_un_coeur(paire: Paire, tenues: Tenues) -> bool:
    tenue = [cle for cle in paire if cle in tenues.grappes]
    return len(tenue) == 1 and tenues.grappes[tenue[0]] in tenues.coeurs


def _refuser(liens: Liens, donnees: Donnees, tenues: Tenues) -> None:
    """Declared refusals, and those that a « non » to a grappe told of its members."""
    refus = {cle: set(autres) for cle, autres in donnees.refus.items()}
    for place in donnees.refusees:
        autres = donnees.collegues.get(place.pk, set())
        refus.setdefault(place.candidature_id, set()).update(autres)
    presents = set(tenues.presentes)
    for cle in sorted(presents & refus.keys()):
        for autre in sorted(refus[cle] & presents):
            if tenues.ensemble(cle, autre):
                liens.conflits.append(
                    f"{donnees.nom(cle)} ne veut pas de {donnees.nom(autre)}, mais leurs places "
                    "sont dans la même grappe."
                )
            else:
                liens.refus[cle].add(autre)


def _separer(liens: Liens, donnees: Donnees, tenues: Tenues) -> None:
    presents = set(tenues.presentes)
    for paire in donnees.paires:
        if not set(paire) <= presents:
            continue
        if tenues.ensemble(*paire):
            premiere, seconde = map(donnees.nom, paire)
            liens.conflits.append(
                f"{premiere} et {seconde} sont une paire interdite, mais leurs places sont dans "
                "la même grappe."
            )
        else:
            liens.separes.append(paire)


def _souhaiter(liens: Liens, donnees: Donnees, presents: set[int]) -> list[Paire]:
    """The wishes shared by both sides; one that is not must not bind the other."""
    mutuels = []
    for cle, autres in sorted(donnees.souhaits.items()):
        if cle not in presents:
            continue
        for autre in sorted(autres & presents):
            if cle not in donnees.souhaits.get(autre, ()):
                liens.souhaits.setdefault(cle, set()).add(autre)
            elif cle < autre:
                mutuels.append((cle, autre))
    return mutuels


def _ensembles(libres: Iterable[Paire], attaches: Iterable[Paire]) -> list[set[int]]:
    """The candidatures that mutual wishes bind together, directly or not, around a core."""
    ensembles: list[set[int]] = []
    for paire in (*libres, *attaches):
        reuni = set(paire)
        for autre in [e for e in ensembles if e & reuni]:
            ensembles.remove(autre)
            reuni |= autre
        ensembles.append(reuni)
    concernes = {cle for paire in attaches for cle in paire}
    return [ensemble for ensemble in ensembles if ensemble & concernes]


def _est_possible(
    liens: Liens, ensemble: set[int], tenues: Tenues, acceptes: Mapping[int, tuple[str, ...]]
) -> bool:
    """Whether these may join the core that one of them belongs to without breaking it."""
    grappes = {tenues.grappes[cle] for cle in ensemble if cle in tenues.grappes}
    membres = ensemble.union(*(tenues.coeurs[grappe] for grappe in grappes))
    return (
        len(grappes) == 1
        and bool(set.intersection(*(set(acceptes[cle]) for cle in membres)))
        and not any(liens.refus.get(cle, set()) & membres for cle in membres)
        and not any(set(paire) <= membres for paire in liens.separes)
    )


def _souhait_impossible(donnees: Donnees, paire: Paire, tenues: Tenues) -> str:
    libre, tenue = (donnees.nom(cle) for cle in sorted(paire, key=lambda c: c in tenues.grappes))
    return (
        f"{libre} et {tenue} se souhaitent, mais {tenue} a déjà sa place dans une grappe que "
        f"{libre} ne peut pas rejoindre."
    )
