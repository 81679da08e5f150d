"""The ground of an invented town: blocks that tile a rectangle, schools in some of them, walks between."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CRS = "EPSG:4549"
CORNER = (365_000.0, 4_146_000.0)
_ESTATES = ("明月", "锦绣", "东湖", "翠园", "金水", "和平", "新华", "康居", "春晓", "书香")
_KINDS = ("家园", "花园", "小区", "新村", "社区")
_SCHOOLS = ("明月湖小学", "实验小学", "育才小学", "第三小学", "东城小学", "滨河小学", "春晖小学", "新区小学")


@dataclass(frozen=True)
class Town:
    """The pieces of an invented town before anything is judged."""

    cells: gpd.GeoSeries
    blocks: gpd.GeoDataFrame
    schools: gpd.GeoDataFrame
    walks: pd.DataFrame
    straight: pd.DataFrame
    plan: pd.Series


def town(count: int, schools: int, seed: int, ids: list[str] | None, school_ids: list[str] | None) -> Town:
    """Return a town of `count` blocks, each going to its nearest school; today without the last school."""
    random = np.random.default_rng(seed)
    cells = _cells(count, random)
    width = len(str(count))
    cells.index = pd.Index(ids or [f"B{i + 1:0{width}d}" for i in range(len(cells))], name="block_id")
    names = [
        f"{_ESTATES[i % 10]}{_KINDS[i // 10 % 5]}{i // 50 + 1 if i >= 50 else ''}" for i in range(len(cells))
    ]
    pupils = random.integers(10, 120, len(cells))
    blocks = gpd.GeoDataFrame(
        {
            "name": names,
            "address": [f"东{i % 9 + 1}路 {i + 1} 号" for i in range(len(cells))],
            "kind": np.where(pupils % 7 == 0, "village", "estate"),
            "subdistrict": np.where(cells.centroid.x < cells.centroid.x.median(), "文汇街道", "辛店街道"),
            "dwellings": (pupils * 7).astype(float),
            "pupils": pupils.astype(float),
            "current_school": pd.Series(pd.NA, index=cells.index, dtype="object"),
        },
        geometry=cells.buffer(-9, join_style="mitre"),
        index=cells.index,
        crs=CRS,
    )
    points = shapely.point_on_surface(cells.to_numpy())
    homes = np.linspace(0, len(cells) - 1, schools).astype(int) if schools > 1 else np.array([0])
    homes = np.sort(random.permutation(len(cells))[:schools]) if count >= 40 else homes
    sites = gpd.GeoDataFrame(
        {
            "name": [_SCHOOLS[i] if i < 8 else f"第{i + 1}小学" for i in range(schools)],
            "status": "open",
            "seats": np.ceil(pupils.sum() * random.uniform(0.7, 1.6, schools) / schools / 45) * 45,
            "classes": 24.0,
            "roll": np.nan,
            "address": [f"学院路 {i + 1} 号" for i in range(schools)],
        },
        geometry=points[homes],
        index=pd.Index(school_ids or [f"S{i + 1:02d}" for i in range(schools)], name="school_id"),
        crs=CRS,
    )
    straight = pd.DataFrame(
        _distances(points, sites.geometry.to_numpy()), index=cells.index, columns=sites.index
    ).round(1)
    walks = (straight * 1.28).round(1)
    today = walks.drop(columns=sites.index[-1]) if schools > 1 else walks
    return Town(
        cells,
        blocks.assign(current_school=today.idxmin(axis=1)),
        sites,
        walks,
        straight,
        walks.idxmin(axis=1).rename("school_id"),
    )


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    pa, pb = shapely.get_coordinates(a), shapely.get_coordinates(b)
    return np.hypot(pa[:, None, 0] - pb[None, :, 0], pa[:, None, 1] - pb[None, :, 1])


def _cells(count: int, random: np.random.Generator) -> gpd.GeoSeries:
    """Jittered Voronoi cells of about 9 ha that tile a rectangle, their edges bent alike on both sides."""
    across = max(int(np.ceil(np.sqrt(count * 1.4))), 1)
    step = 300.0
    places = np.array([(i % across, i // across) for i in range(count)], float)
    seeds = (places + random.uniform(0.2, 0.8, places.shape)) * step
    box = shapely.box(0, 0, across * step, -(-count // across) * step)
    edges = (
        shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=box, only_edges=True)
        if count > 1
        else box.boundary
    )
    lines = shapely.union_all([shapely.intersection(edges, box), box.boundary], grid_size=0.01)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    cells = pieces[shapely.STRtree(pieces).query(shapely.points(seeds), predicate="within")[1]]
    cells = shapely.segmentize(cells, 40)
    bend = lambda xy: np.round(xy + 14 * np.sin(xy[:, ::-1] / 170), 3) + np.array(CORNER)  # noqa: E731
    return gpd.GeoSeries(shapely.transform(cells, bend), crs=CRS)
