"""The protocol goes on where it was cut short and has everything audited; the page says what was measured and nothing else."""

import json
import shutil
from pathlib import Path

import pytest
from bench_town import town

from benchmarks import page, protocol, records
from benchmarks.protocol import Cities, Set

AUDIT = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "bench" / "audit.py"
ONE = Set("kong_sap", 1, "kong_sap")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    if not AUDIT.exists():
        pytest.skip(f"no {AUDIT}")
    folder = tmp_path_factory.mktemp("protocol") / "bench"
    for name in ("east", "west"):
        town(folder / "kong_sap" / name, distance="network")
    (folder / "audit.py").write_text(AUDIT.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def measured_once(bench, tmp_path_factory):
    """The results of one run of the protocol."""
    results = tmp_path_factory.mktemp("results")
    protocol.run(ONE, bench, results, seed=1, again=False)
    return results


@pytest.fixture
def results(measured_once, tmp_path):
    """Those results in a folder of one's own."""
    return shutil.copytree(measured_once, tmp_path / "results")


def solved(results: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((results / ONE.name).glob("*.csv"))}


@pytest.mark.slow
def test_what_is_solved_is_audited_and_not_solved_again(bench, tmp_path, capsys):
    results = tmp_path / "results"
    only_west = Set(ONE.name, ONE.seconds, ONE.of, ("west",))
    protocol.run(only_west, bench, results, seed=3, again=False)
    before = solved(results)
    assert set(before) == {"summary.csv", "west.csv"}
    protocol.run(ONE, bench, results, seed=3, again=False)
    after = solved(results)
    assert set(after) == {"east.csv", "summary.csv", "west.csv"}
    assert before["summary.csv"].splitlines()[1] in after["summary.csv"].splitlines()
    said = json.loads((results / ONE.name / "audit.json").read_text(encoding="utf-8"))
    assert [(row["instance"], row["ok"]) for row in said] == [("east", True), ("west", True)]
    made = json.loads((results / ONE.name / "made.json").read_text(encoding="utf-8"))
    assert (made["seed"], made["seconds"]) == (3, 1)
    assert "2 of 2 clean, 0 bounds false" in capsys.readouterr().out


def test_cities_are_named_by_what_they_are():
    names = [name for name, _ in Cities(500, 12, seeds=2, tightness=(0.85, 0.92)).asked()]
    assert names[:4] == ["network_85_1", "network_85_2", "network_92_1", "network_92_2"]
    assert len(set(names)) == 8


def test_the_page_holds_the_audited_figures_and_no_set_that_was_not_run(results, tmp_path):
    measured = tmp_path / "measured"
    assert records.take(results, measured) == [ONE.name]
    text = "\n".join(page.parts(measured))
    said = json.loads((results / ONE.name / "audit.json").read_text(encoding="utf-8"))
    for row in said:
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {row['instance']} |")]
        assert f"{row['cost']:,.2f}" in line
        assert "| yes |" in line
    assert "| 36 published instances (Kong 2021) | 2 | 60 | 2 |" in text
    assert page.TITLES["c500"] not in text
    assert "How it grows" not in text


@pytest.mark.parametrize(
    ("audited", "shown", "clean"),
    [({"pupils_over": 3}, "| **no** |", 1), ({"bound_is_false": True}, "**above a known plan**", 2)],
)
def test_the_page_hides_no_plan_that_is_not_clean_and_no_false_bound(
    results, tmp_path, audited, shown, clean
):
    measured = tmp_path / "measured"
    file = results / ONE.name / "audit.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    said[0] |= audited
    file.write_text(json.dumps(said), encoding="utf-8")
    records.take(results, measured)
    text = "\n".join(page.parts(measured))
    assert shown in text
    assert f"| 36 published instances (Kong 2021) | 2 | 60 | {clean} |" in text


def test_sets_that_a_run_leaves_out_stay_on_the_page(results, tmp_path):
    measured = tmp_path / "measured"
    (results / "walking.md").write_text("walked\n", encoding="utf-8")
    assert records.take(results, measured) == [ONE.name, "walking"]
    before = "\n".join(page.parts(measured))
    assert records.take(tmp_path / "nothing", measured) == []
    assert "\n".join(page.parts(measured)) == before
    assert "walked" in before


def test_the_page_is_that_of_the_records():
    text = (page.ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert text == "\n".join(page.parts()) + "\n"
