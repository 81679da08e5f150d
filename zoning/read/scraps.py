"""Pieces of a walking network that hang together with nothing: joined where they lie close, else marked."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from zoning.model import Note, Streets
from zoning.read.network import Shapes, from_chains, parts, tidy
from zoning.read.noding import TOUCH_M, chains, cuts
from zoning.words import Text

JOIN_M = 30.0
"""A piece this close to the main network, with nothing between, is joined to it."""
_ROUNDS = 20  # pieces joined through other pieces; real extracts need two or three


def mended(streets: Streets, obstacles: Shapes) -> tuple[Streets, tuple[Note, ...]]:
    """Return the network with near pieces joined and `part` on every edge, and what was done.

    `part` is 0 for the main network, 1, 2, … for pieces that hang together with nothing else:
    a block must not be snapped to one. No joint crosses `obstacles`.
    """
    part = parts(streets)
    before = _shares(streets, part)
    joined = 0
    for _ in range(_ROUNDS):
        joints = _joints(streets, part, obstacles)
        if joints.empty:
            break
        streets, joined = _with_joints(streets, joints), joined + len(joints)
        part = parts(streets)
    streets = replace(streets, edges=streets.edges.assign(part=part))
    return streets, _notes(before, _shares(streets, part), joined)


def _joints(streets: Streets, part: np.ndarray, obstacles: Shapes) -> pd.DataFrame:
    """Find the shortest way from each piece to the main network: `scrap`, `main` (edges) and `line`."""
    lines = streets.edges.geometry.to_numpy()
    scrap, main = np.flatnonzero(part > 0), np.flatnonzero(part == 0)
    one, other = shapely.STRtree(lines[main]).query(lines[scrap], predicate="dwithin", distance=JOIN_M)
    found = pd.DataFrame({"scrap": scrap[one], "main": main[other]})
    found["line"] = shapely.shortest_line(lines[found["scrap"]], lines[found["main"]])
    blocked = shapely.STRtree(obstacles).query(found["line"].to_numpy(), predicate="intersects")[0]
    found = found[~found.index.isin(blocked)]
    found = found.assign(part=part[found["scrap"]], metres=shapely.length(found["line"].to_numpy()).round(3))
    found = found.sort_values(["part", "metres", "scrap", "main"], kind="stable")
    return found.drop_duplicates("part").reset_index(drop=True)


def _with_joints(streets: Streets, joints: pd.DataFrame) -> Streets:
    """Add each joint as a path, and cut the edges where it meets them."""
    edges = streets.edges
    touched = np.unique(joints[["scrap", "main"]].to_numpy(np.int64))
    paths = gpd.GeoDataFrame(geometry=joints["line"].to_numpy(), crs=edges.crs).assign(name="", level="path")
    attributes = pd.concat([edges.iloc[touched], paths], ignore_index=True)[["name", "level", "geometry"]]
    lines = attributes.geometry.to_numpy()
    found, _ = cuts(lines, np.arange(len(lines)), 0.0)  # each line a storey of its own: mere crossings stay
    fresh = from_chains(chains(lines, found), attributes[["name", "level"]], str(edges.crs))
    far, place = cKDTree(streets.nodes).query(fresh.nodes)
    place = np.where(far <= TOUCH_M, place, len(streets.nodes) + np.arange(len(fresh.nodes)))
    ends = {"u": place[fresh.edges["u"].to_numpy(np.int64)], "v": place[fresh.edges["v"].to_numpy(np.int64)]}
    together = pd.concat([edges.drop(index=touched), fresh.edges.assign(**ends)], ignore_index=True)
    return tidy(np.vstack([streets.nodes, fresh.nodes]), together)


def _shares(streets: Streets, part: np.ndarray) -> pd.Series:
    """`parts`, `metres` outside the main network, and their `share` of all (0 to 1)."""
    metres = streets.edges["length_m"].to_numpy(float)
    outside = float(metres[part > 0].sum())
    return pd.Series(
        {"parts": int(part.max(initial=-1)) + 1, "metres": outside, "share": outside / metres.sum()}
    )


def _notes(before: pd.Series, after: pd.Series, joined: int) -> tuple[Note, ...]:
    if before["parts"] < 2:
        return ()
    pieces, share = f"{before['parts']:.0f}", f"{before['share']:.1%}"
    zh = f"步行路网分成 {pieces} 片，主网之外占总长 {share}；"
    en = f"the walking network falls into {pieces} pieces, {share} of its length outside the main one; "
    zh += f"已用 {joined} 条不超过 {JOIN_M:.0f} 米、不穿屏障的短线接上相邻的片"
    en += f"{joined} joint(s) of at most {JOIN_M:.0f} m that cross no barrier were added"
    notes = [Note("streets", Text(zh, en), "assumption" if joined else "info")]
    if after["parts"] > 1:
        pieces, metres = f"{after['parts'] - 1:.0f}", f"{after['metres']:.0f}"
        zh = f"还有 {pieces} 片、{metres} 米道路与主网不通，从那里走不到主网；请核对道路数据"
        en = f"{pieces} piece(s), {metres} m of street, are still cut off from the main one: check the data"
        notes.append(Note("streets", Text(zh, en), "warning"))
    return tuple(notes)
