"""Schools of one stage from an OpenStreetMap file, told by their tags and names; each school once."""

import re
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zoning.errors import Problem
from zoning.model import Note, Source, Stage
from zoning.read import osm
from zoning.read.findings import Findings, assumption, info, problem, warning
from zoning.read.network import Shapes
from zoning.words import listed

_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("kindergarten", re.compile(r"幼儿园|幼稚园|托儿所|kindergarten|nursery|preschool", re.IGNORECASE)),
    ("primary", re.compile(r"小学|附小|primary school|elementary", re.IGNORECASE)),
    ("nine_year", re.compile(r"九年一贯|九年制|一贯制|nine-year", re.IGNORECASE)),
    ("senior", re.compile(r"高级中学|高中|senior|high school", re.IGNORECASE)),
    ("junior", re.compile(r"中学|附中|初中|初级|junior|middle school", re.IGNORECASE)),
)
_NOT_ZONED = re.compile(
    r"职业|技工|技校|中专|特殊教育|培智|聋|盲人|驾校|驾驶|培训|党校|老年|体校|音乐学校|艺术学校"
    r"|driving|music|training",
    re.IGNORECASE,
)
_STAGES: dict[str, tuple[Stage, ...]] = {
    "kindergarten": ("kindergarten",),
    "primary": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
}
_TITLES = {"kindergarten": "幼儿园", "primary": "小学", "junior": "初中", "nine_year": "九年一贯制"}
_NAMES: dict[Stage, tuple[str, str]] = {
    "kindergarten": ("幼儿园", "kindergarten"),
    "primary": ("小学", "primary school"),
    "junior": ("初中", "junior middle school"),
}
_SAME_M = 1000.0  # farther apart, one name means two sites of a school


@dataclass(frozen=True, eq=False)
class SchoolsRead:
    """Schools found in an OpenStreetMap file."""

    frame: gpd.GeoDataFrame | None
    """`school_id`, `name`, `stage` (小学, 初中, 幼儿园, 九年一贯制), points in EPSG:4326; none with problems."""
    notes: tuple[Note, ...]
    problems: list[Problem]
    source: Source | None


def schools(path: Path, stage: Stage) -> SchoolsRead:
    """Return the schools of a file that teach `stage`, an inner point for each.

    Schools without a name or of a stage that cannot be told are left out, and said so; a school drawn
    both as a point and as an area, or written in short and in full, is one.
    """
    held = osm.load(path, ("amenity",), "schools")
    if isinstance(held, Problem):
        return SchoolsRead(None, (), [held], None)
    drawn = _drawn(held)
    bare = drawn["name"] == ""
    known = drawn[~bare].assign(kind=_kinds(drawn[~bare]))
    strange = known["kind"] == ""
    teaches = np.array([stage in _STAGES.get(kind, ()) for kind in known["kind"]], dtype=bool)
    mine, merged = _once(known[teaches].reset_index(drop=True))
    found = Findings(notes=(osm.credit("schools"),))
    found += _left_out(int(bare.sum()), known.loc[strange, "name"], merged) + _combined(mine)
    if mine.empty:
        found += _none(path, stage)
        return SchoolsRead(None, found.notes, list(found.problems), held.source)
    frame = gpd.GeoDataFrame(
        {
            "school_id": mine["osm_id"].array,
            "name": mine["name"].array,
            "stage": mine["kind"].map(_TITLES).array,
        },
        geometry=shapely.point_on_surface(mine.geometry.to_numpy()),
        crs="EPSG:4326",
    )
    return SchoolsRead(frame.sort_values("school_id", ignore_index=True), found.notes, [], held.source)


def _drawn(held: osm.Osm) -> gpd.GeoDataFrame:
    """Every school and kindergarten, as an area where there is one."""
    ids = "n" + held.nodes["osm_id"].astype(str)
    points = gpd.points_from_xy(held.nodes["lon"], held.nodes["lat"])
    nodes = gpd.GeoDataFrame({"osm_id": ids, "tags": held.nodes["tags"]}, geometry=points, crs="EPSG:4326")
    whole = pd.concat([held.areas, nodes], ignore_index=True)
    mine = whole[osm.tag(whole["tags"], "amenity").isin(["school", "kindergarten"])]
    tags = mine["tags"]
    name = osm.tag(tags, "name").where(osm.tag(tags, "name") != "", osm.tag(tags, "name:zh"))
    return mine.assign(name=name.str.strip()).reset_index(drop=True)


