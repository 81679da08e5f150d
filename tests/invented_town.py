"""An invented town with a whole `Result`, for tests of maps and exports: any size, the same for the same seed."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import invented_ground
import numpy as np
import pandas as pd
import shapely
from invented_ground import CRS, Town

from zoning import rules
from zoning.model import Assessment, Measures, Note, Plan, Solve, Source, Streets, StudyArea, Walks
from zoning.result import Result
from zoning.scenario import BlocksInput, Inputs, MapInfo, Scenario, SchoolsInput
from zoning.words import Text


def result(
    blocks: int = 80,
    schools: int = 5,
    seed: int = 1,
    *,
    ids: list[str] | None = None,
    school_ids: list[str] | None = None,
    **map_info: object,
) -> Result:
    """Return an invented district planned to the nearest school, with today's zones and under-covered areas."""
    town = invented_ground.town(blocks, schools, seed, ids, school_ids)
    area, measures = _area(town), _measures(town)
    scenario = Scenario(
        name="2026 年秋季小学划片",
        inputs=Inputs(blocks=BlocksInput(path=Path("blocks.geojson"), datum="wgs84"), schools=SchoolsInput(path=Path("schools.csv"), datum="wgs84")),
        map=MapInfo(**{"title": "东湖区小学招生划片方案图", "data_date": "2026-03-01", "made_by": "东湖区教育局", "fictitious": True, **map_info}),  # type: ignore[arg-type]
        file=Path("today.toml"),
    )  # fmt: skip
    seat_price = pd.Series(np.linspace(0, 320, len(town.schools)), index=town.schools.index)
    solve = Solve("column search", "feasible", 1_254_300.0, 1_250_500.0, seat_price, 3.2, 1)
    assessment = _assessment(town, measures)
    return Result(
        scenario,
        rules.load("shandong-2018"),
        area,
        measures,
        Plan(town.plan, solve),
        assessment,
        {"assign": 3.2},
    )


def with_plan(result: Result, school_of: pd.Series) -> Result:
    """Return `result` with other blocks' schools (tables that follow from the plan are judged again, coarsely)."""
    blocks = result.assessment.blocks.assign(school_id=school_of)
    zones = _zones(result.measures.cells, school_of, result.area.schools, blocks)
    return replace(result, plan=replace(result.plan, school_of=school_of), assessment=replace(result.assessment, blocks=blocks, zones=zones))  # fmt: skip


def _area(town: Town) -> StudyArea:
    boundary = shapely.union_all(town.cells.to_numpy())
    west, south, east, north = boundary.bounds
    level = np.array(["arterial", "secondary", "local", "local"])
    edges = gpd.GeoDataFrame(
        {"level": level[np.arange(len(town.cells)) % 4]}, geometry=town.cells.boundary.to_numpy(), crs=CRS
    ).assign(name="东一路", u=0, v=0, length_m=lambda frame: frame.length)
    middle = (south + north) / 2
    wave = [(x, middle + 60 * np.sin(x / 300)) for x in np.linspace(west - 200, east + 200, 60)]
    barriers = gpd.GeoDataFrame(
        {"kind": ["river", "railway"], "name": ["清风河", "胜利铁路"]},
        geometry=[shapely.LineString(wave).buffer(22), shapely.LineString([(west + (east - west) * 0.7, south - 200), (west + (east - west) * 0.62, north + 200)])],
        crs=CRS,
    )  # fmt: skip
    crossings = gpd.GeoDataFrame(
        {"kind": ["bridge"], "name": ["清风桥"]}, geometry=[shapely.Point(wave[20])], crs=CRS
    )
    notes = (
        Note(
            "blocks", Text("学生数按户数 × 0.14 估算", "pupils are taken as dwellings × 0.14"), "assumption"
        ),
        Note("schools", Text("1 所学校无在校生数", "1 school has no roll"), "warning"),
        Note("streets", Text(f"读入道路 {len(edges)} 段", f"read {len(edges)} streets"), "info"),
    )
    sources = {
        "blocks": Source("blocks.geojson", "ab" * 32, len(town.blocks)),
        "schools": Source("schools.csv", "cd" * 32, len(town.schools)),
    }
    return StudyArea(
        "东湖区",
        CRS,
        boundary,
        town.blocks,
        town.schools,
        Streets(np.zeros((1, 2)), edges),
        barriers,
        crossings,
        {},
        notes,
        sources,
    )


