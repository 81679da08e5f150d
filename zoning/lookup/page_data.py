"""What the page knows: names, addresses, zones and the ground; no number of any pupil."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np

from zoning import palette
from zoning.lookup import page_words
from zoning.lookup.decide import MOST_LISTED
from zoning.lookup.gazetteer import Name
from zoning.lookup.index import Index
from zoning.lookup.match import MOST_SIGNS
from zoning.lookup.near import LEAST, MOST
from zoning.lookup.parts import ESTATE, NO_ADMIN, PATTERNS
from zoning.lookup.plain import DASHES, NUMBERED
from zoning.lookup.points import NEAR_M, UNSURE_M
from zoning.lookup.slips import APART, CLAIMED, TYPED, TYPED_ADDRESS
from zoning.lookup.sounds import groups, letters, simple
from zoning.lookup.streets import MOST as MOST_NUMBER
from zoning.lookup.streets import STEM, Street
from zoning.lookup.written import BEGINNING, FEW
from zoning.render import ground, shapes
from zoning.render.legend import STREETS
from zoning.result import Result
from zoning.words import Lang

_ESTATE = re.compile("[一-鿿]{2,3}(?:苑|家园|花园|嘉园|雅苑|小区|华庭|府|里)")
"""Names that sound like homes, to show how one asks."""


def data(result: Result, index: Index, lang: Lang) -> dict[str, Any]:
    """Return everything the page's program needs, as plain values."""
    return {
        "bounds": shapes.bounds(result.area.boundary, result.area.crs),
        "ground": {name: columns for name, columns in ground.all_of(result.area).items() if name != "crossings"},
        "names": _names(index.there.names), "streets": _streets(index.there.streets), "blocks": _blocks(index), "zones": _zones(result, index),
        "reading": _reading(), "text": page_words.page(lang), "examples": _examples(index),
        "style": {
            "ground": palette.GROUND, "chosen": palette.CHOSEN,
            "streets": {level: [palette.GROUND[level], width, zoom] for level, (_, width, zoom) in STREETS.items()},
        },
    }  # fmt: skip


def _reading() -> dict[str, Any]:
    """How questions are read: patterns, tables of sounds and traditional characters, and limits; the browser has none of its own."""
    patterns = {**PATTERNS, "dashes": DASHES, "numeral": NUMBERED, "typed": TYPED, "typed_address": TYPED_ADDRESS, "stem": STEM}  # fmt: skip
    return {
        "patterns": {name: pattern.pattern for name, pattern in patterns.items()},
        "sounds": " ".join(groups()),
        "simple": "".join(chr(traditional) + plain for traditional, plain in simple().items()),
        "no_admin": NO_ADMIN,
        "most_signs": MOST_SIGNS,
        "most_number": MOST_NUMBER,
        "most_listed": MOST_LISTED,
        "most_near": MOST,
        "least_near": LEAST,
        "claimed": CLAIMED,
        "beginning": BEGINNING,
        "few": FEW,
        "apart": ["".join(sorted(pair)) for pair in APART],
        "estate": ESTATE,
        "near_m": NEAR_M,
        "unsure_m": UNSURE_M,
    }


def _names(names: Sequence[Name]) -> dict[str, Any]:
    return {
        "shown": [name.shown for name in names],
        "plain": [name.plain for name in names],
        "kind": [name.kind for name in names],
        "blocks": [name.blocks for name in names],
        "zone": [name.zone for name in names],
        "now": [name.now for name in names],
        "letters": [" ".join(letters(name.shown, name.plain)) for name in names],
    }


def _streets(streets: Sequence[Street]) -> dict[str, Any]:
    return {
        "shown": [street.shown for street in streets],
        "plain": [street.plain for street in streets],
        "now": [street.now for street in streets],
        "spans": [[number for span in street.spans for number in span] for street in streets],
        "letters": [" ".join(letters(street.shown)) for street in streets],
    }


def _blocks(index: Index) -> dict[str, Any]:
    there = index.there
    shape = gpd.GeoSeries(shapes.simplified(index.shapes.reset_index(drop=True), 1.0))
    return {
        "name": there.called, "address": there.addresses, "subdistrict": there.subdistrict_of, "zone": index.zone_of,
        "walk_m": _metres(index.walk_m), "shape": shapes.packed(shape),
    }  # fmt: skip


def _zones(result: Result, index: Index) -> list[dict[str, Any]]:
    """Zones in the order of the index, drawn where they have a block."""
    drawn = result.assessment.zones
    outline = dict(zip(drawn.index, shapes.packed(shapes.simplified(drawn.geometry, 2.0)), strict=True))
    places = result.area.schools.geometry.to_crs("EPSG:4326")
    at = {str(school): [round(point.y, 6), round(point.x, 6)] for school, point in places.items()}
    return [
        {
            "name": zone.name, "notice": zone.notice, "shape": outline.get(zone.id, []), "each_m": _each(index, i),
            "fill": palette.zone(drawn["colour"].get(zone.id, 0)),
            "schools": [{"name": school.name, "address": school.address, "at": at[school.id]} for school in zone.schools],
        }
        for i, zone in enumerate(index.zones)
    ]  # fmt: skip


def _each(index: Index, zone: int) -> Mapping[int, list[int | None]]:
    """Block -> metres to each of the schools that share the zone."""
    if zone not in index.each_m:
        return {}
    return {b: _metres(index.each_m[zone][b]) for b, own in enumerate(index.zone_of) if own == zone}


def _metres(values: Iterable[float]) -> list[int | None]:
    return [round(float(metres)) if np.isfinite(metres) else None for metres in values]


def _examples(index: Index) -> list[str]:
    """A name, an address and initials that this page answers, of a place whose name stands alone."""
    there = index.there
    road_of = {span.block: f"{road.shown}{span.low}号" for road in there.streets for span in road.spans}
    for name in there.names:
        if (
            name.kind == "place"
            and _ESTATE.fullmatch(name.plain)
            and len(name.blocks) == 1
            and name.blocks[0] in road_of
        ):
            initials = letters(name.shown)[0]
            if len(there.by_letters[initials]) == 1:
                return [name.shown, road_of[name.blocks[0]], initials]
    return []
