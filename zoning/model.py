"""The nouns of the program: what is known of a district, what was measured, decided and judged."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from zoning.words import Text

Stage = Literal["kindergarten", "primary", "junior"]
"""What zones are made for, one stage at a time."""
Level = Literal["kindergarten", "primary", "junior", "nine_year", "senior", "special"]
"""Kinds of school that a layout plan counts: those of the stages, nine-year schools (both primary and junior), and senior high and special schools, which have no zones."""
Status = Literal["optimal", "feasible"]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Note:
    """Something the run did or assumed that the planner must know; it goes into every output."""

    about: str
    """Which input or step: blocks, streets, walk, …"""
    text: Text
    level: Literal["info", "assumption", "warning"] = "info"


@dataclass(frozen=True)
class Source:
    """One input file as it was read."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True, eq=False)
class Streets:
    """A walking network: nodes, and edges along which one may walk both ways."""

    nodes: Floats
    """(n, 2) metres."""
    edges: gpd.GeoDataFrame
    """`u`, `v` (positions in `nodes`), `length_m`, `name`, `level` (arterial, secondary, local, path), line geometry."""


@dataclass(frozen=True, eq=False)
class StudyArea:
    """A district as read and checked, everything in one projected CRS in metres."""

    name: str
    crs: str
    """EPSG code of every geometry here, e.g. "EPSG:4549"."""
    boundary: BaseGeometry
    blocks: gpd.GeoDataFrame
    """Index `block_id`; `name`, `address`, `kind`, `subdistrict`, `dwellings`, `pupils`, `current_school`, polygons."""
    schools: gpd.GeoDataFrame
    """Index `school_id`; `name`, `status` (open, candidate, tried, closed, pooled), `seats`, `classes`, `roll`, `address`, points."""
    streets: Streets | None
    barriers: gpd.GeoDataFrame
    """`kind` (railway, river, motorway), `name`, lines or polygons nobody walks across."""
    crossings: gpd.GeoDataFrame
    """`kind` (bridge, level_crossing, underpass), `name`, points or lines that open a barrier."""
    references: Mapping[str, pd.Series] = field(default_factory=dict)
    """Other plans to judge beside ours: name -> block_id -> school_id."""
    notes: tuple[Note, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    pools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Multi-school zones: a row of `schools` that is open -> its schools, rows with the status pooled."""
    apart: "StudyArea | None" = None
    """The area as it is with every school on its own; None where no schools are pooled."""
    parcels: gpd.GeoDataFrame | None = None
    """Land where a school could stand: `parcel_id`, `name`, `land_use`, polygons."""
    quality: pd.DataFrame | None = None
    """What each school has, a row per school and stage: `school_id`, `name`, `stage`, and the columns of the quality form."""
    attendance: pd.DataFrame | None = None
    """Where pupils live: `school_id`, `block_id` (missing where it is none of the blocks), `pupils`."""

    @property
    def open_schools(self) -> gpd.GeoDataFrame:
        """The schools that take part in the plan; candidate sites that are tried are as good as open."""
        return self.schools[self.schools["status"].isin(("open", "tried"))]


@dataclass(frozen=True, eq=False)
class Walks:
    """Metres from blocks to schools within reach, nearest first: a sparse table in CSR form.

    Entries of block i are `school[indptr[i]:indptr[i + 1]]` with `metres` alike. A pair that is
    missing cannot be walked.
    """

    blocks: pd.Index
    schools: pd.Index
    indptr: Ints
    school: Ints
    metres: Floats

    @classmethod
    def from_matrix(cls, matrix: pd.DataFrame) -> "Walks":
        """Return the finite entries of a blocks × schools table of metres, kept to the decimetre."""
        values = matrix.to_numpy(float)
        near, m = np.isfinite(values), max(1, values.shape[1])
        # decimetres and school as one whole number: sorted at once, and equal walks by school
        packed = (
            np.rint(np.where(near, values, 0.0) * 10).astype(np.int64) * m + np.arange(m)[: values.shape[1]]
        )
        packed[~near] = np.iinfo(np.int64).max
        packed.sort(axis=1)
        decimetres, school = np.divmod(packed[packed < np.iinfo(np.int64).max], m)
        indptr = np.r_[0, np.cumsum(near.sum(axis=1))].astype(np.int64)
        return cls(matrix.index, matrix.columns, indptr, school, decimetres / 10)

    @property
    def block(self) -> Ints:
        """Position of the block of every entry."""
        return np.repeat(np.arange(len(self.blocks)), np.diff(self.indptr))

    def matrix(self) -> pd.DataFrame:
        """Return blocks × schools in metres, inf where missing."""
        values = np.full((len(self.blocks), len(self.schools)), np.inf)
        values[self.block, self.school] = self.metres
        return pd.DataFrame(values, index=self.blocks, columns=self.schools)

    def nearest(self) -> pd.DataFrame:
        """Return each block's nearest school: `school_id` (missing where none is in reach) and `metres`."""
        some = np.diff(self.indptr) > 0
        first = self.indptr[:-1][some]
        school = pd.Series(pd.NA, index=self.blocks, dtype="object")
        school[some] = self.schools.to_numpy()[self.school[first]]
        metres = pd.Series(np.inf, index=self.blocks)
        metres[some] = self.metres[first]
        return pd.DataFrame({"school_id": school, "metres": metres})

    def to(self, school_of: pd.Series) -> pd.Series:
        """Return each block's metres to its school in `school_of`; inf where out of reach or none."""
        wanted = self.schools.get_indexer(pd.Index(school_of.reindex(self.blocks)))
        hit = self.school == wanted[self.block]
        metres = np.full(len(self.blocks), np.inf)
        metres[self.block[hit]] = self.metres[hit]
        return pd.Series(metres, index=self.blocks, name="walk_m")


@dataclass(frozen=True, eq=False)
class Measures:
    """Facts that hold for every plan of the area."""

    walks: Walks
    """Along streets, or straight lines times the detour factor where there are none."""
    straight: Walks
    """Straight lines from the block's inner point: what a service radius means."""
    neighbours: pd.DataFrame
    """`block_a`, `block_b` (a before b), `kind` (ground, crossing): pairs a zone may join."""
    cells: gpd.GeoSeries
    """Each block with its share of the streets and fields around it; cells tile the area."""
    home: pd.Series
    """school_id -> the block it stands in (each block is home to at most one school)."""
    service_areas: gpd.GeoDataFrame
    """Index `school_id`; `radius` and `walk` polygons at the stage's radius."""
    radius_m: float
    notes: tuple[Note, ...] = ()
    arterials: pd.DataFrame | None = None
    """Blocks × schools: arterial roads between the two, at least; None where no price asks for them."""
    farthest: Walks | None = None
    """To the farthest school of each multi-school zone, while `walks` are means; None where no schools are pooled."""
    apart: "Measures | None" = None
    """What was measured of every school on its own; None where no schools are pooled."""


@dataclass(frozen=True, eq=False)
class Solve:
    """What the solver can prove of a plan; it never claims more."""

    method: str
    status: Status
    cost: float
    """Pupil-metres of the plan, with the prices of the policy."""
    lower_bound: float
    """No plan within the rules costs less."""
    seat_price_m: pd.Series
    """school_id -> metres of walking that one more seat would save, at the bound."""
    seconds: float
    seed: int
    paid_m: Mapping[str, float] = field(default_factory=dict)
    """Key of the policy -> pupil-metres that this price adds to the cost; only prices that are set."""
    least_longest_walk_m: float | None = None
    """No plan within the rules has a longest walk below this (blocks that are locked aside); None where it was not asked."""

    @property
    def gap(self) -> float:
        """How far the plan may be above the least possible cost, as a share of the bound."""
        if self.cost <= self.lower_bound:
            return 0.0
        return self.cost / self.lower_bound - 1 if self.lower_bound else np.inf

    @property
    def proved(self) -> Text:
        """What may be claimed of the plan; the gap is rounded up, never down.

        >>> Solve("search", "feasible", 1003.04, 1000.0, pd.Series(dtype=float), 1.0, 1).proved.en
        'cost at most 0.31 % above the least possible (proved)'
        """
        if self.status == "optimal" and self.gap <= 1e-9:
            return Text("已证明为最优", "proved to be the best possible")
        if not math.isfinite(self.gap):
            return Text("没有可用的下界，未作证明", "no bound is known, nothing is proved")
        share = f"{math.ceil(round(self.gap * 1e4, 6)) / 100:.2f} %"
        return Text(f"成本距最优不超过 {share}（已证明）", f"cost at most {share} above the least possible (proved)")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Why:
    """Why a plan is as it is, at the prices that prove its bound; prices are marginal, a pupil or a seat at a time."""

    blocks: pd.DataFrame
    """Index `block_id`: `decided` (a code), `zh`, `en` (the sentence), `cheapest_id` (least priced cost), `above_m` (what the plan pays above it)."""
    considered: pd.DataFrame
    """`block_id`, `school_id`, `chosen`, `allowed`, `walk_m`, `terms_m`, `seat_m`, `toll_m`, `total_m`: the cheapest first."""
    seats: pd.DataFrame
    """Index `school_id`: `saves_m` (one more seat), `priced_m` (in the tables above), `kept_off`, `ways` (blocks contiguity makes dearer, and those on the way)."""
    locks: pd.DataFrame
    """`block`, `school`, `never`, `price_pupil_m`, `instead` (school the block would have at these prices)."""
    contiguity_pupil_m: float
    """What zones in one piece add to the bound."""
    priced_bound_pupil_m: float
    """What these prices prove; the plan's own bound may be higher."""
    barriers: pd.DataFrame
    """`name`, `kind`, `links`, `falls_pupil_m`: the fall of the bound if zones could join across it, walks as they are."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Every block's school."""

    school_of: pd.Series
    """Index `block_id`, values `school_id`; each block exactly once."""
    solve: Solve
    why: Why | None = None
    """None for a plan that was not made here."""
    notes: tuple[Note, ...] = ()
    """What the planner must know of how the rules were kept."""


@dataclass(frozen=True, eq=False)
class Assessment:
    """A plan judged: tables ready for map, report and export. Columns: see docs/reference.md."""

    blocks: pd.DataFrame
    schools: pd.DataFrame
    zones: gpd.GeoDataFrame
    gaps: gpd.GeoDataFrame
    coverage: pd.DataFrame
    plans: pd.DataFrame
    """One row per plan judged: this one, nearest school, today's zones, each reference."""
    feeders: pd.DataFrame | None = None
    """One row per primary zone and the school it feeds (对口); None where no feeders are given."""
