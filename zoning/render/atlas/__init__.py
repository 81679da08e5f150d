"""The printed atlas: maps 01 to 10 of a layout plan on A3, at a true scale, with everything a map must say of itself."""

from zoning.render.atlas.book import write
from zoning.render.atlas.sheet import Atlas, Rooms, Sheet

__all__ = ["Atlas", "Rooms", "Sheet", "write"]
