"""Numbers and words out of a run's record: a report states what comes through here, and knows of each number where it stands in run.json."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal, NamedTuple

from pandas import NA

from zoning.words import Lang, Text

How = Literal["value", "negative", "sum", "difference", "ratio", "count", "largest"]
"""How a number comes of those it is made of: the one there is, the same below zero, all together, the first less the others, the first over the second, how many there are, the largest."""
Form = str
"""How a number is written: one of the names in `shown`, or a workbook's number format."""
_FORMATS: Mapping[str | None, Form] = {"#,##0": "count", "0": "plain", "0.0": "tenths", "0.0%": "share"}
"""A number format of the record's tables -> how a text writes it."""
DASH = "—"


class Number(NamedTuple):
    """A number that is said, and where it comes from."""

    value: float | None
    of: "tuple[str | Number, ...]"
    """JSON pointers into run.json, or numbers made of such."""
    by: How = "value"
    form: Form = "count"

    @property
    def shown(self) -> str:
        """The number as it is written."""
        return shown(self.value, self.form)


class Quote(NamedTuple):
    """Words of the record, as they stand there."""

    shown: str
    of: str
    """JSON pointer into run.json."""


class See(NamedTuple):
    """A pointer to tables and figures of the report; it says nothing of those that are left out."""

    keys: str
    """One or several, with spaces between them."""


Part = str | Number | Quote | See


@dataclass(frozen=True)
class Sentence:
    """What is said, part by part; the plain parts have no digit in them."""

    parts: tuple[Part, ...]
    names: tuple[str, ...] = ()
    """What each number is called, in the order of `numbers`."""

    @property
    def text(self) -> str:
        """The sentence without its pointers to tables."""
        return "".join("" if isinstance(p, See) else p if isinstance(p, str) else p.shown for p in self.parts)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers in it."""
        return tuple(part for part in self.parts if isinstance(part, Number))


@dataclass(frozen=True)
class Row:
    """One row of a list of the record."""

    values: Mapping[str, Any]
    at: str
    """JSON pointer of the row."""
    forms: Mapping[str, Form]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def number(self, column: str, form: Form | None = None) -> Number:
        """Return the number of a column."""
        value = self.values[column]
        return Number(None if value is None else float(value), (f"{self.at}/{_escaped(column)}",), form=form or self.forms.get(column, "count"))  # fmt: skip

    def quote(self, column: str) -> Quote:
        """Return the words of a column; nothing where it has none."""
        value = self.values[column]
        return Quote("" if value is None else str(value), f"{self.at}/{_escaped(column)}")


@dataclass(frozen=True)
class Facts:
    """A run's record, read number by number."""

    record: Mapping[str, Any]
    lang: Lang

    @property
    def seated(self) -> list[str]:
        """The stages whose seats are held against pupils: those with zones, then those of the whole district."""
        return [*self.record["stages"], *self.record["citywide"]]

    def at(self, *path: str | int) -> Any:
        """Return what stands at a place of the record."""
        found: Any = self.record
        for step in path:
            found = found[step]
        return found

    def number(self, *path: str | int, form: Form = "count") -> Number:
        """Return the number at a place of the record."""
        value = self.at(*path)
        return Number(None if value is None else float(value), (pointer(*path),), form=form)

    def quote(self, *path: str | int) -> Quote:
        """Return the words at a place of the record; of a pair of languages those of this report."""
        said = self.at(*path)
        place = (*path, self.lang) if isinstance(said, Mapping) else path
        value = self.at(*place)
        return Quote("" if value is None else str(value), pointer(*place))

    def rows(self, *path: str | int, **where: object) -> list[Row]:
        """Return the rows of a list that have these values."""
        place, forms = pointer(*path), self._forms(path)
        return [
            Row(values, f"{place}/{at}", forms)
            for at, values in enumerate(self.at(*path))
            if all(values.get(column) == wanted for column, wanted in where.items())
        ]

    def table(self, key: str, **where: object) -> list[Row]:
        """Return the rows of one of the plan's tables that have these values."""
        return self.rows("tables", key, "rows", **where)

    def word(self, code: object) -> str:
        """Return what a code is called; itself where it is no code."""
        known = self.record["words"].get(str(code).lower() if isinstance(code, bool) else str(code))
        return str(code) if known is None else str(known[self.lang])

    def to(self, text: Text) -> str:
        """Return a text in the report's language."""
        return text.to(self.lang)

    def say(self, text: Text, **values: Part) -> Sentence:
        """Return a sentence with numbers and words at its {places}; raise `ValueError` for a number that is not from the record."""
        parts, names = list[Part](), list[str]()
        for literal, name, _, _ in Formatter().parse(text.to(self.lang)):
            value = None if name is None else values[name]
            for said in (literal, value):
                if isinstance(said, str) and re.search(r"\d", said):
                    raise ValueError(f"a number that is not from the record: {said}")
            said_ = _tight(literal, parts) if self.lang == "zh" else literal
            parts += [part for part in (said_, value) if part is not None and part != ""]
            if isinstance(value, Number):
                names.append(str(name))
        return Sentence(tuple(parts), tuple(names))

    def column(self, name: str) -> str:
        """Return what a column of the tables is called."""
        known = (column for table in self.record["tables"].values() for column in table["columns"])
        return str(next(column[self.lang] for column in known if column["name"] == name))

    def run(self, sentences: Sequence[Sentence]) -> Sentence:
        """Return several as one, without anything between them."""
        return joined(sentences, "")

    def listed(self, sentences: Sequence[Sentence]) -> Sentence:
        """Return several as one list: a、b、c."""
        comma = "、" if self.lang == "zh" else ", "
        return joined(sentences, comma)

    def _forms(self, path: tuple[str | int, ...]) -> Mapping[str, Form]:
        if path[0] != "tables":
            return {}
        columns = self.at(*path[:2], "columns")
        return {
            column["name"]: _FORMATS.get(column["format"], column["format"] or "count") for column in columns
        }


