"""Inputs read from a real PostGIS database, as a scenario names them."""

import geopandas as gpd
import numpy as np
import postgres
import pytest
import small_files
import toy_files
from shapely import LineString

from zoning import database, planner, scenario
from zoning.errors import InputError, ScenarioError
from zoning.read import postgis, study_area
from zoning.scenario import Scenario
from zoning.tables import blocks

psycopg = pytest.importorskip("psycopg")
TABLE = blocks("primary")


@pytest.fixture(scope="module")
def server():
    with postgres.server() as running:
        with psycopg.connect(running.conninfo(), autocommit=True) as connection:
            connection.execute(
                'CREATE SCHEMA "教育"; CREATE TABLE "教育"."小区" (id serial PRIMARY KEY, "地块编号" text, "小区名称" varchar(20), "小学适龄" numeric, '
                '"现小学" text, "登记日期" date, geom geometry(Polygon, 4326)); CREATE VIEW "教育".planned AS SELECT "地块编号", "小学适龄", geom FROM "教育"."小区"'
            )  # fmt: skip
            for i in range(4):
                connection.execute(
                    'INSERT INTO "教育"."小区" ("地块编号", "小区名称", "小学适龄", "现小学", "登记日期", geom) VALUES (%s, %s, %s, %s, \'2026-09-01\', ST_GeomFromText(%s, 4326))',
                    (f"B{4 - i}", "𠮷家园", 10 * (4 - i), "一小" if i > 1 else None, small_files.square(3 - i).wkt),
                )  # fmt: skip
        yield running


def read(server, name, geometry=None):
    return postgis.read(server.conninfo(), name, geometry, TABLE)


def run(server, sql):
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute(sql)


@pytest.mark.parametrize("name", ["教育.小区", "教育.planned", "planned"])
def test_tables_and_views_are_read_with_their_crs(server, name):
    raw = read(server, name)
    assert raw.crs == "EPSG:4326"
    assert sorted(raw.frame["地块编号"]) == ["B1", "B2", "B3", "B4"]
    assert raw.frame["小学适龄"].sum() == 100
    assert [shape.equals(small_files.square(int(block[1]) - 1)) for block, shape in zip(raw.frame["地块编号"], raw.shapes, strict=True)] == [True] * 4  # fmt: skip
    assert raw.source.rows == 4
    assert raw.source.path.endswith(f"127.0.0.1/zoning/教育.{name.rpartition('.')[2]}")


def test_the_order_of_rows_in_the_database_changes_nothing(server):
    before = read(server, "教育.planned")
    run(
        server, 'UPDATE "教育"."小区" SET "小区名称" = "小区名称" WHERE "地块编号" = \'B1\''
    )  # moves the row to the end
    after = read(server, "教育.planned")
    assert after.frame.equals(before.frame)
    assert after.source.sha256 == before.source.sha256
    run(server, 'UPDATE "教育"."小区" SET "小学适龄" = "小学适龄" + 1')
    assert read(server, "教育.planned").source.sha256 != before.source.sha256
    run(server, 'UPDATE "教育"."小区" SET "小学适龄" = "小学适龄" - 1')


