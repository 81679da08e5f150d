"""Schools named in other files, found by id or name; a name nobody knows is a problem."""

import difflib
from collections.abc import Mapping

import pandas as pd

from zoning.read.findings import NOTHING, Findings, info, problem
from zoning.read.values import key

MOST_LISTED = 20


def school_ids(
    names: pd.Series, schools: pd.DataFrame, same: Mapping[str, str], table: str, what: tuple[str, str]
) -> tuple[pd.Series, Findings]:
    """Return the school id of every name, missing where there is none, and a problem per name nobody knows.

    Parameters
    ----------
    names
        Names or ids of schools as another file writes them.
    schools
        Index `school_id`, column `name`.
    same
        Other spellings: `[inputs.schools.same]` of the scenario.
    what
        What the rows of `names` are, in 中文 and English: 地块, blocks.
    """
    known, twice = _known(schools)
    spelt = {key(other): str(mine) for other, mine in same.items()}
    found = _wrong_same(same, known)
    counts = names.dropna().astype("str").value_counts()
    id_of: dict[str, str] = {}
    unknown = NOTHING
    for name in sorted(counts.index):
        wanted = key(spelt.get(key(name), name))
        if wanted in twice:
            unknown += problem(
                table,
                f"有两所学校都叫“{name}”，请改用学校编号",
                f"two schools are called {name!r}: use the id of the school",
            )
        elif wanted in known:
            id_of[name] = known[wanted]
        elif key(name) not in spelt:
            unknown += _unknown(name, int(counts[name]), schools, table, what)
    return names.map(id_of), found + _first(unknown, table)


def _known(schools: pd.DataFrame) -> tuple[dict[str, str], set[str]]:
    """Compared name or id -> id; and the names that two schools share."""
    named = schools["name"].dropna().map(key)
    twice = set(named[named.duplicated(keep=False)])
    known = {name: str(school) for school, name in named.items() if name not in twice}
    by_id = {key(school): str(school) for school in schools.index}
    return {**known, **by_id}, twice - set(by_id)


def _wrong_same(same: Mapping[str, str], known: Mapping[str, str]) -> Findings:
    found = NOTHING
    for other, mine in same.items():
        if key(mine) not in known:
            found += problem(
                "schools",
                f"inputs.schools.same 把“{other}”对应到“{mine}”，但学校表里没有这个名称或编号",
                f"inputs.schools.same maps {other!r} to {mine!r}, which is no name or id in the table of "
                "schools",
            )
    return found


def _unknown(name: str, count: int, schools: pd.DataFrame, table: str, what: tuple[str, str]) -> Findings:
    names = [str(n) for n in schools["name"].dropna()]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    near = close[0] if close else ""
    hint_zh = f"；最接近的是“{near}”" if near else ""
    hint_en = f"; the closest is {near!r}" if near else ""
    example = near or "…"
    return problem(
        table,
        f"{count} 个{what[0]}写的学校“{name}”不在学校表里{hint_zh}。若是同一所，请在 [inputs.schools.same] "
        f'写 "{name}" = "{example}"',
        f"{count} {what[1]} name the school {name!r}, which is not in the table of schools{hint_en}. "
        f'If it is the same, write "{name}" = "{example}" under [inputs.schools.same]',
    )


def _first(found: Findings, table: str) -> Findings:
    left = len(found.problems) - MOST_LISTED
    if left <= 0:
        return found
    more = problem(table, f"还有 {left} 个不认识的学校名", f"{left} more names of schools are not known")
    return Findings(found.problems[:MOST_LISTED]) + more


def said_of_spellings(names: pd.Series, same: Mapping[str, str], table: str) -> Findings:
    """Return a note on the spellings that the scenario's `same` explained."""
    spelt = {key(other): mine for other, mine in same.items()}
    used = sorted({str(n) for n in names.dropna().unique() if key(n) in spelt})
    if not used:
        return NOTHING
    pairs_zh = "，".join(f"“{n}”即“{spelt[key(n)]}”" for n in used[:5])
    pairs_en = ", ".join(f"{n!r} is {spelt[key(n)]!r}" for n in used[:5])
    return info(table, f"按情景的同名对照：{pairs_zh}", f"as the scenario says: {pairs_en}")