_WIDE = "\u2014\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef"


def _tight(literal: str, before: Sequence[Part]) -> str:
    """Words without the spaces that part 汉字 from numbers: Word sets them apart itself."""
    if literal == " " and before and isinstance(before[-1], str) and re.search(f"[{_WIDE}]$", before[-1]):
        return ""
    return re.sub(f"^ (?=[{_WIDE}])|(?<=[{_WIDE}]) $", "", literal)


def joined(sentences: Sequence[Sentence], between: str) -> Sentence:
    """Return several sentences as one, with something between them."""
    parts = [part for each in sentences for part in (between, *each.parts)][1:]
    return Sentence(
        tuple(p for p in parts if p != ""), tuple(name for each in sentences for name in each.names)
    )


def shown(value: float | None, form: Form) -> str:
    """Return a number as a report writes it.

    >>> shown(12345.4, "count"), shown(2026, "plain"), shown(0.934, "share"), shown(None, "count")
    ('12,345', '2026', '93.4%', '—')
    """
    if value is None or not math.isfinite(value):
        return DASH
    if form == "proof":  # never rounded in our favour
        return f"{math.ceil(round(value * 1e4, 6)) / 100:.2f}%"
    if form == "general":
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if form not in ("count", "plain", "tenths", "share"):
        return printed(value, form)
    scaled = value * 100 if form == "share" else value
    digits = 1 if form in ("tenths", "share") else 0
    text = f"{scaled:.0f}" if form == "plain" else f"{scaled:,.{digits}f}"
    text = text.removeprefix("-") if float(text.replace(",", "")) == 0 else text
    return f"{text}%" if form == "share" else text


def printed(value: object, form: str | None) -> str:
    """Return a cell of a workbook as its number format shows it.

    >>> printed(1234.5, "#,##0"), printed(0.123, "0.0%"), printed("校", None), printed(None, "0")
    ('1,234', '12.3%', '校', '')
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)) or value is NA:
        return ""
    if form is None or isinstance(value, str) or not isinstance(value, int | float):
        return str(value)
    whole, _, decimals = form.rstrip("%").partition(".")
    scaled = value * 100 if form.endswith("%") else value
    text = f"{scaled:,.{len(decimals)}f}" if "," in whole else f"{scaled:.{len(decimals)}f}"
    return f"{text}%" if form.endswith("%") else text


def total(numbers: Sequence[Number], form: Form = "count") -> Number:
    """Return numbers added up; those that are not known count nothing, and where none is, nothing is known."""
    known = [number for number in numbers if number.value is not None]
    return Number(sum(number.value or 0.0 for number in known) if known else None, _of(known), "sum", form)


def less(first: Number, *others: Number) -> Number:
    """Return the first less the others."""
    value = _value(first) - sum(_value(other) for other in others)
    return Number(value, _of((first, *others)), "difference", first.form)


def over(first: Number, second: Number, form: Form = "share") -> Number:
    """Return the first over the second; not known where the second is nothing."""
    value = None if not second.value or first.value is None else first.value / second.value
    return Number(value, _of((first, second)), "ratio", form)


def largest(numbers: Sequence[Number]) -> Number:
    """Return the largest of numbers."""
    return Number(max(_value(n) for n in numbers), _of(numbers), "largest", numbers[0].form)


def negative(number: Number) -> Number:
    """Return a number with its sign turned: seats free where it counts seats short."""
    return Number(-_value(number), _of((number,)), "negative", number.form)


def count(rows: Sequence[Row]) -> Number:
    """Return how many rows there are."""
    return Number(float(len(rows)), tuple(row.at for row in rows), "count", "plain")


def pointer(*path: str | int) -> str:
    """Return a place in the record as a JSON pointer.

    >>> pointer("tables", "peaks", "rows", 0)
    '/tables/peaks/rows/0'
    """
    return "".join(f"/{_escaped(str(step))}" for step in path)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _of(numbers: Sequence[Number]) -> tuple[str | Number, ...]:
    """What a number is made of: places in the record where they are read, other numbers where those are made."""
    return tuple(n.of[0] if n.by == "value" else n for n in numbers)


def _value(number: Number) -> float:
    if number.value is None:
        raise ValueError(f"no number at {number.of}")
    return number.value
