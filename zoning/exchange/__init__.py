"""A plan handed to GIS staff: Shapefile, FlatGeobuf, GeoParquet, KML, GeoJSON, GeoPackage, in the CRS they ask for; or a PostGIS database."""

from zoning.exchange.crs import in_crs
from zoning.exchange.formats import FORMATS, require_fitting, write
from zoning.exchange.plan import PlanLayers, of_folder, of_result

__all__ = ["FORMATS", "PlanLayers", "in_crs", "of_folder", "of_result", "require_fitting", "write"]
