"""The text of a zone: written as a bureau prints it, read back exactly, and real notices read with a report of what was not understood."""

from zoning.notice.grammar.normal import normal
from zoning.notice.grammar.reading import read
from zoning.notice.grammar.understanding import clauses, summary, understood
from zoning.notice.grammar.writing import written

__all__ = ["clauses", "normal", "read", "summary", "understood", "written"]
