"""Why a candidate is where it is, or why it is nowhere: one code and one French sentence."""

from dataclasses import dataclass

import numpy as np

from .model import Column, Model, Setting
from .options import best_groups, item_of
from .plan import as_group
from .pricing import Pricer
from .problem import Plan, Problem
from .sentences import Namer, joining, same
from .start import setting_for
from .table import Ints, Table, table_of
from .ties import bundles, contradiction

WANTED = 1e7


@dataclass(frozen=True, slots=True)
class Explanation:
    """Codes: PLACE, FIGE, CONTRADICTION, POSSIBLE, LOGICIEL, PROJET, DISTANCE, COMBINAISON,
    CONCURRENCE. `rivals`: who would have to leave another grappe (CONCURRENCE only)."""

    candidate: str
    code: str
    sentence: str
    rivals: tuple[str, ...] = ()


def explain(problem: Problem, plan: Plan, candidate: str, *, name: Namer = same) -> Explanation:
    """Explain the place of a candidate in a plan, or its absence. `KeyError` if it is unknown."""
    person = problem.by_id[candidate]
    if candidate in problem.frozen:
        return Explanation(candidate, "FIGE", "sa grappe est figée")
    for group in plan.groups:
        if candidate in group.members:
            return Explanation(candidate, "PLACE", joining(problem, group, candidate, name))
    bundle = next(bundle for bundle in bundles(problem) if candidate in bundle)
    conflict = contradiction(problem, bundle, name)
    if conflict:
        return Explanation(candidate, "CONTRADICTION", f"{conflict.sentence}.")
    fitting = best_groups(problem, plan, person.id, 1, name=name)
    if fitting:
        where = name(fitting[0].group.lead)
        return Explanation(
            candidate, "POSSIBLE", f"peut rejoindre la grappe de {where} : {fitting[0].sentence}."
        )
    table = table_of(problem)
    item = item_of(table, candidate)
    assert item is not None  # a bundle without contradiction has an item
    return _obstacle(table, item, candidate) or _rivalry(table, plan, item, candidate, name)


def _obstacle(table: Table, item: int, candidate: str) -> Explanation | None:
    """The first rule that no set of candidates around can satisfy, whoever is placed where."""
    rules = table.problem.rules
    floor = rules.min_esms
    if rules.reduced and table.item_inside[item]:
        floor = min(floor, rules.reduced.min_esms)
    own = int(table.weight[item])
    alike = table.item_accepts & table.item_accepts[item]
    by_vendor = table.weight @ alike
    best = int(np.argmax(by_vendor))
    if by_vendor[best] < floor:
        others, esms = int(alike[:, best].sum()) - 1, int(by_vendor[best]) - own
        company = f"{_count(others, 'autre')} OG ({esms} ESMS)" if others else "aucun autre OG"
        return Explanation(
            candidate,
            "LOGICIEL",
            (
                f"{_the_vendor(table, item, best)} n’est accepté {'que ' if others else ''}"
                f"par {company} : avec les siens, {own + esms} ESMS, il en faut {floor}."
            ),
        )
    sentence = _too_mixed(table, item, int(by_vendor[best])) or _few_alike(table, item, floor)
    if sentence:
        return Explanation(candidate, "PROJET", sentence)
    return _too_far(table, item, candidate, floor)


def _too_mixed(table: Table, item: int, most: int) -> str:
    """Why both its kinds of project fit no grappe, empty if they do; `most` ESMS can join it."""
    cap = table.problem.rules.max_esms
    if cap is not None:
        most = min(most, max(cap, int(table.weight[item])))
    acquisitions, conformites = (int(table.misfit[item, kind]) for kind in (1, 0))
    if min(acquisitions, conformites) <= table.share * most:
        return ""
    who = "il compte" if table.size[item] == 1 else "avec ceux auxquels il est lié, il compte"
    return (
        f"{who} {acquisitions} ESMS en acquisition et {conformites} en mise en conformité : "
        f"les moins nombreux ne peuvent dépasser {100 * table.share:g} % d’une grappe."
    )


def _few_alike(table: Table, item: int, floor: int) -> str:
    """Why the same kind of project gathers too few where kinds are never mixed, else empty."""
    if table.share:
        return ""
    alike = table.item_accepts & table.item_accepts[item]
    kinds = [kind for kind in (0, 1) if not table.misfit[item, kind]]
    fitting = [alike & (table.misfit[:, [kind]] == 0) for kind in kinds]
    most = max((int((table.weight @ fits).max()) for fits in fitting), default=0)
    if most >= floor:
        return ""
    return (
        f"parmi les OG qui acceptent le même logiciel, ceux du même type de projet "
        f"ne réunissent que {most} ESMS avec les siens, il en faut {floor}."
    )


