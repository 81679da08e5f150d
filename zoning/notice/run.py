"""The notice on one screen: every zone written in words, the words read again and laid over the blocks, and all of it checked."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zoning import planner
from zoning.clauses import Scope
from zoning.measure import edges as borders
from zoning.notice import bare_edges, checks, contents, gazetteer, grammar, ground, scopes
from zoning.notice.gazetteer import Gazetteer
from zoning.notice.made import Notice
from zoning.planner import OnStep
from zoning.result import Result
from zoning.words import Text

WRITE = Text("由片区边界写出四至，逐校回读核对", "writing zones in words, and reading them back")


def run(result: Result, *, public: bool, on_step: OnStep = planner.ignore) -> Notice:
    """Write the notice of a plan; what its texts get wrong, if anything, is in its checks."""
    on_step(WRITE)
    names, edges = gazetteer.of(result.area), borders.of(result.area)
    zone_of = result.plan.school_of.reindex(result.area.blocks.index)
    known = scopes.facts(names, edges)
    found = {
        str(zone): scopes.scope((zone_of == zone).to_numpy(), known)
        for zone in result.assessment.schools.index
    }
    texts = {zone: grammar.written(scope) for zone, scope in found.items()}
    exact = read_back(texts, zone_of, names)
    table = borders.borders(edges)
    todo = unnamed(table, zone_of, result)
    shares = borders.named_share(table, zone_of)
    named, parted = (_share(shares, column) for column in ("named_share", "parted_share"))
    return Notice(
        result=result, public=public, scopes=found, texts=texts, exact=exact, schools=contents.schools(result, texts, places(result, zone_of)),
        changes=contents.changes(result, public=public), checks=checks.all_of(result, exact, todo), todo=todo, named_share=named, parted_share=parted,
        notes=result.notes,
    )  # fmt: skip


def read_back(texts: Mapping[str, str], zone_of: pd.Series, names: Gazetteer) -> dict[str, bool]:
    """Return whether each text alone gives the very blocks of its zone."""
    return {
        zone: _covers(grammar.read(text), (zone_of == zone).to_numpy(), names) for zone, text in texts.items()
    }


def _covers(scope: Scope, zone: np.ndarray, names: Gazetteer) -> bool:
    laid = ground.covered(scope, names)
    return not laid.unknown and not scope.unread and bool((laid.blocks.to_numpy(bool) == zone).all())


def _share(shares: pd.DataFrame, column: str) -> float:
    """A share of all edges together; 1 where there are none."""
    share = float(shares[column].to_dict()[""])
    return 1.0 if np.isnan(share) else share


def places(result: Result, zone_of: pd.Series) -> dict[str, str]:
    """Return the estates and villages of each zone, those where somebody lives, by subdistrict and name."""
    blocks = result.area.blocks
    lived = blocks["name"].notna() & ((blocks["pupils"] > 0) | (blocks["dwellings"].fillna(0) > 0))
    mine = blocks[lived].assign(zone=zone_of[lived]).sort_values(["subdistrict", "name"])
    return {
        str(zone): "、".join(dict.fromkeys(rows["name"].astype(str))) for zone, rows in mine.groupby("zone")
    }


def unnamed(table: pd.DataFrame, zone_of: pd.Series, result: Result) -> pd.DataFrame:
    """Return where edges of zones follow nothing with a name: `zone`, `other` (ids), `metres`, `between` (the estates on either side), `subdistrict`, `near` (the nearest line with a name), the longest first."""
    rows = bare_edges.of(table, zone_of, result.area)
    between = rows["name_a"].astype(str) + " / " + rows["name_b"].astype(str)
    found = rows.rename(columns={"zone_a": "zone", "zone_b": "other", "length_m": "metres"}).assign(between=between)  # fmt: skip
    return found[["zone", "other", "metres", "between", "subdistrict", "near"]]
