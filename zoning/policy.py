"""What a plan has to keep to, and what it should weigh: every knob of a plan."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lock:
    """A block that must go to a school, or may never go to it."""

    block: str
    school: str
    never: bool = False


@dataclass(frozen=True)
class Policy:
    """Every knob of a plan."""

    contiguous: bool = True
    longest_walk_m: float | None = None
    over_capacity_share: float = 0.0
    """Seats beyond capacity that may be used, as a share of capacity (0 to 1)."""
    over_capacity_price_m: float = 2000.0
    """What each pupil over capacity costs, in metres of walking."""
    move_price_m: float = 0.0
    """What moving a pupil from today's school costs, in metres of walking."""
    locks: tuple[Lock, ...] = ()
    gap: float = 0.001
    """Stop once the plan is proved to be within this share of the least possible cost."""
    effort: float = 1.0
    """How much search per block; 2 takes about twice as long. Results do not depend on the clock."""
    seed: int = 1
    together: tuple[tuple[str, ...], ...] = ()
    """Groups of blocks that go to one school, whichever it is."""
    whole: str | None = None
    """Column of the blocks (subdistrict, community, name, …): blocks with the same entry go to one school wherever they can."""
    far_m: float | None = None
    """Walks longer than this are far: see `far_price`."""
    far_price: float = 0.0
    """What each metre beyond `far_m` costs besides itself, in metres of walking."""
    shortest_longest_walk: bool = False
    """First make the longest walk as short as a plan can be found for, then the cost least."""
    balance_price_m: float = 0.0
    """What a pupil on the last quarter of the seats above even use costs, in metres of walking; less on the quarters below."""
    most_moved_share: float | None = None
    """Of the pupils whose school today is known, no more than this share changes school (0 to 1)."""
    arterial_price_m: float = 0.0
    """What each arterial road on the way costs a pupil, in metres of walking."""
    subdistrict_price_m: float = 0.0
    """What a pupil sent to a school of another subdistrict costs, in metres of walking."""
    pools: tuple[tuple[str, ...], ...] = ()
    """Schools that share one zone and pool their seats (多校划片)."""
    pool_size: int = 1
    """2: schools that stand in no pool are paired with a neighbour, so that walks grow least."""
