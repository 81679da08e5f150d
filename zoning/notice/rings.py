"""四至 read as on a map: the lines of the four sides followed clockwise, and the ground that they enclose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
import shapely
from numba import njit

from zoning.clauses import SIDES, Side
from zoning.model import Floats, Ints
from zoning.notice.joints import RIM, Joint, Stop, World

HEADING: dict[Side, tuple[float, float]] = {
    "east": (0, -1),
    "south": (-1, 0),
    "west": (0, 1),
    "north": (1, 0),
}
"""Which way one walks along each side, going round clockwise."""
_LOOSE_M = 100.0
_ROUND = 0.25
_SHORT = 10.0


@dataclass(frozen=True, eq=False)
class Ring:
    """A walk round some ground, and where lines that follow each other had to be joined over a gap."""

    xy: Floats
    """(n, 2) its corners, clockwise."""
    gaps: tuple[tuple[str, str, float], ...] = ()
    """The two lines and how many metres lie between them where one is left for the other."""
    askew_m: float = 0.0
    """How many metres lines lead elsewhere than along the sides on which they are told."""
    on_m: float = 0.0
    """Metres over which lines that end within the district had to be followed straight on to its boundary."""

    @property
    def gap_m(self) -> float:
        """Metres of all gaps together."""
        return sum(metres for _, _, metres in self.gaps)

    @property
    def length_m(self) -> float:
        """Metres all the way round."""
        return float(np.hypot(*(np.roll(self.xy, -1, axis=0) - self.xy).T).sum())

    def holds(self, points: Floats) -> npt.NDArray[np.bool_]:
        """Return which points (k, 2) lie to the right of one who walks round."""
        return np.asarray(_turns(self.xy, np.ascontiguousarray(points)) > 0)


@njit(cache=True, nogil=True)
def _turns(ring, points):  # type: ignore[no-untyped-def]
    """How many times one goes round each point, clockwise."""
    found = np.zeros(len(points), np.int64)
    low = np.array([ring[:, 0].min(), ring[:, 1].min()])
    high = np.array([ring[:, 0].max(), ring[:, 1].max()])
    for i in range(len(points)):
        x, y = points[i]
        if x < low[0] or x > high[0] or y < low[1] or y > high[1]:
            continue
        for j in range(len(ring)):
            xa, ya = ring[j - 1]
            xb, yb = ring[j]
            if (ya > y) != (yb > y) and x < xa + (y - ya) / (yb - ya) * (xb - xa):
                found[i] += 1 if ya > yb else -1
    return found


@dataclass(frozen=True, eq=False)
class _Leg:
    """A line between two joints, and the sides it is told on."""

    stop: Stop
    sides: tuple[Side, ...]


def ring(sides: Mapping[Side, Sequence[Stop]], world: World, *, as_told: bool = False) -> Ring | None:
    """Return the ground within the lines of the given sides; None where no walk round leads along all of them.

    One walks round clockwise: down the east, back along the south, up the west, along the north, each line from where it meets the one
    before to where it meets the next. Where lines meet more than once, the shortest way round is meant that makes its way along
    every side. A side that is not given is open: the line before is followed to its end and straight on to the boundary of
    the district, and the boundary to where the next line comes from. Lines told against that direction are taken the other way round
    where only that leads round, or without long gaps; not so with `as_told`.
    """
    told = _legs(sides)
    if all(leg.stop is RIM for leg in told):
        return Ring(world.frame.xy)
    if len(told) == 1:
        return _loop(told[0].stop)
    found = _walked(told, world)
    if as_told or (found is not None and found.gap_m <= _LOOSE_M):
        return found
    others = [other for way in _turned(sides) if (other := _walked(_legs(way), world)) is not None]
    best = min(others, key=lambda other: other.gap_m, default=None)
    return best if found is None or (best is not None and best.gap_m < found.gap_m / 3) else found


def closed(lines: Sequence[Stop], world: World) -> Ring | None:
    """Return the ground that lines enclose which follow each other all the way round, either way; None where they do not."""
    legs = [_Leg(line, ()) for i, line in enumerate(lines) if line is not lines[i - 1] or len(lines) == 1]
    if len(legs) == 1:
        return _loop(legs[0].stop)
    ways = [found for way in (legs, legs[::-1]) if legs and (found := _walked(way, world)) is not None]
    return min(ways, key=lambda way: (way.gap_m, way.length_m), default=None)


def _turned(sides: Mapping[Side, Sequence[Stop]]) -> Sequence[Mapping[Side, Sequence[Stop]]]:
    """Every other way to read the order of the lines on each side; where the boundary is one of them it stands as told."""
    ways = [
        [lines, lines[::-1]] if len(lines) > 1 and RIM not in lines else [lines] for lines in sides.values()
    ]
    return [dict(zip(sides, chosen, strict=True)) for chosen in product(*ways)][1:]


def _legs(sides: Mapping[Side, Sequence[Stop]]) -> list[_Leg]:
    """The lines all the way round; one that goes round a corner is one leg with two sides, and open sides are the boundary."""
    legs: list[_Leg] = []
    for side in SIDES:
        for stop in sides.get(side) or [RIM]:
            if legs and legs[-1].stop is stop:
                legs[-1] = _Leg(stop, tuple(dict.fromkeys((*legs[-1].sides, side))))
            else:
                legs.append(_Leg(stop, (side,)))
    if len(legs) > 1 and legs[0].stop is legs[-1].stop:
        last = legs.pop()
        legs[0] = _Leg(legs[0].stop, tuple(dict.fromkeys((*last.sides, *legs[0].sides))))
    return legs


def _loop(stop: Stop) -> Ring | None:
    """The ground within one line that goes all the way round."""
    if stop is RIM:
        return None
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all([stop.shape]))))
    if not len(faces):
        return None
    outer = shapely.get_parts(shapely.union_all(faces))
    largest = shapely.Polygon(shapely.get_exterior_ring(outer[shapely.area(outer).argmax()]))
    return Ring(shapely.get_coordinates(shapely.orient_polygons(largest, exterior_cw=True)))


def _walked(legs: list[_Leg], world: World) -> Ring | None:
    """The first of the ways round, the shortest first, that goes clockwise around some ground."""
    runs = _runs(legs)
    legs = [leg for run in runs for leg in run]
    joints = [world.joint(legs[i - 1].stop, leg.stop) for i, leg in enumerate(legs)]
    if any(not len(joint.cost) for joint in joints):
        return None
    for choice in _rounds(runs, joints, world):
        xy = _path(legs, joints, choice, world)
        if _clockwise_m2(xy) > 0:
            on_m = sum(float(joint.cost[at]) for joint, at in zip(joints, choice, strict=True) if joint.open)
            return Ring(xy, _gaps(legs, joints, choice), _askew_m(legs, joints, choice), on_m)
    return None


def _runs(legs: list[_Leg]) -> list[list[_Leg]]:
    """The legs side by side: those of one side, and of sides that a line joins at their corner; each stretch of boundary alone."""

    def parted(i: int) -> bool:
        before, leg = legs[i - 1], legs[i]
        return before.stop is RIM or leg.stop is RIM or not set(before.sides) & set(leg.sides)

    first = next((i for i in range(len(legs)) if parted(i)), 0)
    runs: list[list[_Leg]] = []
    for step in range(len(legs)):
        i = (first + step) % len(legs)
        if step == 0 or parted(i):
            runs.append([])
        runs[-1].append(legs[i])
    return runs


def _heading(run: list[_Leg]) -> Floats:
    """Which way a run leads; (0, 0) where it may lead anywhere."""
    if run[0].stop is RIM:
        return np.zeros(2)
    return _sum(frozenset(side for leg in run for side in leg.sides))


@cache
def _sum(sides: frozenset[Side]) -> Floats:
    return np.vstack([np.zeros(2), *(np.asarray(HEADING[side], float) for side in sorted(sides))]).sum(axis=0)


def _rounds(runs: list[list[_Leg]], joints: list[Joint], world: World) -> list[list[int]]:
    """Choices of a place at every joint, the shortest way round first: one for every place at the first joint that has one."""
    legs = [leg.stop for run in runs for leg in run]
    steps = [world.step(legs[i - 1], line, legs[(i + 1) % len(legs)]) for i, line in enumerate(legs)]
    tables, inner, at = [], [], 0
    for run in runs:
        table, vias = _through(steps[at : at + len(run)])
        tables.append(_onward(run, joints[at], joints[(at + len(run)) % len(joints)], table))
        inner.append(vias)
        at += len(run)
    table, outer = _through(tables)
    round_m, found = np.diag(table), []
    for start in np.argsort(round_m, kind="stable"):
        if np.isfinite(round_m[start]):
            stations = [int(start), *_back(outer, int(start), int(start)), int(start)]
            between = [
                [stations[i], *_back(vias, stations[i], stations[i + 1])] for i, vias in enumerate(inner)
            ]
            found.append([place for places in between for place in places])
    return found


def _through(steps: list[Floats]) -> tuple[Floats, list[Ints]]:
    """Metres over several steps from each first place to each last, and the places between."""
    table, vias = steps[0], []
    for step in steps[1:]:
        table, via = _shortest(table, step)
        vias.append(via)
    return table, vias


def _onward(run: list[_Leg], before: Joint, after: Joint, table: Floats) -> Floats:
    """Bar ways that do not lead where the run heads; where a line runs on to the boundary, it is followed as far as it goes that way."""
    way = _heading(run)
    if not way.any():
        return table
    start, end = before.at @ way, after.at @ way
    barred = np.where(end[None, :] - start[:, None] > 0, 0.0, np.inf)
    early = _SHORT * (start - start.min()) * before.open
    late = _SHORT * (end.max() - end) * after.open
    return table + barred + early[:, None] + late[None, :]


def _shortest(table: Floats, step: Floats) -> tuple[Floats, Ints]:
    """The shortest ways over two tables of metres, and by which place between."""
    through = table[:, :, None] + step[None, :, :]
    return through.min(axis=1), through.argmin(axis=1)


def _back(vias: list[Ints], start: int, end: int) -> list[int]:
    """The places between `start` and `end`."""
    found = [end]
    for via in vias[::-1]:
        found.append(int(via[start, found[-1]]))
    return found[:0:-1]


def _path(legs: list[_Leg], joints: list[Joint], choice: list[int], world: World) -> Floats:
    """Corners of the way round."""
    parts = []
    for i, leg in enumerate(legs):
        nxt = (i + 1) % len(legs)
        parts.append(world.way(leg.stop, joints[i].after[choice[i]], joints[nxt].before[choice[nxt]]))
    return np.vstack(parts)


def _clockwise_m2(xy: Floats) -> float:
    """Area within, negative where one goes round the other way."""
    (x, y), (x1, y1) = (xy - xy[0]).T, np.roll(xy - xy[0], -1, axis=0).T
    return float((x1 * y - x * y1).sum() / 2)


def _gaps(legs: list[_Leg], joints: list[Joint], choice: list[int]) -> tuple[tuple[str, str, float], ...]:
    found = []
    for i, leg in enumerate(legs):
        before, gap = legs[i - 1].stop, float(joints[i].gap_m[choice[i]])
        if before is not RIM and leg.stop is not RIM and gap > 0:
            found.append((before.name, leg.stop.name, gap))
    return tuple(found)


def _askew_m(legs: list[_Leg], joints: list[Joint], choice: list[int]) -> float:
    metres = 0.0
    for i, leg in enumerate(legs):
        nxt = (i + 1) % len(legs)
        (x, y), (x1, y1) = joints[i].at[choice[i]], joints[nxt].at[choice[nxt]]
        if leg.stop is not RIM and leg.sides:
            length = float(np.hypot(x1 - x, y1 - y))
            along = [(x1 - x) * east + (y1 - y) * north for east, north in _headings(leg.sides)]
            metres += length - max(along)
            if len(leg.sides) > 1:  # told on several sides, it should lead along each
                metres += sum(max(0.0, _ROUND * length - one) for one in along[:-1])
    return metres


@cache
def _headings(sides: tuple[Side, ...]) -> tuple[tuple[float, float], ...]:
    """Which ways a line may lead that is told on these sides: along each, and round the corner."""
    east, north = _sum(frozenset(sides)).tolist()
    length = max(float(np.hypot(east, north)), 1.0)
    return (*(HEADING[side] for side in sides), (east / length, north / length))
