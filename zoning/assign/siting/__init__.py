"""New schools for a district: which sites to open, with a bound over every choice, and every site tried by itself."""

from zoning.assign.siting.answer import Search, chosen, require_possible
from zoning.assign.siting.field import Field, field
from zoning.assign.siting.single import answered, asks_for_one
from zoning.assign.siting.sweep import Sweep, evaluate, sweep, table

__all__ = [
    "Field",
    "Search",
    "Sweep",
    "answered",
    "asks_for_one",
    "chosen",
    "evaluate",
    "field",
    "require_possible",
    "sweep",
    "table",
]
