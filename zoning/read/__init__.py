"""Files and OpenStreetMap -> StudyArea: recognised, checked, in one metric CRS, nothing dropped silently."""

from zoning.read.area import problems, study_area
from zoning.read.drift import drift_notes
from zoning.read.grids import metric_crs

__all__ = ["drift_notes", "metric_crs", "problems", "study_area"]
