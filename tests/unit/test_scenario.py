"""Scenario files: what they inherit, where their paths lead, and everything wrong with them said at once."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoning import keys, scenario
from zoning.errors import ScenarioError
from zoning.policy import Lock, Policy

INPUTS = '[inputs.blocks]\npath = "b.geojson"\n[inputs.schools]\npath = "s.csv"\n'


def write(folder: Path, text: str, name: str = "town.toml", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode(encoding))
    return file


def load(folder: Path, text: str, **options: str) -> scenario.Scenario:
    return scenario.load(write(folder, text, **options))


def refused(folder: Path, text: str, **options: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as raised:
        load(folder, text, **options)
    return raised.value


def test_what_is_not_written_has_its_default(tmp_path):
    asked = load(tmp_path, f'name = "试"\n{INPUTS}')
    assert (asked.stage, asked.rules, asked.lang) == ("primary", "shandong-2018", "zh")
    assert asked.policy == Policy()
    assert asked.measure.detour_factor == 1.3
    assert asked.file == tmp_path / "town.toml"


def test_every_knob_of_the_policy_can_be_written(tmp_path):
    knobs = "contiguous = false\nlongest_walk_m = 1500\nover_capacity_share = 0.1\nover_capacity_price_m = 900\nmove_price_m = 50\ngap = 0.01\neffort = 2\nseed = 7\n"
    asked = load(tmp_path, f'name = "试"\n{INPUTS}[policy]\n{knobs}[[lock]]\nblock = 417\nschool = "S03"\n')
    assert asked.policy == Policy(False, 1500, 0.1, 900, 50, (Lock("417", "S03"),), 0.01, 2, 7)


def test_every_rule_of_the_plan_can_be_written(tmp_path):
    knobs = 'whole = "community"\nfar_m = 1000\nfar_price = 1.5\nshortest_longest_walk = true\nbalance_price_m = 200\nmost_moved_share = 0.1\narterial_price_m = 300\nsubdistrict_price_m = 400\n'
    rules = '[[lock]]\nblock = "a"\nschool = "S1"\nnever = true\n[[together]]\nblocks = [417, "b"]\n'
    assert load(tmp_path, f'name = "试"\n{INPUTS}[policy]\n{knobs}{rules}').policy == Policy(
        locks=(Lock("a", "S1", never=True),), together=(("417", "b"),), whole="community", far_m=1000, far_price=1.5,
        shortest_longest_walk=True, balance_price_m=200, most_moved_share=0.1, arterial_price_m=300, subdistrict_price_m=400,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('[[together]]\nblocks = ["a"]\n', "together[1].blocks", "至少要有 2 项"),
        ("[policy]\nmost_moved_share = 5\n", "policy.most_moved_share", "不能大于 1"),
        ("[policy]\nfar_price = 1000\n", "policy.far_price", "不能大于 100"),
        ("[policy]\nbalance_price_m = -1\n", "policy.balance_price_m", "不能小于 0"),
        ('[policy]\nshortest_longest_walk = "yes!"\n', "policy.shortest_longest_walk", "true 或 false"),
    ],
)
def test_a_rule_out_of_its_range_is_refused(tmp_path, text, key, said):
    error = refused(tmp_path, f'name = "试"\n{INPUTS}{text}').to("zh")
    assert key in error
    assert said in error


def test_the_defaults_of_the_file_are_those_of_the_policy():
    written = scenario.PolicyInput().model_dump()
    assert written == {key: getattr(Policy(), key) for key in written}


def test_paths_are_relative_to_the_file_that_writes_them(tmp_path):
    write(tmp_path, f'name = "base"\nrules = "own.toml"\n{INPUTS}', "base/town.toml")
    asked = load(
        tmp_path,
        'extends = "../base/town.toml"\n[inputs.streets]\npath = "roads.geojson"\n',
        name="plans/b.toml",
    )
    assert asked.inputs.blocks.path.resolve() == tmp_path / "base" / "b.geojson"
    assert asked.inputs.streets.path.resolve() == tmp_path / "plans" / "roads.geojson"
    assert (asked.file.parent / asked.rules).resolve() == tmp_path / "base" / "own.toml"


def test_an_absolute_path_stays(tmp_path):
    path = (tmp_path / "b.geojson").as_posix()
    assert load(
        tmp_path, f"name = '试'\n[inputs.blocks]\npath = '{path}'\n[inputs.schools]\npath = 's.csv'\n"
    ).inputs.blocks.path == Path(path)


def test_a_scenario_lays_its_keys_over_those_it_extends_and_adds_to_the_lists(tmp_path):
    write(
        tmp_path,
        f'name = "今"\n{INPUTS}[policy]\nseed = 5\ngap = 0.1\n[[lock]]\nblock = "a"\nschool = "S"\n[[close]]\nid = "S9"\n',
        "base.toml",
    )
    asked = load(
        tmp_path,
        'extends = "base.toml"\nname = "新"\n[policy]\ngap = 0.2\n[[lock]]\nblock = "b"\nschool = "T"\n',
    )
    assert asked.name == "新"
    assert (asked.policy.seed, asked.policy.gap) == (5, 0.2)
    assert asked.policy.locks == (Lock("a", "S"), Lock("b", "T"))
    assert [change.id for change in asked.close] == ["S9"]


def test_files_that_extend_each_other_are_refused(tmp_path):
    write(tmp_path, 'extends = "town.toml"\n', "other.toml")
    assert "circle" in refused(tmp_path, 'extends = "other.toml"\n').to("en")


def test_every_mistake_is_listed_with_its_key_and_reason_in_both_languages(tmp_path):
    error = refused(
        tmp_path,
        'stage = "high"\n[inputs.blocks]\npath = "b"\ndatum = "wgs"\n[policy]\nseed = -1\neffort = inf\nspeed = 3\n'
        '[[lock]]\nblock = "a"\nschool = "b"\n[[lock]]\nblock = 1.5\n[[resize]]\nid = "S"\nseats = "many"\n',
    )
    wanted = {
        "name": ("缺少", "missing"), "stage": ("primary", "primary"), "inputs.blocks.datum": ("gcj02", "gcj02"),
        "inputs.schools": ("缺少", "missing"), "policy.seed": ("不能小于 0", "greater than or equal to 0"),
        "policy.effort": ("有限", "finite"), "policy.speed": ("没有这个键", "no such key"), "lock[2].block": ("文字", "string"),
        "lock[2].school": ("缺少", "missing"), "resize[1].seats": ("整数", "integer"),
    }  # fmt: skip
    for lang, colon, which in (("zh", "：", 0), ("en", ": ", 1)):
        first, *lines = error.to(lang).split("\n")
        assert str(tmp_path / "town.toml") in first
        assert str(len(wanted)) in first
        assert len(lines) == len(wanted)
        for key, reason in wanted.items():
            (line,) = [line for line in lines if line.startswith(f"  - {key}{colon}")]
            assert reason[which] in line


def test_a_single_mistake_is_one_line(tmp_path):
    error = refused(tmp_path, f'name = "试"\nschools = 1\n{INPUTS}')
    assert (
        error.to("en")
        == f"scenario {tmp_path / 'town.toml'}: schools: there is no such key; check its spelling"
    )
    assert error.to("zh") == f"情景文件 {tmp_path / 'town.toml'}: schools：没有这个键，请检查拼写"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not valid TOML"),
        ('name = "\\d"', "single quotes"),
        ("extends = 5", "extends: give the path"),
        (f'name = "试"\nfile = "x"\n{INPUTS}', "file: there is no such key"),
        ('name = "x"\n[inputs.blocks]\npath = "data\\blocks.csv"', "single quotes"),
        ('name = "x"\n[lock]\nblock = "a"', "lock"),
        (f'name = "x"\n{INPUTS}[policy]\nmove_price_m = 1e300', "policy.move_price_m"),
        (f'name = "x"\n{INPUTS}[measure]\ndetour_factor = nan', "measure.detour_factor"),
        (f'name = "x"\n{INPUTS}[[lock]]\nblock = true\nschool = "S"', "lock[1].block"),
        (f'name = "x"\n{INPUTS}[[resize]]\nid = "S"\nseats = 100000000000000000000', "resize[1].seats"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_meant_is_refused_with_its_reason(tmp_path, text, said):
    error = refused(tmp_path, text)
    assert said in error.to("en")
    assert "town.toml" in error.to("zh")


def test_files_that_are_not_there_or_no_files(tmp_path):
    for path, said in ((tmp_path / "no.toml", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(ScenarioError, match=said):
            scenario.load(path)
    assert "no such file" in refused(tmp_path, 'extends = "gone.toml"').to("en")
    assert "gone.toml" in refused(tmp_path, 'extends = "gone.toml"').to("en")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be read here")
def test_a_file_that_may_not_be_read(tmp_path):
    file = write(tmp_path, "name = 1")
    file.chmod(0)
    with pytest.raises(ScenarioError, match="cannot be read"):
        scenario.load(file)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_editors_on_windows_may_write_a_mark_and_other_line_ends(tmp_path, encoding):
    assert (
        load(
            tmp_path,
            f'name = "滨河区"\r\n{INPUTS}'.replace("\n", "\r\n").replace("\r\r", "\r"),
            encoding=encoding,
        ).name
        == "滨河区"
    )


def test_a_file_in_gbk_is_refused_and_not_guessed(tmp_path):
    assert "UTF-8" in refused(tmp_path, 'name = "滨河区"', encoding="gbk").to("zh")


def test_backslashes_of_windows_paths_are_understood_everywhere(tmp_path):
    asked = load(
        tmp_path, "name = '试'\n[inputs.blocks]\npath = 'data\\b.geojson'\n[inputs.schools]\npath = 's.csv'\n"
    )
    assert asked.inputs.blocks.path == tmp_path / "data" / "b.geojson"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    )
)
def test_whatever_a_section_holds_the_answer_is_a_scenario_or_a_said_mistake(value):
    for key in ("name", "stage", "inputs", "policy", "lock", "open", "map", "rules"):
        raw = {"name": "x", "inputs": {"blocks": {"path": "b"}, "schools": {"path": "s"}}, key: value}
        try:
            assert scenario.Scenario.model_validate(raw)
        except scenario.ValidationError as error:
            said = keys.wrong(Path("x.toml"), error.errors())
            assert key in said.to("zh")
            assert key in said.to("en")
