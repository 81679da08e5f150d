"""A plan published in PostGIS: a schema for each run, replaced as a whole or not at all, and views that always show the last one."""

from zoning.exchange.postgis.publish import Published, publish

__all__ = ["Published", "publish"]