def _kinds(table: pd.DataFrame) -> pd.Series:
    """Kind of each school: by its name, else by the levels its tags give; "" where neither tells."""
    kindergarten = osm.tag(table["tags"], "amenity") == "kindergarten"
    by_name = table["name"].map(_kind_of_name)
    by_level = osm.tag(table["tags"], "isced:level").map(_kind_of_levels)
    kinds = by_name.where(by_name != "", by_level)
    return kinds.where((kinds != "") | ~kindergarten, "kindergarten")


def _kind_of_name(name: str) -> str:
    """Tell the kind by the last word that names one: 中学附属小学 is a primary school.

    >>> _kind_of_name("清华大学附属中学"), _kind_of_name("第一中学附属小学"), _kind_of_name("诗雅艺术学校")
    ('junior', 'primary', '')
    """
    if _NOT_ZONED.search(name):
        return ""
    ends = [(match.end(), kind) for kind, pattern in _WORDS for match in pattern.finditer(name)]
    return max(ends, key=lambda end: end[0])[1] if ends else ""


def _kind_of_levels(levels: str) -> str:
    told = set(re.findall(r"\d", levels))
    if {"1", "2"} <= told:
        return "nine_year"
    kinds = {"0": "kindergarten", "1": "primary", "2": "junior", "3": "senior"}
    return next((kind for level, kind in kinds.items() if level in told), "")


def _once(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Each school once, with its longest name and its largest shape, and the names that were merged."""
    if table.empty:
        return table, []
    metres = table.to_crs(table.estimate_utm_crs())
    label = _label(metres.geometry.to_numpy(), table["name"].map(_short), table["kind"])
    order = table.assign(label=label, area=metres.area, length=table["name"].str.len())
    order = order.sort_values(["label", "area", "osm_id"], ascending=[True, False, True], kind="stable")
    longest = order.sort_values("length", ascending=False, kind="stable").groupby("label")["name"].first()
    kept = order.drop_duplicates("label")
    several = order.groupby("label")["name"].agg(list)
    merged = ["＝".join(dict.fromkeys(names)) for names in several if len(names) > 1]
    return kept.assign(name=longest.loc[kept["label"]].array), merged


def _label(shapes: Shapes, short: pd.Series, kind: pd.Series) -> np.ndarray:
    """Number each school: one name nearby is one school, and so is a point in another's grounds."""
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=_SAME_M)
    names, kinds = short.to_numpy(), kind.to_numpy()
    alike = names[one] == names[other]
    inside = shapely.within(shapes[one], shapes[other]) & (shapely.get_dimensions(shapes[one]) == 0)
    same = (kinds[one] == kinds[other]) & (alike | inside)
    links = coo_array((np.ones(same.sum()), (one[same], other[same])), shape=(len(shapes), len(shapes)))
    return connected_components(links, directed=False)[1]


def _short(name: str) -> str:
    """Write a name in short, so that 清华大学附属中学 and 清华附中 are the same."""
    plain = re.sub(r"[\s（）()·]", "", name)
    for full, brief in (("附属中学", "附中"), ("附属小学", "附小"), ("大学", ""), ("北京市", ""), ("市", "")):
        plain = plain.replace(full, brief)
    return plain


def _left_out(bare: int, strange: pd.Series, merged: list[str]) -> Findings:
    found = Findings()
    if merged:
        found += info(
            "schools",
            f"{len(merged)} 所学校画了不止一次，已合并：{listed(merged, 'zh')}",
            f"{len(merged)} school(s) are drawn more than once and were merged: {listed(merged, 'en')}",
        )
    if bare:
        found += warning(
            "schools",
            f"{bare} 处学校没有名称，未计入；请在学校表中补充",
            f"{bare} school(s) have no name and were left out: add them to your table of schools",
        )
    if len(strange):
        found += assumption(
            "schools",
            f"{len(strange)} 所学校看不出学段，未计入：{listed(strange, 'zh')}",
            f"{len(strange)} school(s) do not tell their stage and were left out: {listed(strange, 'en')}",
        )
    return found


def _combined(mine: pd.DataFrame) -> Findings:
    """Say that a 中学 is taken to have junior years, which its name does not tell."""
    told = mine["name"].str.contains(r"初|一贯|九年|junior", case=False)
    silent = mine.loc[(mine["kind"] == "junior") & ~told, "name"]
    if silent.empty:
        return Findings()
    return assumption(
        "schools",
        f"{len(silent)} 所中学按含初中计，名称看不出是否只有高中：{listed(silent, 'zh')}",
        f"{len(silent)} middle school(s) were taken to have junior years: {listed(silent, 'en')}",
    )


def _none(path: Path, stage: Stage) -> Findings:
    zh, en = _NAMES[stage]
    return problem("schools", f"{path.name} 里没有一所{zh}", f"{path.name} has no {en}")
