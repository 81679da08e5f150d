"""School enrolment zoning: read a district, measure it, assign blocks to schools, judge the plan, show it."""

__version__ = "0.1.0"
