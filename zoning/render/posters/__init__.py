"""Posters: a plan's zones as maps to hang on a wall, one A3 page for each school or shared zone, and a sheet of all zones."""

from zoning.render.posters.basemap import beneath
from zoning.render.posters.book import Page, pages
from zoning.render.posters.book import write as write_pages
from zoning.render.posters.layout import Size
from zoning.render.posters.shifted import shifted
from zoning.render.posters.town import Ring, Town, Zone

__all__ = ["Page", "Ring", "Size", "Town", "Zone", "beneath", "pages", "shifted", "write_pages"]
