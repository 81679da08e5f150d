"""The results folder, read back from one that was really written."""

import csv
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyogrio

from reference.meanings import COLUMNS, FILES, KEYS
from reference.tabular import code, table
from zoning import assess, assign, export, measure, rules, toy
from zoning.export.tables import HEADERS
from zoning.policy import Policy
from zoning.result import Result
from zoning.scenario import Scenario


def files() -> list[str]:
    """Return the section on result files."""
    with tempfile.TemporaryDirectory() as folder:
        written = export.write(_small_result(), Path(folder), "")
        lines = [
            "## Result files",
            "",
            *table(("file", "holds"), [(code(p.name), FILES.get(p.name, "")) for p in written]),
        ]
        lines += [
            "CSV files are UTF-8 with a byte order mark. Their headers are English where the scenario's `lang` is `en`, 中文 where it is `zh`.",
            "",
        ]
        for path in written:
            lines += _READERS.get(path.suffix, _nothing)(path)
    return lines


def _csv(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        heads = next(csv.reader(text))
    means = COLUMNS.get(path.name, {})
    rows = [
        (code(head), HEADERS[head].zh if head in HEADERS else head, means.get(head, "")) for head in heads
    ]
    return [f"### {path.name}", "", *table(("header", "表头", "meaning"), rows)]


def _geojson(path: Path) -> list[str]:
    held = json.loads(path.read_text(encoding="utf-8"))
    members = [key for key in held if key not in ("type", "features")]
    return [
        f"### {path.name}",
        "",
        f"Properties of a feature: {_listed(held['features'][0]['properties'])}.",
        "",
        f"Beside the features: {_listed(members)}, and `map_review_no`, `data_date`, `made_by` where the scenario gives them.",
        "",
    ]


def _gpkg(path: Path) -> list[str]:
    names = [str(name) for name, _ in pyogrio.list_layers(path) if name != "layer_styles"]
    rows = [(code(name), _listed(pyogrio.read_info(path, layer=name)["fields"])) for name in names]
    return [f"### {path.name}", "", *table(("layer", "columns"), rows)]


def _json(path: Path) -> list[str]:
    held: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
    fixed = ("title", "scenario", "rules", "solve", "totals")  # the keys of the others depend on the run
    inner = {key: _listed(held[key]) for key in fixed if key in held}
    rows = [(code(key), "; ".join(filter(None, [KEYS.get(key, ""), inner.get(key, "")]))) for key in held]
    return [f"### {path.name}", "", *table(("key", "holds"), rows)]


def _nothing(_: Path) -> list[str]:
    return []


_READERS = {".csv": _csv, ".geojson": _geojson, ".gpkg": _gpkg, ".json": _json}


def _listed(names: object) -> str:
    return ", ".join(code(name) for name in names)  # type: ignore[attr-defined]


def _small_result() -> Result:
    """A toy town carried through the whole program: under-covered ground, today's school and the primary zone of every block."""
    town = toy.town(7, 3, block_m=400.0)
    zone = town.blocks.index.str[1].map(lambda column: "P1" if column < "4" else "P2")
    town = replace(town, blocks=town.blocks.assign(current_school="S1", feeder=zone, feeder_name=zone))
    asked = Scenario.model_validate(
        {"name": "toy", "lang": "en", "inputs": {"blocks": {"path": "-"}, "schools": {"path": "-"}}}
    )
    norms = rules.load(asked.rules)
    measures = measure.all_of(town, asked, norms)
    plan = assign.best(town, measures, Policy(effort=0.05))
    return Result(asked, norms, town, measures, plan, assess.plan(plan, town, measures, norms))