def _measures(town: Town) -> Measures:
    radius_m = 500.0
    circles = town.schools.geometry.buffer(radius_m)
    areas = gpd.GeoDataFrame(
        {"radius": circles, "walk": town.schools.geometry.buffer(radius_m / 1.28, quad_segs=3)},
        geometry="radius",
        crs=CRS,
    )
    areas["walk"] = gpd.GeoSeries(areas["walk"], crs=CRS)
    home = pd.Series(town.straight.idxmin(), index=town.schools.index)
    note = Note("walk", Text("步行距离沿道路量算", "walking distance is measured along streets"), "info")
    return Measures(
        Walks.from_matrix(town.walks),
        Walks.from_matrix(town.straight),
        pd.DataFrame({"block_a": [], "block_b": [], "kind": []}),
        town.cells,
        home,
        areas,
        radius_m,
        (note,),
    )


def _assessment(town: Town, measures: Measures) -> Assessment:
    blocks = _judged_blocks(town)
    schools = _judged_schools(town, blocks)
    zones = _zones(town.cells, town.plan, town.schools, blocks)
    coverage = pd.DataFrame(
        [(way, base, value.sum(), weight.sum(), value.sum() / weight.sum())
         for way in ("radius", "walk")
         for base, weight in (("dwellings", blocks["dwellings"]), ("pupils", blocks["pupils"]))
         for value in [weight.where(blocks[f"{way}_covered"], 0)]],
        columns=["way", "base", "covered", "total", "share"],
    )  # fmt: skip
    return Assessment(blocks, schools, zones, _gaps(town, blocks), coverage, _plans(blocks, schools))


def _judged_blocks(town: Town) -> pd.DataFrame:
    plan, nearest = town.plan, town.walks.idxmin(axis=1)

    def pick(table, of):
        return pd.Series(table.to_numpy()[np.arange(len(table)), table.columns.get_indexer(of)], table.index)

    current = town.blocks["current_school"]
    return pd.DataFrame(town.blocks.drop(columns=["geometry", "current_school"])).assign(
        school_id=plan,
        school_name=plan.map(town.schools["name"]),
        walk_m=pick(town.walks, plan),
        straight_m=pick(town.straight, plan),
        radius_covered=town.straight.min(axis=1) <= 500,
        walk_covered=town.walks.min(axis=1) <= 500,
        nearest_id=nearest,
        nearest_name=nearest.map(town.schools["name"]),
        nearest_m=town.walks.min(axis=1),
        is_nearest=plan == nearest,
        passed="",
        reason_zh="",
        reason_en="",
        current_school=current,
        current_walk_m=pick(town.walks, current),
        moved=current != plan,
    )


def _judged_schools(town: Town, blocks: pd.DataFrame) -> pd.DataFrame:
    by = blocks.groupby("school_id")
    pupils = by["pupils"].sum().reindex(town.schools.index, fill_value=0.0)
    current = blocks.groupby("current_school")["pupils"].sum().reindex(town.schools.index, fill_value=0.0)
    share = pupils / town.schools["seats"]
    return pd.DataFrame(town.schools[["name", "status", "seats"]]).assign(
        pupils=pupils,
        utilisation_share=share,
        alert=np.select([share > 1, share > 0.9], ["red", "yellow"], "green"),
        over=(pupils - town.schools["seats"]).clip(lower=0),
        free=(town.schools["seats"] - pupils).clip(lower=0),
        mean_walk_m=by["walk_m"].mean(),
        longest_walk_m=by["walk_m"].max(),
        blocks=by.size().reindex(town.schools.index, fill_value=0),
        pieces=1,
        polsby_popper=0.4,
        seat_price_m=0.0,
        current_pupils=current,
        change=pupils - current,
    )


