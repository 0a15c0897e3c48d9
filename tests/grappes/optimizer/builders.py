"""Small problems for the tests: by name, and drawn by hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from grappes.optimizer import Candidate, Group, Kinds, Locks, Plan, Problem, Reduced, Rules, Weights

WEIGHTS = Weights(
    unplaced_esms=100.0,
    unplaced_og=0.5,
    km=0.05,
    sector=1.0,
    horizon=0.5,
    department=0.5,
    lead=3.0,
    moved=2.0,
    margin_esms=3,
    below_margin=0.5,
    large_esms=30,
    above_large=0.1,
)
RULES = Rules(min_esms=15, max_esms=50, min_ogs=1, radius_km=80.0, weights=WEIGHTS)


def og(name: str, esms: int, **changes: object) -> Candidate:
    """A candidate in Rennes that accepts V1 and wants an acquisition."""
    usual = Candidate(
        id=name,
        department="35",
        lat=48.11,
        lon=-1.68,
        esms=esms,
        sector="PA",
        project="acquisition",
        accepts=("V1",),
        lead=0.5,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def problem(*candidates: Candidate, locks: Locks | None = None, **rules: object) -> Problem:
    """These candidates under the usual rules, changed as asked."""
    changed = replace(RULES, **rules)  # type: ignore[arg-type]
    return Problem(changed, candidates, locks or Locks())


def plan(given: Problem, *groups: tuple[str, ...]) -> Plan:
    """A plan of these groups, each led by its first member, with V1, for an acquisition."""
    placed = {name for members in groups for name in members}
    return Plan(
        groups=tuple(Group(members[0], "V1", "acquisition", members) for members in groups),
        unplaced=tuple(c.id for c in given.candidates if c.id not in placed),
        placed_esms=sum(c.esms for c in given.candidates if c.id in placed),
    )


@st.composite
def kinds_of(draw: st.DrawFn, esms: int) -> Kinds | None:
    """Not told for half of the candidates, else any split of their ESMS."""
    if draw(st.booleans()):
        return None
    acquisition = draw(st.integers(0, esms))
    return Kinds(acquisition, draw(st.integers(0, esms - acquisition)))


@st.composite
def heavy_problems(draw: st.DrawFn) -> Problem:
    """Large OGs of both kinds under a share, with no ceiling of size: as small as `problems`."""
    people = [
        og(
            f"og{rank}",
            esms,
            project=draw(st.sampled_from(["acquisition", "acquisition", "conformite"])),
            kinds=draw(kinds_of(esms)),
            lat=draw(st.sampled_from([48.0, 48.3])),
        )
        for rank, esms in enumerate(draw(st.lists(st.integers(1, 24), min_size=4, max_size=8)))
    ]
    return problem(
        *people,
        min_esms=draw(st.integers(20, 50)),
        max_esms=None,
        min_ogs=draw(st.integers(1, 2)),
        radius_km=draw(st.sampled_from([None, 30.0])),
        mixed_share=draw(st.sampled_from([0.1, 0.2, 0.3])),
    )


@st.composite
def problems(draw: st.DrawFn, least: int = 1, most: int = 11) -> Problem:
    """Problems small enough for brute force, under varied rules, with ties and locks."""
    n = draw(st.integers(least, most))
    people = [
        Candidate(
            id=f"og{rank}",
            department=draw(st.sampled_from(["2A", "35"])),
            lat=draw(st.sampled_from([48.0, 48.3, 48.6])),
            lon=draw(st.sampled_from([-1.7, -1.2])),
            esms=draw(st.integers(0, 9)),
            sector=draw(st.sampled_from(["PA", "PH"])),
            project=draw(st.sampled_from(["acquisition", "conformite", "mixte"])),
            accepts=tuple(sorted(draw(st.sets(st.sampled_from(["V1", "V2"]), max_size=2)))),
            horizon=draw(st.integers(0, 2)),
            lead=draw(st.sampled_from([0.0, 0.5, 1.0])),
        )
        for rank in range(n)
    ]
    people = [replace(person, kinds=draw(kinds_of(person.esms))) for person in people]
    names = [person.id for person in people]
    for field in ("partners", "refuses"):
        if n >= 2 and draw(st.booleans()):
            a, b = draw(st.permutations(range(n)))[:2]
            people[a] = replace(people[a], **{field: (names[b],)})
            people[b] = replace(people[b], **{field: (names[a],)})
    pair = tuple(draw(st.permutations(names))[:2]) if n >= 2 else ()
    lock = draw(st.sampled_from(["none", "together", "apart", "excluded"])) if pair else "none"
    locks = {
        "none": Locks(),
        "together": Locks(together=(pair,)),
        "apart": Locks(apart=(pair,)),
        "excluded": Locks(excluded=frozenset(pair[:1])),
    }[lock]
    rules = replace(
        RULES,
        min_esms=draw(st.integers(5, 15)),
        max_esms=draw(st.sampled_from([None, 16, 50])),
        min_ogs=draw(st.integers(1, 3)),
        radius_km=draw(st.sampled_from([None, 40.0, 80.0])),
        reduced=draw(st.sampled_from([None, Reduced(4, 1, frozenset({"2A"}))])),
        mixed_share=draw(st.sampled_from([None, 0.3, 0.6])),
    )
    return Problem(rules, tuple(people), locks)