@pytest.mark.parametrize(
    ("made", "name", "said"),
    [
        ("SELECT 1", "教育.小曲", "did you mean 教育.小区"),
        ("CREATE OR REPLACE VIEW two AS SELECT 1 AS id, ST_Point(1, 1) AS a, ST_Point(2, 2) AS b", "two", "several columns of shapes: a, b"),
        ("CREATE OR REPLACE VIEW mixed AS SELECT ST_Point(1, 1, 4326) AS a UNION SELECT ST_Point(1, 1, 4490)", "mixed", "several SRIDs: 4326, 4490"),
        ("CREATE OR REPLACE VIEW none AS SELECT 1 AS id WHERE false", "none", "no row of data"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_the_remedy(server, made, name, said):
    run(server, made)
    with pytest.raises(InputError, match=said) as raised:
        read(server, name)
    assert name in raised.value.to("zh")


def test_a_bare_name_that_several_schemas_have_off_the_search_path_is_asked_not_guessed(server):
    run(server, "CREATE SCHEMA IF NOT EXISTS y2025; CREATE SCHEMA IF NOT EXISTS y2026")
    for schema in ("y2025", "y2026"):
        run(server, f"CREATE OR REPLACE VIEW {schema}.sites AS SELECT 1 AS id, ST_Point(1, 1, 4549) AS a")
    with pytest.raises(InputError, match=r"y2025\.sites.*y2026\.sites.*schema\.table"):
        read(server, "sites")
    assert read(server, "y2026.sites").crs == "EPSG:4549"
    run(server, "CREATE OR REPLACE VIEW public.sites AS SELECT 1 AS id, ST_Point(1, 1, 4490) AS a")
    assert read(server, "sites").crs == "EPSG:4490", "the one on the search path is meant"


def test_the_column_of_shapes_can_be_named_and_curves_become_lines(server):
    run(server, "CREATE OR REPLACE VIEW two AS SELECT 1 AS id, ST_Point(1, 1) AS a, ST_Point(2, 2) AS b")
    raw = read(server, "two", "b")
    assert raw.crs is None
    assert raw.shapes[0].x == 2
    run(server, "CREATE OR REPLACE VIEW curved AS SELECT 1 AS id, 'SRID=4549;CURVEPOLYGON Z (CIRCULARSTRING(0 0 9, 4 0 9, 4 4 9, 0 4 9, 0 0 9))'::geometry AS g")  # fmt: skip
    assert read(server, "curved").shapes[0].geom_type == "Polygon"
    assert read(server, "curved").crs == "EPSG:4549"


def test_a_role_without_rights_is_refused_in_words(server):
    run(server, "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN")
    with pytest.raises(InputError, match=r"no right to read it|permission denied"):
        postgis.read(server.conninfo(user="stranger"), "教育.小区", None, TABLE)


def asked(server, **more):
    given = {"database": server.conninfo(), "table": "教育.小区", "datum": "wgs84", **more}
    return {key: value for key, value in given.items() if value is not None}


def test_a_district_is_the_same_from_files_and_from_the_database(server, tmp_path):
    small_files.blocks_file(tmp_path, ["一小", "一小", None, None])
    small_files.schools_file(tmp_path)
    from_files = study_area(small_files.scenario(tmp_path))
    inputs = {"blocks": asked(server), "schools": {"path": tmp_path / "schools.csv", "datum": "wgs84"}}
    from_database = study_area(Scenario.model_validate({"name": "试", "inputs": inputs}))
    assert from_database.crs == from_files.crs
    mine, theirs = (area.blocks.sort_index() for area in (from_database, from_files))
    assert mine[["pupils", "current_school"]].equals(theirs[["pupils", "current_school"]])
    assert (mine["name"] == "𠮷家园").all()
    assert mine.geometry.geom_equals_exact(theirs.geometry, 1e-3).all()
    assert from_database.sources["blocks"].path.endswith("教育.小区")


def test_schools_may_stand_in_a_table_without_shapes(server, tmp_path):
    small_files.blocks_file(tmp_path)
    one, two = small_files.middle(0), small_files.middle(3)
    run(server, f"CREATE OR REPLACE VIEW \"教育\".schools AS SELECT * FROM (VALUES ('S1', '一小', 60, {one.x}, {one.y}), ('S2', '二小', 50, {two.x}, {two.y})) AS t (school_id, name, seats, \"经度\", \"纬度\")")  # fmt: skip
    inputs = {"blocks": {"path": tmp_path / "blocks.geojson", "datum": "wgs84"}, "schools": asked(server, table="教育.schools")}  # fmt: skip
    area = study_area(Scenario.model_validate({"name": "试", "inputs": inputs}))
    assert area.schools["seats"].to_dict() == {"S1": 60, "S2": 50}


def grid(file):
    """Streets along every block of the town in this file."""
    west, south, east, north = gpd.read_file(file).total_bounds
    across, up = np.linspace(west, east, 13), np.linspace(south, north, 7)
    lines = [
        *(LineString([(x, south), (x, north)]) for x in across),
        *(LineString([(west, y), (east, y)]) for y in up),
    ]
    return [(f"第{i}路", "支路", line) for i, line in enumerate(lines)]


def test_streets_are_read_from_the_database_and_the_record_has_no_password(server, tmp_path, monkeypatch):
    base = toy_files.small_district(tmp_path / "town")
    streets = grid(tmp_path / "town" / "blocks.geojson")
    small_files.geojson(tmp_path / "town" / "streets.geojson", [row[2] for row in streets], [{"name": row[0], "level": row[1]} for row in streets])  # fmt: skip
    run(server, "DROP TABLE IF EXISTS streets; CREATE TABLE streets (name text, level text, geom geometry(Geometry, 4326))")  # fmt: skip
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        for name, level, line in streets:
            connection.execute("INSERT INTO streets VALUES (%s, %s, ST_GeomFromText(%s, 4326))", (name, level, line.wkt))  # fmt: skip
    monkeypatch.setenv("ZONING_DB", f"{server.conninfo()} password=Geheim-Wort-7")
    of_file = toy_files.variant(
        base, '[inputs.streets]\npath = "streets.geojson"\ndatum = "wgs84"', name="files.toml"
    )
    of_base = toy_files.variant(base, '[inputs.streets]\ndatabase = "env:ZONING_DB"\ntable = "public.streets"\ndatum = "wgs84"', name="db.toml")  # fmt: skip
    from_files, from_database = (planner.run(scenario.load(path)) for path in (of_file, of_base))
    assert len(from_database.area.streets.edges) == len(from_files.area.streets.edges) > 0
    assert from_database.plan.school_of.to_dict() == from_files.plan.school_of.to_dict()
    planner.write(from_database, tmp_path / "out", "zh")
    for written in (tmp_path / "out").iterdir():
        assert b"Geheim-Wort-7" not in written.read_bytes(), written.name
    assert "env:ZONING_DB/public.streets" in (tmp_path / "out" / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('database = "host=h password=geheim"\ntable = "a.b"', "holds a password"),
        ('database = "postgresql://u:geheim@h/d"\ntable = "a.b"', "holds a password"),
        ('database = "service=gis"', "database and table"),
        ('path = "x.shp"\ndatabase = "service=gis"\ntable = "a.b"', "database and table"),
        ("", "database and table"),
    ],
)
def test_a_scenario_that_names_its_place_wrongly_is_told_without_its_password(tmp_path, lines, said):
    file = tmp_path / "x.toml"
    file.write_text(f'name = "x"\n[inputs.blocks]\n{lines}\n[inputs.schools]\npath = "s.csv"\n', encoding="utf-8")  # fmt: skip
    with pytest.raises(ScenarioError, match=said) as raised:
        scenario.load(file)
    assert "geheim" not in raised.value.to("zh") + raised.value.to("en")


def test_a_server_that_is_not_there_is_told_once_in_words(tmp_path):
    small_files.schools_file(tmp_path)
    inputs = {"blocks": {"database": "host=127.0.0.1 port=1 dbname=x", "table": "a.b"}, "schools": {"path": tmp_path / "schools.csv", "datum": "wgs84"}}  # fmt: skip
    with pytest.raises(InputError, match=r"cannot connect to the database 127\.0\.0\.1/x") as raised:
        study_area(Scenario.model_validate({"name": "试", "inputs": inputs}))
    assert "连接不上数据库" in raised.value.to("zh")
    assert database.label("env:X") == "env:X"
