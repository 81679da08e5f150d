"""Facts that hold for every plan: walks, service areas, neighbours, each school's own block."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.measure import adjacency, arterials, cells, homes, service_areas, walking
from zoning.measure.kept import Store
from zoning.measure.walls import walled
from zoning.model import Measures, Note, StudyArea, Walks
from zoning.rules import Rules
from zoning.scenario import Scenario
from zoning.words import Text

__all__ = ["Ground", "Store", "all_of", "ground", "inner_points", "of_schools", "straight_m", "walled"]


@dataclass(frozen=True, eq=False)
class Ground:
    """What hangs on the ground alone, whichever schools are open: measured once for many questions."""

    area: StudyArea
    """The area it was measured of."""
    points: gpd.GeoSeries
    """A point inside each block."""
    network: walking.Network | None
    """None where there are no streets."""
    neighbours: pd.DataFrame
    cells: gpd.GeoSeries
    notes: tuple[Note, ...]

    def lies_under(self, area: StudyArea) -> bool:
        """Return whether an area has the same ground: blocks in the same places, streets, barriers, crossings, boundary."""
        mine = self.area
        same = all(
            getattr(area, name) is getattr(mine, name)
            for name in ("boundary", "streets", "barriers", "crossings")
        )
        if not (same and area.blocks.index.equals(mine.blocks.index)):
            return False
        return bool(
            shapely.equals_identical(area.blocks.geometry.to_numpy(), mine.blocks.geometry.to_numpy()).all()
        )


def ground(area: StudyArea) -> Ground:
    """Measure what hangs on the ground alone."""
    network = None if area.streets is None else walking.network(area.streets, area.barriers)
    neighbours, gaps = adjacency.neighbours(area)
    return Ground(area, inner_points(area.blocks), network, neighbours, cells.of(area), gaps)


def all_of(area: StudyArea, scenario: Scenario, rules: Rules, store: Store | None = None) -> Measures:
    """Measure everything the plan and its judgement need.

    With streets, walks follow them; without, a walk is the straight line times the scenario's detour factor,
    and a note says so. `store` keeps walks between runs.
    """
    return of_schools(ground(area), area, scenario, rules, store)


def of_schools(
    under: Ground, area: StudyArea, scenario: Scenario, rules: Rules, store: Store | None = None, *, streets_served: bool = True
) -> Measures:  # fmt: skip
    """Measure what hangs on the schools of an area, on ground that lies under it, and return all there is.

    Without `streets_served` the service areas on foot are circles, quickly drawn: where there are many schools and nobody looks.
    """
    points, schools, network = under.points, area.open_schools, under.network
    radius_m = rules.service_radius_m(scenario.stage)
    straight = straight_m(points, schools.geometry)
    if network is None:
        walk = straight * scenario.measure.detour_factor
        notes: tuple[Note, ...] = (_assumed(scenario.measure.detour_factor),)
        areas = service_areas.circles(schools, radius_m, radius_m / scenario.measure.detour_factor)
    else:
        walk, notes = walking.metres(network, points, schools.geometry, store=store)
        areas = (
            service_areas.streets(network, schools, radius_m) if streets_served else service_areas.circles(schools, radius_m, radius_m)
        )  # fmt: skip
    home, shared = homes.of(area)
    return Measures(
        walks=Walks.from_matrix(walk),
        straight=Walks.from_matrix(straight),
        neighbours=under.neighbours,
        cells=under.cells,
        home=home,
        service_areas=areas,
        radius_m=radius_m,
        notes=(*notes, *under.notes, *shared),
        arterials=arterials.crossed(area, points, schools.geometry)
        if scenario.policy_input.arterial_price_m
        else None,
    )


def inner_points(blocks: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return a point inside each block: its centroid where that lies inside, else a point on its surface."""
    centre = blocks.geometry.centroid
    inside = blocks.geometry.contains(centre)
    return centre.where(inside, blocks.geometry.representative_point())


def straight_m(points: gpd.GeoSeries, schools: gpd.GeoSeries) -> pd.DataFrame:
    """Return blocks × schools straight-line metres."""
    a, b = shapely.get_coordinates(points.values), shapely.get_coordinates(schools.values)
    metres = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
    return pd.DataFrame(metres, index=points.index, columns=schools.index)


def _assumed(factor: float) -> Note:
    return Note(
        "walk",
        Text(
            f"没有道路数据：步行距离按直线距离 × {factor:g} 估算",
            f"no streets given: walking distance is the straight line × {factor:g}",
        ),
        "assumption",
    )