def _the_vendor(table: Table, item: int, vendor: int) -> str:
    alone = table.item_accepts[item].sum() == 1
    named = f"le logiciel {table.vendors[vendor]}"
    return named if alone else f"{named}, le plus répandu de ceux qu’il accepte,"


def _too_far(table: Table, item: int, candidate: str, floor: int) -> Explanation | None:
    model, mine = around_item(table, item)
    slots = model.slots
    joined = slots.allowed[:, mine] | (slots.item == mine)
    if joined.any():
        return None
    radius = table.problem.rules.radius_km
    within = "à portée" if radius is None else f"à moins de {radius:g} km d’un même porteur"
    return Explanation(
        candidate,
        "DISTANCE",
        (
            f"{within}, les OG qui acceptent le même logiciel et le même type de projet "
            f"réunissent au mieux {_best_reach(model, mine)} ESMS avec les siens, "
            f"il en faut {floor}."
        ),
    )


def _best_reach(model: Model, mine: int) -> int:
    """Most ESMS that one lead, one vendor and one project can gather with this item."""
    table = model.table
    accepts = table.item_accepts[model.items] & table.item_accepts[model.items[mine]]
    fits = model.fits
    leads = model.item_of_lead
    near = model.reach & model.reach[:, [mine]]
    best = int(model.weight[mine])
    for kind in np.flatnonzero(fits[mine]):
        for vendor in np.flatnonzero(accepts[mine]):
            able = accepts[:, vendor] & fits[:, kind]
            gathered = (near & able) @ model.weight
            best = max(best, int(gathered[able[leads] & near[:, mine]].max(initial=0)))
    return best


def _rivalry(table: Table, plan: Plan, item: int, candidate: str, name: Namer) -> Explanation:
    """The grappe that would take fewest ESMS from others, if any is possible at all."""
    column = cheapest_grappe(table, plan, item)
    if column is None:
        return Explanation(
            candidate,
            "COMBINAISON",
            (
                "aucune combinaison d’OG à portée ne respecte à la fois le seuil, le plafond, le "
                "nombre d’OG et les types de projet."
            ),
        )
    placed = {member for group in plan.groups for member in group.members}
    group = as_group(table, column)
    rivals = tuple(member for member in group.members if member in placed)
    esms = sum(table.problem.by_id[member].esms for member in rivals)
    shown = ", ".join(name(rival) for rival in rivals[:3]) + (" et d’autres" * (len(rivals) > 3))
    return Explanation(
        candidate,
        "CONCURRENCE",
        (
            f"une grappe de {column.weight} ESMS est possible autour de {name(group.lead)} "
            f"({group.vendor}), mais elle prendrait {esms} ESMS à d’autres grappes ({shown})."
        ),
        rivals,
    )


def cheapest_grappe(table: Table, plan: Plan, item: int) -> Column | None:
    """The valid grappe with this item that takes least from the grappes of the plan, or None."""
    model, mine = around_item(table, item)
    if not len(model.slots):
        return None
    placed = {member for group in plan.groups for member in group.members}
    people = table.problem.candidates
    busy = np.array([people[table.items[i][0]].id in placed for i in model.items])
    gains = np.where(busy, -table.problem.rules.weights.unplaced_esms * model.weight, model.value)
    gains = gains.astype(float)
    gains[mine] = WANTED
    offers = Pricer(model)(model.value - gains, len(model.slots)).columns
    with_it = [column for column in offers if item in column.items]
    local = {int(i): n for n, i in enumerate(model.items)}
    return max(
        with_it,
        key=lambda c: (sum(gains[local[i]] for i in c.items), c.reward, c.items),
        default=None,
    )


def around_item(table: Table, item: int) -> tuple[Model, int]:
    """Everyone who could share a grappe with an item, led by who reaches it; its local position."""
    setting: Setting = setting_for(table, None)
    near = (table.item_accepts & table.item_accepts[item]).any(axis=1)
    radius = table.problem.rules.radius_km
    first = np.array([members[0] for members in table.items])
    km = table.distances(first[[item]], first)[0]
    if radius is not None:
        near &= km <= 2 * radius
    items: Ints = np.flatnonzero(near)
    reaching = np.flatnonzero(km[items] <= radius) if radius is not None else None
    return Model(table, items, setting, leading=reaching), int(np.searchsorted(items, item))


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'s' if n > 1 else ''}"
