"""What was understood of each text of a notice, clause by clause, and the words that were not."""

from collections.abc import Iterable, Mapping

import pandas as pd

from zoning.clauses import Address, Named, Piece, Scope
from zoning.figures import written as figure
from zoning.notice.grammar.normal import limits
from zoning.notice.grammar.reading import read
from zoning.words import Text

KINDS = {
    "edges": Text("四至", "Edges"),
    "rings": Text("合围", "Lines that close round"),
    "named": Text("小区、村、道路", "Named places and streets"),
    "numbers": Text("门牌号段", "Number rules"),
    "exceptions": Text("除外", "Exceptions"),
}
"""Kinds of clauses. A clause is one edge of a piece, one ring of lines, one named place or street, one rule of numbers of such a one, or
one exception: a thing or a stretch of numbers left out. A stretch of words that was not understood counts as one clause."""

Clause = tuple[str, object]


def understood(texts: Mapping[object, str] | Iterable[str]) -> pd.DataFrame:
    """Return a row for each text: how many clauses of each kind were understood, how many were not, and their words.

    Columns `edges`, `rings`, `named`, `numbers`, `exceptions`; `clauses` are all that were told, `not_understood` those of them that
    were not understood, `share` the part that was; `pieces`, and the words of `unread` and of `remarks`.

    >>> row = understood(["东至甲路，南至乙河，东北至丙山。"]).iloc[0]
    >>> int(row["edges"]), int(row["clauses"]), row["unread"]
    (2, 3, ('东北至丙山',))
    """
    told = texts if isinstance(texts, Mapping) else dict(enumerate(texts))
    rows = {key: _row(read(text)) for key, text in told.items()}
    columns = ["pieces", *KINDS, "clauses", "not_understood", "share", "unread", "remarks"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("text")


def summary(report: pd.DataFrame) -> Text:
    """Return the whole of a report in one sentence.

    >>> summary(understood(["东至甲路，南至乙河，东北至丙山。"])).zh
    '1 段文字共 3 条，读懂 2 条（66.7 %）：四至 2；1 条未读懂，列于待核。'
    """
    clauses, not_read = int(report["clauses"].sum()), int(report["not_understood"].sum())
    share = figure((clauses - not_read) / clauses if clauses else None, "share")
    kinds = [(name, int(report[kind].sum())) for kind, name in KINDS.items() if report[kind].sum()]
    zh = "、".join(f"{name.zh} {count}" for name, count in kinds)
    en = ", ".join(f"{name.en.lower()} {count}" for name, count in kinds)
    return Text(
        f"{len(report)} 段文字共 {clauses} 条，读懂 {clauses - not_read} 条（{share}）：{zh}；{not_read} 条未读懂，列于待核。",
        f"{clauses} clauses in {len(report)} texts, {clauses - not_read} understood ({share}): {en}; {not_read} not understood, listed to be checked.",
    )


def clauses(scope: Scope) -> list[Clause]:
    """Return every clause of a scope as its kind and what it says, with the ground that it holds for.

    >>> clauses(read("甲村（乙路以东）"))[0]
    ('edges', Edge(side='west', lines=('乙路',)))
    """
    return [clause for piece in scope.pieces for clause in _clauses(piece)]


def _clauses(piece: Piece) -> list[Clause]:
    told: list[Clause] = [("edges", edge) for edge in piece.edges]
    if piece.ring:
        told.append(("rings", piece.ring))
    for one in piece.named:
        told.append(("named", (_name(one), piece.edges, piece.ring)))
        told += _of_numbers(one)
    for one in piece.without:
        told.append(("exceptions", (_name(one), one.numbers)))
    return told


def _name(one: Named) -> tuple[str, str, str]:
    return ("street", one.street, "") if isinstance(one, Address) else ("place", one.name, one.of)


def _of_numbers(one: Named) -> list[Clause]:
    """Return the rule of numbers of a named thing, and each stretch that it leaves out."""
    numbers = one.numbers
    if numbers is None or not limits(numbers):
        return []
    rule: list[Clause] = [("numbers", (_name(one), numbers.parity, numbers.spans, numbers.unit))]
    left_out: list[Clause] = [("exceptions", (_name(one), span, numbers.unit)) for span in numbers.without]
    return (rule if numbers.spans or numbers.parity != "all" else []) + left_out


def _row(scope: Scope) -> tuple[object, ...]:
    told = clauses(scope)
    counts = [sum(kind == clause[0] for clause in told) for kind in KINDS]
    every = len(told) + len(scope.unread)
    share = len(told) / every if every else float("nan")
    return (len(scope.pieces), *counts, every, len(scope.unread), share, scope.unread, scope.remarks)
