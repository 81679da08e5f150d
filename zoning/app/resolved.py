"""The scenario that a desk has come to: what changed of schools, net of what was taken back, and the locks."""

from typing import Any

import geopandas as gpd
import pandas as pd

from zoning.app.edits import Draft
from zoning.model import StudyArea
from zoning.scenario import Close, LockInput, Open, Relocate, Resize, Scenario

_KINDS = ("open", "close", "resize", "expand", "relocate")


def scenario(draft: Draft, before: StudyArea, files: StudyArea) -> Scenario:
    """Return the draft's scenario; `before` is the area as the scenario alone makes it, `files` as its files have it."""
    asked, touched = draft.scenario, _touched(draft.area.schools, before.schools)
    kept: dict[str, list[Any]] = {
        kind: [change for change in getattr(asked, kind) if change.id not in touched] for kind in _KINDS
    }
    places = draft.area.schools.geometry.to_crs("EPSG:4326")
    for school in touched:
        now, place = draft.area.schools.loc[school], places[school]
        at = {"lon": round(place.x, 7), "lat": round(place.y, 7), "datum": "wgs84"}
        if school not in files.schools.index:
            if now["status"] == "open":
                kept["open"].append(Open.model_validate({"id": school, "name": now["name"], "seats": int(now["seats"]), **at}))  # fmt: skip
        else:
            _of_known(kept, school, now, files.schools.loc[school], at)
    locks = [lock for lock in asked.lock if lock.block not in draft.locks]
    locks += [LockInput(block=block, school=school) for block, school in draft.locks.items()]
    return asked.model_copy(update={**{kind: tuple(found) for kind, found in kept.items()}, "lock": tuple(locks)})  # fmt: skip


def _of_known(kept: dict[str, list[Any]], school: str, now: pd.Series, file: pd.Series, at: dict[str, Any]) -> None:  # fmt: skip
    """Add the changes that lead from a school as the files have it to what it is now."""
    if now["status"] != "open":
        if file["status"] == "open":
            kept["close"].append(Close(id=school))
        return
    if file["status"] != "open":
        kept["open"].append(Open.model_validate({"id": school, "seats": int(now["seats"])}))
        return
    if now["geometry"].distance(file["geometry"]) > 0:
        kept["relocate"].append(Relocate.model_validate({"id": school, **at}))
    if now["seats"] != file["seats"]:
        kept["resize"].append(Resize(id=school, seats=int(now["seats"])))


def _touched(now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> list[str]:
    """Ids of the schools that are new, or differ in status, seats or place."""
    same = now.reindex(before.index)
    changed = (same["status"] != before["status"]) | (
        (same["seats"] != before["seats"]) & same["seats"].notna()
    )
    changed |= ~same.geometry.geom_equals(before.geometry, align=False)
    new = now.index.difference(before.index, sort=False)
    return [*(str(i) for i in before.index[changed.to_numpy()]), *(str(i) for i in new)]
