"""Every format gives back the plan that was written: blocks and schools, counts, shapes; whatever its names look like."""

import tempfile
from dataclasses import replace
from pathlib import Path

import exchanged
import numpy as np
import pandas as pd
import pyogrio
import pytest
from exchanged import FORMATS, METRES, NASTY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zoning import exchange
from zoning.errors import ExportError
from zoning.export.fields import LAYERS

letters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
texts = st.text(letters, min_size=1, max_size=8).map(str.strip).filter(bool)
ids = st.one_of(st.sampled_from([text for text in NASTY if "\n" not in text and "\t" not in text and len(text) < 60]), texts)  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return exchanged.plan(40, 4)


@pytest.mark.parametrize("form", FORMATS)
def test_every_layer_comes_back_as_it_was(plan, form, tmp_path):
    exchange.write(plan, [form], tmp_path / "gis")
    exchanged.assert_same(plan, tmp_path / "gis", form)


@pytest.mark.parametrize("form", FORMATS)
def test_names_that_break_programs_come_back_as_they_were(plan, form, tmp_path):
    short = [text for text in NASTY if len(text.encode("gb18030")) <= 254]
    odd = exchanged.named(exchanged.named(plan, "blocks", "name", short), "schools", "name", short)
    _, notes = exchange.write(odd, [form], tmp_path / "gis")
    exchanged.assert_same(odd, tmp_path / "gis", form, ("blocks", "schools"))
    assert any("𠮷" in note.text.zh for note in notes) == (form == "shp"), "what GBK lacks is told"


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data(), form=st.sampled_from(FORMATS))
def test_a_plan_with_any_ids_and_names_is_the_same_after_any_format(data, form):
    blocks = data.draw(st.lists(ids, min_size=6, max_size=6, unique=True))
    schools = data.draw(st.lists(ids, min_size=2, max_size=2, unique=True))
    names = data.draw(st.lists(st.one_of(st.sampled_from(NASTY[:14]), texts), min_size=1, max_size=5))
    odd = exchanged.plan(6, 2, ids=blocks, school_ids=schools)
    odd = exchanged.named(odd, "blocks", "name", names)
    with tempfile.TemporaryDirectory() as folder:
        exchange.write(odd, [form], Path(folder) / "gis")
        back = exchanged.back(Path(folder) / "gis", form, "blocks")
        given = odd.frames["blocks"]
        assert dict(zip(back["block_id"], back["school_id"], strict=True)) == dict(zip(given["block_id"], given["school_id"], strict=True))  # fmt: skip
        assert dict(zip(back["block_id"], back["name"], strict=True)) == dict(zip(given["block_id"], given["name"], strict=True))  # fmt: skip
        assert pd.to_numeric(back["pupils"]).sum() == given["pupils"].sum()
        area = back.to_crs(given.crs).area.sum()
        np.testing.assert_allclose(area, given.area.sum(), rtol=5e-5 if form in METRES else 1e-9)


def test_a_layer_without_rows_is_written_too(plan, tmp_path):
    calm = replace(plan, frames={**plan.frames, "changes": plan.frames["changes"].iloc[:0], "gaps": plan.frames["gaps"].iloc[:0]})  # fmt: skip
    exchange.write(calm, list(FORMATS), tmp_path / "gis")
    for name in ("changes.shp", "changes.fgb", "changes.parquet", "changes.geojson", "gaps.shp"):
        assert (tmp_path / "gis" / name).is_file()
    assert len(exchanged.back(tmp_path / "gis", "fgb", "gaps")) == 0


def test_control_characters_are_left_out_and_told(plan, tmp_path):
    said = [*plan.frames["blocks"]["name"]]
    said[3] = "甲\x08\x00乙\ud800"
    raw = plan.frames["blocks"].assign(name=pd.Series(said, dtype="object"))
    from zoning.exchange.plan import _sound

    clean = _sound(replace(plan, frames={**plan.frames, "blocks": raw.astype({"name": "object"})}))
    assert clean.frames["blocks"]["name"].iloc[3] == "甲乙"
    assert "blocks.name" in clean.notes[-1].text.en
    exchange.write(clean, list(FORMATS), tmp_path / "gis")
    assert exchanged.back(tmp_path / "gis", "kml", "blocks")["name"].tolist() == clean.frames["blocks"]["name"].tolist()  # fmt: skip


def test_a_results_folder_gives_the_same_layers_as_the_run_that_wrote_it(plan, tmp_path):
    exchange.write(plan, ["gpkg"], tmp_path / "out")
    again = exchange.of_folder(tmp_path / "out")
    for name, frame in plan.frames.items():
        pd.testing.assert_frame_equal(pd.DataFrame(again.frames[name].drop(columns="geometry")), pd.DataFrame(frame.drop(columns="geometry")))  # fmt: skip
    assert again.said == plan.said


@pytest.mark.parametrize("source", ["nothing", "text.gpkg", "other.gpkg"])
def test_what_holds_no_plan_is_refused_in_words(plan, source, tmp_path):
    (tmp_path / "text.gpkg").write_text("no", encoding="utf-8")
    pyogrio.write_dataframe(plan.frames["schools"], tmp_path / "other.gpkg", layer="schools")
    with pytest.raises(ExportError, match="holds no plan") as raised:
        exchange.of_folder(tmp_path / source)
    assert "zoning plan" in raised.value.to("zh")


def test_what_every_map_must_say_is_in_every_format(plan, tmp_path):
    exchange.write(plan, list(FORMATS), tmp_path / "gis")
    from pyarrow import parquet

    told = {
        "kml": (tmp_path / "gis" / "plan.kml").read_text(encoding="utf-8"),
        "geojson": (tmp_path / "gis" / "zones.geojson").read_text(encoding="utf-8")[:2000],
        "fgb": str(pyogrio.read_info(tmp_path / "gis" / "zones.fgb")["layer_metadata"]),
        "parquet": parquet.read_metadata(tmp_path / "gis" / "zones.parquet").metadata[b"zoning"].decode("utf-8"),
        "gpkg": str(pyogrio.read_dataframe(tmp_path / "gis" / "plan.gpkg", layer="meta")["value"].tolist()),
        "shp": (tmp_path / "gis" / "meta.csv").read_text(encoding="utf-8-sig"),
    }  # fmt: skip
    for form, text in told.items():
        for said in (
            "内部工作用图 · 虚构数据",
            "东湖区教育局",
            "2026-03-01",
            "示意图，不作为权属及行政区划依据",
        ):
            assert said in text, (form, said)


def test_geojson_keeps_rfc_7946(plan, tmp_path):
    import json

    import shapely

    exchange.write(plan, ["geojson"], tmp_path / "gis")
    for name in LAYERS:
        collection = json.loads((tmp_path / "gis" / f"{name}.geojson").read_text(encoding="utf-8"))
        assert "crs" not in collection
        assert len({feature["id"] for feature in collection["features"]}) == len(plan.frames[name])
        for feature in collection["features"]:
            parts = shapely.get_parts(shapely.geometry.shape(feature["geometry"]))
            assert all(part.geom_type == "Point" or part.exterior.is_ccw for part in parts)


def test_kml_has_the_colours_of_the_map(plan, tmp_path):
    exchange.write(plan, ["kml"], tmp_path / "gis")
    text = (tmp_path / "gis" / "plan.kml").read_text(encoding="utf-8")
    fill = plan.frames["zones"]["fill"].iloc[0]
    assert '<Style id="zones-0"><LineStyle>' in text
    assert f"<PolyStyle><color>8c{fill[5:7]}{fill[3:5]}{fill[1:3]}</color>" in text
