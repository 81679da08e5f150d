"""[notice]: what the notice of zones says besides the zones themselves; for `zoning notice`."""

from zoning.demand import System
from zoning.scenario.strict import Strict


class NoticeInput(Strict):
    """The year, the school system that intake plans are worked out by, and what is printed above and below the table."""

    district: str = ""
    """Whose notice it is, in its title: "滨河区"."""
    year: int | None = None
    """School year of the notice, in its title: 滨河区2026年小学招生划片范围一览表."""
    system: System = "6-3"
    """六三学制 or 五四学制: seats over the years of the stage are the intake of a year, where the schools table gives none."""
    before: str = ""
    """Printed above the table: whom it is for, since when it holds."""
    after: str = ""
    """Printed below it: how to register, what happens where seats do not suffice."""