def _zones(
    cells: gpd.GeoSeries, plan: pd.Series, schools: gpd.GeoDataFrame, blocks: pd.DataFrame
) -> gpd.GeoDataFrame:
    shapes = gpd.GeoSeries(
        cells.groupby(plan).apply(lambda own: shapely.union_all(own.to_numpy())), crs=CRS
    ).sort_index()
    touching = gpd.GeoDataFrame(geometry=shapes).sjoin(gpd.GeoDataFrame(geometry=shapes), predicate="touches")
    colour: dict[str, int] = {}
    for school in shapes.index:
        near = (
            {colour[other] for other in touching.loc[[school]].iloc[:, 1] if other in colour}
            if school in touching.index
            else set()
        )
        colour[school] = next(c for c in range(100) if c not in near)
    pupils = blocks["pupils"].groupby(plan).sum().reindex(shapes.index)
    return gpd.GeoDataFrame(
        {
            "name": schools["name"].reindex(shapes.index),
            "pupils": pupils,
            "seats": schools["seats"].reindex(shapes.index),
            "utilisation_share": pupils / schools["seats"].reindex(shapes.index),
            "blocks": plan.value_counts().reindex(shapes.index),
            "colour": pd.Series(colour),
        },
        geometry=shapes,
        crs=CRS,
    ).rename_axis("school_id")


def _gaps(town: Town, blocks: pd.DataFrame) -> gpd.GeoDataFrame:
    worst = blocks[~blocks["walk_covered"]].nlargest(12, "nearest_m").index
    near = town.cells[worst]
    joined = gpd.GeoSeries([shapely.union_all(near.to_numpy())], crs=CRS).explode(ignore_index=True)
    rows = []
    for shape in joined:
        mine = near.index[shapely.covers(shapely.buffer(shape, 1), near.to_numpy())]
        nearest = blocks.loc[mine[0], "nearest_id"]
        rows.append(
            (
                f"{blocks.loc[mine[0], 'name']}一带",
                len(mine),
                blocks.loc[mine, "pupils"].sum(),
                blocks.loc[mine, "dwellings"].sum(),
                nearest,
                blocks.loc[mine, "nearest_m"].max(),
                " ".join(mine),
            )
        )
    rows_frame = pd.DataFrame(
        rows, columns=["name", "blocks", "pupils", "dwellings", "nearest_school", "nearest_m", "block_ids"]
    )
    frame = gpd.GeoDataFrame(rows_frame, geometry=joined, crs=CRS).sort_values(
        ["pupils", "name"], ascending=[False, True]
    )
    frame.index = pd.Index([f"G{i + 1}" for i in range(len(frame))], name="gap_id")
    return frame


def _plans(blocks: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    weighted = lambda metres: float((metres * blocks["pupils"]).sum() / blocks["pupils"].sum())  # noqa: E731
    moved = float(blocks["pupils"].where(blocks["moved"], 0).sum())
    total = float(blocks["pupils"].sum())
    row = {
        "pupils": total, "over": float(schools["over"].sum()), "schools_over": int((schools["over"] > 0).sum()),
        "mean_walk_m": weighted(blocks["walk_m"]), "longest_walk_m": float(blocks["walk_m"].max()),
        "within_radius_share": 0.6, "extra_pieces": 0, "moved_pupils": moved, "moved_share": moved / total,
    }  # fmt: skip
    today = {
        **row,
        "mean_walk_m": weighted(blocks["current_walk_m"]),
        "longest_walk_m": float(blocks["current_walk_m"].max()),
        "over": row["over"] + 210,
        "moved_pupils": 0.0,
        "moved_share": 0.0,
    }
    return pd.DataFrame([row, row, today], index=pd.Index(["plan", "nearest", "today"], name="plan"))
