"""Changes of schools: closed, merged, converted, moved, resized, grown, opened."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point

from zoning.changes.places import must, no_datum, noted, within
from zoning.model import StudyArea
from zoning.scenario import Close, Convert, Expand, Merge, Open, Relocate, Resize, Scenario
from zoning.words import Text

_NO_SEATS = Text("没有学位数，请写 seats", "has no seats; give seats")


def closed(_: Scenario, area: StudyArea, change: Close) -> StudyArea:
    """Return the area with a school that takes no pupils any more."""
    name = _name(area, change.id)
    return _changed(area, change.id, Text(f"关闭 {name}", f"{name} is closed"), status="closed")


def merged(scenario: Scenario, area: StudyArea, change: Merge) -> StudyArea:
    """Return the area with a school closed and its zone of today taken on by another.

    Pupils who follow their school into the other one do not count as moved.
    """
    key = f"merge {change.id}"
    for school in (change.id, change.into):
        _must_be_open(scenario, area, key, school)
    name, into = _name(area, change.id), _name(area, change.into)
    seats = float(change.seats or area.schools.at[change.into, "seats"])
    text = Text(
        f"{name} 撤并到 {into}，{into} {seats:.0f} 个学位",
        f"{name} is merged into {into}, which has {seats:.0f} seats",
    )
    schools = _with(_with(area.schools, change.id, status="closed"), change.into, seats=seats)
    today = area.blocks["current_school"].replace({change.id: change.into})
    return noted(area, text, schools=schools, blocks=area.blocks.assign(current_school=today))


def converted(scenario: Scenario, area: StudyArea, change: Convert) -> StudyArea:
    """Return the area with a school that leaves the stage that is planned, or takes it up."""
    name = _name(area, change.id)
    if change.to != scenario.stage:
        left = Text(f"{name} 改办，不再招收本学段", f"{name} is converted and leaves this stage")
        return _changed(area, change.id, left, status="closed")
    seats = change.seats or area.schools.at[change.id, "seats"]
    must(scenario, f"convert {change.id}", pd.notna(seats) and seats > 0, _NO_SEATS)
    text = Text(f"{name} 改办为本学段，{seats:.0f} 个学位", f"{name} takes up this stage with {seats:.0f} seats")  # fmt: skip
    return _changed(area, change.id, text, status="open", seats=float(seats))


def relocated(scenario: Scenario, area: StudyArea, change: Relocate) -> StudyArea:
    """Return the area with a school at another place."""
    key, name = f"relocate {change.id}", _name(area, change.id)
    _must_be_open(scenario, area, key, change.id)
    place = Point(within(scenario, area, key, [(change.lon, change.lat)], change.datum)[0])
    far = place.distance(area.schools.at[change.id, "geometry"])
    seats = float(change.seats or area.schools.at[change.id, "seats"])
    text = Text(
        f"{name} 迁建到 {far:.0f} 米外，{seats:.0f} 个学位",
        f"{name} moves by {far:.0f} m and has {seats:.0f} seats",
    )
    return _changed(area, change.id, text, geometry=place, seats=seats)


def resized(_: Scenario, area: StudyArea, change: Resize) -> StudyArea:
    """Return the area with a school of other seats."""
    name, seats = _name(area, change.id), change.seats
    text = Text(f"{name} 学位改为 {seats}", f"{name}: seats set to {seats}")
    return _changed(area, change.id, text, seats=float(seats))


def expanded(scenario: Scenario, area: StudyArea, change: Expand) -> StudyArea:
    """Return the area with a school of more seats."""
    _must_be_open(scenario, area, f"expand {change.id}", change.id)
    name, seats = _name(area, change.id), area.schools.at[change.id, "seats"] + change.more_seats
    text = Text(
        f"{name} 改扩建，增加 {change.more_seats} 个学位，共 {seats:.0f} 个",
        f"{name} grows by {change.more_seats} seats to {seats:.0f}",
    )
    return _changed(area, change.id, text, seats=float(seats))


def opened(scenario: Scenario, area: StudyArea, change: Open) -> StudyArea:
    """Return the area with a candidate site opened, or a new school where the change says."""
    known = change.id in area.schools.index
    area = _site_opened(scenario, area, change) if known else _new(scenario, area, change)
    name, seats = _name(area, change.id), int(area.schools.at[change.id, "seats"])
    return noted(area, Text(f"新开 {name}，{seats} 个学位", f"{name} opens with {seats} seats"))


def _site_opened(scenario: Scenario, area: StudyArea, change: Open) -> StudyArea:
    schools, key = area.schools, f"open {change.id}"
    placed = change.lon is not None or change.lat is not None
    must(scenario, key, not placed, Text("已有这个编号的学校或备选点；另选编号，或去掉 lon、lat", "is the id of a school or site that is there: choose another id, or leave out lon and lat"))  # fmt: skip
    must(scenario, key, schools.at[change.id, "status"] != "open", Text("已经开放；改学位请用 [[resize]]", "is open already; to change its seats use [[resize]]"))  # fmt: skip
    seats = change.seats or schools.at[change.id, "seats"]
    must(scenario, key, pd.notna(seats) and seats > 0, _NO_SEATS)
    schools = _with(schools, change.id, status="open", seats=float(seats))
    return _of(area, _with(schools, change.id, name=change.name) if change.name else schools)


def _new(scenario: Scenario, area: StudyArea, change: Open) -> StudyArea:
    schools, key = area.schools, f"open {change.id}"
    placed = change.lon is not None and change.lat is not None
    must(scenario, key, placed, Text("不是已有备选点，请写 lon、lat", "is no known site; give lon and lat"))
    must(scenario, key, change.datum is not None, no_datum("lon and lat"))
    must(scenario, key, change.seats is not None, Text("请写学位数 seats", "give its seats"))
    lonlat = [(float(change.lon or 0.0), float(change.lat or 0.0))]
    place = Point(within(scenario, area, key, lonlat, str(change.datum))[0])
    row = {"name": change.name or change.id, "status": "open", "seats": float(change.seats or 0), "geometry": place}  # fmt: skip
    added = gpd.GeoDataFrame(
        [row], index=pd.Index([change.id], name=schools.index.name), geometry="geometry", crs=schools.crs
    )
    return _of(area, gpd.GeoDataFrame(pd.concat([schools, added.reindex(columns=schools.columns)])))


def _must_be_open(scenario: Scenario, area: StudyArea, key: str, school: str) -> None:
    there = area.schools.at[school, "status"] == "open"
    must(scenario, key, there, Text(f"{school} 没有开放", f"{school} is not open"))


def _name(area: StudyArea, school: str) -> str:
    return str(area.schools.at[school, "name"])


def _changed(area: StudyArea, school: str, text: Text, **values: Any) -> StudyArea:
    return noted(area, text, schools=_with(area.schools, school, **values))


def _of(area: StudyArea, schools: gpd.GeoDataFrame) -> StudyArea:
    return replace(area, schools=schools)


def _with(schools: gpd.GeoDataFrame, school: str, **values: Any) -> gpd.GeoDataFrame:
    """Return the schools with some columns of one changed."""
    changed = schools.copy()
    for column, value in values.items():
        changed.loc[[school], column] = [value]
    return changed
