"""The result files of `zoning balance`, as the code calls their columns."""

from reference.tabular import code, table
from zoning.balance import INDICATORS
from zoning.export.balance.columns import COLUMNS, VERDICTS

_MEANINGS = {
    "school_id": "Id of the school; a nine-year school has a row for each stage.",
    "name": "Its name.",
    "stage": "Stage of the row.",
    "subdistrict": "Of the table of schools.",
    "place": "Kind of place, as the form has it.",
    "private": "Public or private: of the form, else of the table of schools.",
    "boarding": "A boarding school.",
    "built": "As the form has it.",
    "pupils": "Pupils of the form.",
    "met": "How many of the seven indicators are met.",
    "shown": "How many could be computed.",
    "verdict": "On the seven together.",
    "good": "Meets as many as `balance.good` says.",
    "strength": "Score / 100, else indicators met / 7.",
    "classes": "Classes.",
    "largest_class": "Pupils of the largest class.",
    "class_most": "The largest class allowed.",
    "large_classes": "Oversize classes (大班额); empty where the sizes are not known.",
    "super_classes": "Of these the ones that are very oversize (超大班额).",
    "class_verdict": "On the largest class; on the mean where nothing else is known and it is too large already.",
    "enrolment": "Pupils of the school, both stages of a nine-year school together.",
    "enrolment_most": "The most allowed.",
    "size_verdict": "On the enrolment.",
    "in_zone_share": "Share of the pupils who live in the school's zone.",
    "in_zone_from": "Where that comes from: the form, else the roll and a zone plan.",
    "in_zone_least": "The least asked.",
    "in_zone_verdict": "On that share; asked of public day schools in city and town.",
}
_FILES = (
    ("balance.xlsx", "Verdicts, schools one by one (not met in red, not shown in yellow), what is lacking, 差异系数, classes and sizes, in-zone pupils, groups, good seats by subdistrict."),
    ("balance.csv", "One row per school and stage with every figure and verdict."),
    ("run.json", "The record: inputs with their SHA-256, scenario, rules, every table, what is proved of the groups; with `plan = true` the record of the plan."),
)  # fmt: skip


def files() -> list[str]:
    """Return the files of `zoning balance` and the columns of balance.csv."""
    words = ", ".join(f"{said.en} ({said.zh})" for said in VERDICTS.values())
    return [
        "### Files of zoning balance",
        "",
        *table(("file", "holds"), [(code(name), holds) for name, holds in _FILES]),
        f"A verdict is one of: {words}. *Not shown*: the form leaves empty what it takes to tell.",
        "",
        "### balance.csv",
        "",
        *table(("header", "表头", "meaning"), [_row(name) for name in COLUMNS if _meaning(name)]),
    ]


def _row(name: str) -> tuple[str, str, str]:
    said = COLUMNS[name][0]
    return code(said.en), said.zh, _meaning(name)


def _meaning(name: str) -> str:
    own = name.removesuffix("_verdict")
    if own in INDICATORS:
        return f"{INDICATORS[own].name.en}." if own == name else "Its verdict."
    return _MEANINGS.get(name, "")
