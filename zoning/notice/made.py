"""A notice as it was made: the text of every zone, what it was checked by, and who changes school."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from zoning.clauses import Scope
from zoning.model import Note
from zoning.result import Result


@dataclass(frozen=True, eq=False)
class Notice:
    """The notice of a plan."""

    result: Result
    public: bool
    """For posting: counts below 10 are left out; else below 5, for use within the office."""
    scopes: Mapping[str, Scope]
    """Zone (the id of its school, or of its multi-school zone) -> what its text says."""
    texts: Mapping[str, str]
    """Zone -> its text."""
    exact: Mapping[str, bool]
    """Zone -> whether the text alone, read again, gives the very blocks of the zone."""
    schools: pd.DataFrame
    """一览表: one row per zone; see `contents.schools`."""
    changes: pd.DataFrame
    """变更明细; see `contents.changes`."""
    checks: pd.DataFrame
    """核对清单; see `checks.all_of`."""
    todo: pd.DataFrame
    """Stretches of zone edge that have no named line between their blocks: `zone`, `other`, `metres`, `between`, `subdistrict`, `near`."""
    named_share: float
    """Of the edge between zones, the share that lies on named lines."""
    parted_share: float
    """Of the edge between zones, the share along which a named line runs between the blocks on either side, be it in the fields."""
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """滨河区 2026 年小学招生划片范围一览表."""
        return str(self.schools.attrs["title"])
