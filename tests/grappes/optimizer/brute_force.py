"""The most ESMS that any plan can place, by trying everything: the judge of the bounds."""

from itertools import combinations

from grappes.optimizer import Group, Plan, Problem, check


def most_placed(given: Problem) -> int:
    """Best placement over all sets of valid grappes. Only for a handful of candidates."""
    names = [candidate.id for candidate in given.candidates]
    esms = {candidate.id: candidate.esms for candidate in given.candidates}
    bits = {name: 1 << n for n, name in enumerate(names)}
    valid: dict[int, int] = {}
    for size in range(1, len(names) + 1):
        for members in combinations(names, size):
            if _has_shape(given, members):
                valid[sum(bits[name] for name in members)] = sum(esms[name] for name in members)
    best = {0: 0}
    for mask, placed in sorted(valid.items()):
        for other, already in list(best.items()):
            if not mask & other:
                union = mask | other
                best[union] = max(best.get(union, 0), already + placed)
    return max(best.values())


def _has_shape(given: Problem, members: tuple[str, ...]) -> bool:
    """Whether some lead, vendor and project make these members a grappe that `check` accepts."""
    left = tuple(c.id for c in given.candidates if c.id not in members)
    total = sum(c.esms for c in given.candidates if c.id in members)
    vendors = set.intersection(*(set(given.by_id[name].accepts) for name in members))
    return any(
        not check(given, Plan((Group(lead, vendor, kind, members),), left, total))
        for vendor in sorted(vendors)
        for kind in ("acquisition", "conformite")
        for lead in members
    )
