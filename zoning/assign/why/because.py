"""What decided for a block, as one sentence in both languages; every number in it stands in the table beside it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zoning.words import Lang, Text

SENTENCES = {
    "own_block": Text("{own}就在本地块内", "{own} stands in this block"),
    "lock": Text("情景文件锁定到{own}{lock}", "locked to {own} in the scenario{lock}"),
    "empty": Text("没有学生，随相邻片区划给{own}", "no pupils: it goes with the zone of {own} beside it"),
    "nearest": Text("{own}最近，步行 {walk_own} 米", "{own} is nearest, a walk of {walk_own} m"),
    "longest_walk": Text(
        "{own}最近，步行 {walk_own} 米；{beyond}的步行与学位价合计更低，但步行 {walk_beyond} 米，超过最长步行距离",
        "{own} is nearest, a walk of {walk_own} m; walk and seat price of {beyond} would be less, but its walk of {walk_beyond} m "
        "is beyond the longest",
    ),
    "together": Text(
        "{near}近 {detour} 米，但本地块须与同组地块整体划分",
        "{near} is {detour} m nearer, but this block is kept together with others",
    ),
    "locks": Text(
        "{near}近 {detour} 米，但锁定排除了它（锁定了本地块，或使其片区连不到这里）",
        "{near} is {detour} m nearer, but locks rule it out (one on this block, or one that keeps its zone from reaching it)",
    ),
    "cut_off": Text(
        "{near}近 {detour} 米，但其片区在现有规则下连不到本地块",
        "{near} is {detour} m nearer, but no zone of it in one piece can reach this block within the rules",
    ),
    "full": Text(
        "{near}近 {detour} 米，但学位紧张：那里一个学位计 {seat_near} 米，{own}计 {seat_own} 米{others}；{sum}",
        "{near} is {detour} m nearer, but its seats are short: one there is priced at {seat_near} m, at {own} at {seat_own} m{others}; {sum}",
    ),
    "stays": Text(
        "现在就读{own}；{near}近 {detour} 米，但改划等政策价格差 {terms} 米{others}；{sum}",
        "goes to {own} today; {near} is {detour} m nearer, but the policy's prices (a move) differ by {terms} m{others}; {sum}",
    ),
    "terms": Text(
        "{near}近 {detour} 米，但政策价格差 {terms} 米{others}；{sum}",
        "{near} is {detour} m nearer, but the policy's prices differ by {terms} m{others}; {sum}",
    ),
    "one_piece": Text(
        "{near}近 {detour} 米，但片区要连片：连片价差 {toll} 米{others}；{sum}",
        "{near} is {detour} m nearer, but zones must hold together: prices of that differ by {toll} m{others}; {sum}",
    ),
    "whole": Text(
        "{near}近 {detour} 米，但只余 {left} 个学位，本地块 {pupils} 人整块放不下",
        "{near} is {detour} m nearer, but has {left} seats left in this plan and the {pupils} pupils here go as one block",
    ),
    "bound": Text(
        "{near}近 {detour} 米，但单独改划会断开片区（本地块不与其片区相邻，或是本片区其他地块的通道）",
        "{near} is {detour} m nearer, but moving this block alone would break a zone (it does not touch that zone, or others in its own lie behind it)",
    ),
    "search": Text(
        "{near}近 {detour} 米，也容得下；本方案未采用，属于与下界的差距",
        "{near} is {detour} m nearer and has room; this plan does not use that, which is part of its distance from the bound",
    ),
}
"""By code, in the order in which they are tried."""

_ABOVE = Text(
    "。按价格{cheap}更省 {above} 米，计入方案与下界的差距",
    ". At these prices {cheap} asks {above} m less: part of the plan's distance from the bound",
)
_OTHERS = {
    "seat": Text("，学位价差 {x} 米", ", seat prices differ by {x} m"),
    "terms": Text("，政策价格差 {x} 米", ", the policy's prices by {x} m"),
    "toll": Text("，连片价差 {x} 米", ", prices of zones in one piece by {x} m"),
}
_TOLD = {"full": "seat", "stays": "terms", "terms": "terms", "one_piece": "toll"}
_SUM = Text("合计到{own}每名学生省 {gain} 米", "in all {own} asks {gain} m less a pupil")
_EVEN = Text("合计两校相当", "in all the two are even")
_LOCK = Text(
    "；不锁定时按价格{instead}省 {saved} 米", "; without the lock {instead} would ask {saved} m less"
)
_NO_LOCK = Text("；不锁定时按价格也是这里", "; at these prices it would go there without the lock")
_LEAST_M = 0.5
"""Differences that round to nothing are not told."""


def sentences(
    compared: pd.DataFrame,
    names: Sequence[str],
    locks: Mapping[int, tuple[int, float]],
    walk_m: np.ndarray,
    lang: Lang,
) -> list[str]:
    """Return one sentence per block (row of `why.compared`).

    `names` of the schools by position; `locks` gives for a locked block the school it would have instead, and the metres a pupil it
    would save; `walk_m` (n, m).
    """
    return [
        _sentence(row, names, locks, walk_m, lang) for row in compared.reset_index(drop=True).itertuples()
    ]


def _sentence(
    row: object, names: Sequence[str], locks: Mapping[int, tuple[int, float]], walk_m: np.ndarray, lang: Lang
) -> str:
    fact = dict(row._asdict())  # type: ignore[attr-defined]
    code = fact["decided"]
    words = {name: names[fact[name]] for name in ("own", "near", "cheap")}
    gain = fact["total_near"] - fact["total_own"]
    told = (_SUM if gain >= _LEAST_M else _EVEN).to(lang).format(**words, gain=_metres(gain))
    text = SENTENCES[code].to(lang).format(
        **words, sum=told, others=_others(fact, code, lang), lock=_unlocked(locks.get(fact["Index"]), names, lang),
        detour=_metres(fact["walk_own"] - fact["walk_near"]), walk_own=_metres(fact["walk_own"]),
        seat_near=_metres(fact["seat_near"]), seat_own=_metres(fact["seat_own"]), terms=_metres(_differ(fact, "terms")),
        toll=_metres(_differ(fact, "toll")), left=f"{max(0, fact['left_near']):,}", pupils=f"{fact['pupils']:,}",
        beyond=names[fact["beyond"]] if fact["beyond"] >= 0 else "",
        walk_beyond=_metres(float(walk_m[fact["Index"], fact["beyond"]]) if fact["beyond"] >= 0 else np.nan),
    )  # fmt: skip
    if fact["above_m"] >= _LEAST_M and code not in ("lock", "own_block", "empty"):
        text += _ABOVE.to(lang).format(**words, above=_metres(fact["above_m"]))
    return text


def _differ(fact: Mapping[str, float], part: str) -> float:
    return fact[f"{part}_near"] - fact[f"{part}_own"]


def _others(fact: Mapping[str, float], code: str, lang: Lang) -> str:
    """The differences that did not decide, where they are not nothing."""
    others = [part for part in _OTHERS if part != _TOLD.get(code) and abs(_differ(fact, part)) >= _LEAST_M]
    return "".join(_OTHERS[part].to(lang).format(x=_metres(_differ(fact, part))) for part in others)


def _unlocked(lock: tuple[int, float] | None, names: Sequence[str], lang: Lang) -> str:
    if lock is None:
        return ""
    instead, saved = lock
    told = _LOCK if saved >= _LEAST_M else _NO_LOCK
    return told.to(lang).format(instead=names[instead], saved=_metres(saved))


def _metres(value: float) -> str:
    return f"{value:,.0f}" if np.isfinite(value) else "–"
