"""Walking metres along streets: from the edge a block opens onto to the edge a school opens onto."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from zoning.measure import kept, walk_graph
from zoning.measure.access import Access, Network, access, network, spots
from zoning.measure.kept import Store
from zoning.measure.walk_graph import Millimetres
from zoning.model import Floats, Note, StudyArea
from zoning.words import Text, listed

__all__ = ["Access", "Network", "access", "metres", "millimetres", "network", "openings", "reached"]

_FAR_FROM_STREET_M = 300.0


def metres(
    network: Network,
    blocks: gpd.GeoSeries,
    schools: gpd.GeoSeries,
    *,
    cut_off_m: float | None = None,
    store: Store | None = None,
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return blocks × schools walking metres (inf where there is no way), and what the planner must know of them.

    Walks above `cut_off_m` count as none. `store` keeps walks between runs; the answer is the same without it.
    """
    found, at_block, at_school = kept.millimetres(
        network, blocks.to_numpy(), schools.to_numpy(), cut_off_mm=_whole(cut_off_m), store=store
    )
    table = pd.DataFrame(in_metres(found).T, index=blocks.index, columns=schools.index)
    return table, (
        *_notes(at_block, blocks.index, "blocks"),
        *_notes(at_school, schools.index, "schools"),
        *_lost(table),
    )


def millimetres(
    network: Network, at_school: Access, at_block: Access, *, cut_off_m: float | None = None
) -> Millimetres:
    """Return schools × blocks walks in whole millimetres; the type's largest number where there is no way."""
    return walk_graph.millimetres(
        network.graph, spots(network, at_school), spots(network, at_block), _whole(cut_off_m)
    )


def reached(network: Network, start: Access, *, cut_off_m: float | None = None) -> Floats:
    """Return metres from each start to every node (starts, nodes); inf where there is no way, or none so short."""
    found = walk_graph.millimetres(network.graph, spots(network, start), network.nodes, _whole(cut_off_m))
    return in_metres(found)


def in_metres(found: Millimetres) -> Floats:
    """Return walks in metres, inf where there is none."""
    return np.where(found == np.iinfo(found.dtype).max, np.inf, found / 1000.0)


def _whole(cut_off_m: float | None) -> int | None:
    return None if cut_off_m is None else round(cut_off_m * 1000)


def _notes(found: Access, index: pd.Index, about: str) -> list[Note]:
    zh, en = ("地块", "blocks") if about == "blocks" else ("学校", "schools")
    notes = []
    for mask, level, said in (
        (found.moved & ~found.across, "info", ("最近的路段与路网不连通或隔着屏障，改接其他路段", "the nearest street is cut off or behind a barrier; another was taken")),
        (found.across, "warning", ("到任何路段都要跨越屏障，按直线接入，请核对", "no street without crossing a barrier; joined straight across, please check")),
        (found.off_m > _FAR_FROM_STREET_M, "warning", (f"离路网超过 {_FAR_FROM_STREET_M:g} 米，请核对道路数据或坐标", f"more than {_FAR_FROM_STREET_M:g} m from any street: check streets or coordinates")),
    ):  # fmt: skip
        if mask.any():
            ids = index[mask]
            text = Text(
                f"{len(ids)} 个{zh}{said[0]}：{listed(ids, 'zh')}",
                f"{len(ids)} {en}: {said[1]}: {listed(ids, 'en')}",
            )
            notes.append(Note(about, text, level))  # type: ignore[arg-type]
    return notes


def _lost(table: pd.DataFrame) -> list[Note]:
    lost = table.index[~np.isfinite(table.to_numpy()).any(axis=1)] if len(table.columns) else table.index[:0]
    if not len(lost):
        return []
    text = Text(
        f"{len(lost)} 个地块沿路网走不到任何学校，请检查道路是否断开：{listed(lost, 'zh')}",
        f"{len(lost)} blocks can walk to no school along the streets; is the network broken? {listed(lost, 'en')}",
    )
    return [Note("walk", text, "warning")]


def openings(area: StudyArea) -> gpd.GeoSeries:
    """Return the ways across barriers, as lines: the streets that cross one, and the crossings given."""
    given = area.crossings.geometry
    if area.streets is None or area.barriers.empty:
        return given
    edges = area.streets.edges
    walls = shapely.STRtree(area.barriers.geometry.to_numpy())
    over = np.unique(walls.query(edges.geometry.to_numpy(), predicate="intersects")[0])
    joined = shapely.line_merge(shapely.union_all(edges.geometry.to_numpy()[over]))
    lines = [part for part in shapely.get_parts(joined) if not part.is_empty]
    return gpd.GeoSeries([*lines, *given], crs=area.crs)
