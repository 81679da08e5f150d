"""优质均衡监测: every school and the district held against the standards of the rules profile."""

from collections.abc import Mapping

import pandas as pd

from zoning.assess.balance import access, nearby, schools, sizes, standards, totals
from zoning.balance import INDICATORS, STAGES, Judgement
from zoning.model import Note, Stage, StudyArea
from zoning.rules import Rules
from zoning.scenario.balance import Balance
from zoning.words import Text, listed

__all__ = ["judge"]

Zones = Mapping[str, pd.Series]
"""Name of a zone plan -> block_id -> school, or zone of several schools; what is in force before what is planned."""


def judge(area: StudyArea, rules: Rules, asked: Balance, stage: Stage, zones: Zones) -> Judgement:
    """Return how the schools of the form do, of both stages; and how zones of the `stage` planned share good schools out."""
    forms = area.quality
    assert forms is not None  # asked for before
    held = {one: standards.of_stage(rules, one) for one in STAGES if (forms["stage"] == one).any()}
    found = [schools.judged(forms[forms["stage"] == one], one, rules, limits, asked) for one, limits in held.items()]  # fmt: skip
    table = pd.concat([part.schools for part in found])
    table = table.join(sizes.enrolments(forms, standards.enrolment_most(rules, forms)))
    shares = nearby.shares(forms[forms["stage"] == stage], area.attendance, zones, area.pools).reindex(
        forms.index
    )
    shares.insert(0, "form", forms["in_zone_pupils"] / forms["pupils"].where(forms["pupils"] > 0))
    least = forms["stage"].map({one: limits.nearby_least for one, limits in held.items()})
    table = table.join(nearby.table(forms, shares, least)).join(shares.add_prefix("in_zone_"))
    varied = pd.concat([part.variation for part in found], ignore_index=True)
    own = table[table["stage"] == stage].set_index("school_id")
    seats = _seats(area, own.assign(seats=area.schools["seats"].reindex(own.index)), zones)
    return Judgement(
        schools=table.reset_index(drop=True),
        lacking=pd.concat([part.lacking for part in found], ignore_index=True),
        variation=varied,
        totals=totals.table(table, varied, held, standards.common(rules)),
        access=seats,
        spread=pd.DataFrame([{"zones": name, **access.spread(own)} for name, own in seats.groupby("zones", sort=False)]),
        standards=held,
        notes=(*_not_shown(table), *_points(forms, asked)),
    )  # fmt: skip


def _seats(area: StudyArea, own: pd.DataFrame, zones: Zones) -> pd.DataFrame:
    """How every zone plan shares good schools out over the subdistricts."""
    rows = [
        access.by_subdistrict(area.blocks, zone_of, own, area.pools).assign(zones=name)
        for name, zone_of in zones.items()
    ]
    columns = ["zones", "subdistrict", "pupils", "known_pupils", "good_share", "strength"]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def _not_shown(table: pd.DataFrame) -> list[Note]:
    """A warning for every indicator that the form does not let one compute."""
    notes = []
    for name, one in INDICATORS.items():
        gone = table.loc[table[f"{name}_verdict"] == "not_shown", "name"]
        if len(gone):
            text = Text(
                f"{one.name.zh}：{len(gone)} 所填报不全，算不出，按未显示计（不算达标）：{listed(gone, 'zh')}；没有的请填 0",
                f"{one.name.en}: {len(gone)} schools leave a part of it empty: not shown, and so not met: {listed(gone, 'en')}; write 0 for none",
            )
            notes.append(Note("quality", text, "warning"))
    return notes


def _points(forms: pd.DataFrame, asked: Balance) -> list[Note]:
    """Teaching points are judged like schools until the planner says which are too small."""
    names = forms.loc[forms["point"], "name"]
    if names.empty or asked.teaching_point_pupils is not None:
        return []
    text = Text(
        f"{len(names)} 个教学点与学校一样参加监测：{listed(names, 'zh')}；规模小的不计，请写 balance.teaching_point_pupils",
        f"{len(names)} teaching points are judged like schools: {listed(names, 'en')}; to leave small ones out set balance.teaching_point_pupils",
    )
    return [Note("quality", text, "assumption")]
