"""Why no programme is allowed: what must be done takes more money or land than there is, or cannot be done together."""

import highspy
import numpy as np

from zoning.assign.works import rows as ruling
from zoning.assign.works.rows import Rows
from zoning.assign.works.task import FEN, Task
from zoning.errors import InfeasiblePlan
from zoning.words import Text, listed

LAND_WAN = 1.0
"""What a square metre of land beyond what there is weighs against 10,000 yuan beyond the budget, in finding what is short."""

LEAST = 1e-6
"""Less is nothing: a fen."""


def explained(task: Task) -> InfeasiblePlan:
    """Return what is short, and by how much, in the programme that breaks the limits least."""
    musts = [action.id for action in task.question.actions if action.must]
    zh, en = listed(musts, "zh"), listed(musts, "en")
    short = _short(task)
    if not short:
        text = Text(
            f"必做项目（{zh}）不能同时实施：同组、互斥、前置或年份不合",
            f"what must be done ({en}) cannot be done together: by its groups, schools, order or years",
        )
        return InfeasiblePlan("works", 0.0, musts, text)
    parts = [_part(task, *item) for item in short]
    text = Text(
        f"必做项目（{zh}）超出限额：" + "；".join(part.zh for part in parts),
        f"what must be done ({en}) takes more than there is: " + "; ".join(part.en for part in parts),
    )
    return InfeasiblePlan(short[0][0], short[0][2], musts, text)


def _part(task: Task, about: str, year: int, short: float) -> Text:
    if about == "land":
        return Text(f"用地多出 {short:,.0f} 平方米", f"{short:,.0f} m² of land too much")
    called = task.question.called(year)
    return Text(
        f"{called} 年预算差 {short:,.2f} 万元", f"{short:,.2f} × 10,000 yuan beyond the budget of {called}"
    )


def _short(task: Task) -> list[tuple[str, int, float]] | None:
    """Return (budget or land, year, 10,000 yuan or square metres short); None where even without limits nothing is allowed."""
    rows = Rows(task, task.may)
    program = ruling.program(rows, np.zeros(rows.count))
    limits = list(rows.limits())
    none = np.empty(0, np.int32)
    for number, row in enumerate(limits):
        weight = row.scale / FEN if row.about == "budget" else row.scale * LAND_WAN
        program.addCols(
            1, np.array([weight]), np.zeros(1), np.full(1, highspy.kHighsInf), 0, none, none, np.empty(0)
        )
        ruling.add(program, {**row.factors, rows.count + number: -1.0}, -highspy.kHighsInf, row.most)
    ruling.in_whole_numbers(program, rows.count)
    program.run()
    if program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    value = np.array(program.getSolution().col_value)[rows.count :]
    over = [(row.about, row.year, float(v * row.scale) / (FEN if row.about == "budget" else 1.0)) for row, v in zip(limits, value, strict=True)]  # fmt: skip
    over = [item for item in over if item[2] > LEAST]
    last = max((year for _, year, _ in over), default=0)
    return [item for item in over if item[0] == "land" or not task.question.carry_over or item[1] == last]
