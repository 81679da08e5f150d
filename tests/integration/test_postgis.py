"""Publishing into a real PostgreSQL with PostGIS: whole or not at all, whatever happens in between."""

import contextlib
import multiprocessing
import os
import signal
import time
from dataclasses import replace

import exchanged
import numpy as np
import pandas as pd
import postgres
import pytest
import shapely
from typer.testing import CliRunner

from zoning import cli, database, exchange
from zoning.database import DatabaseError
from zoning.export.fields import LAYERS

psycopg = pytest.importorskip("psycopg")
from zoning.exchange.postgis import publish as write  # noqa: E402
from zoning.exchange.postgis import tables  # noqa: E402

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server's tests fork and send signals")
ODD = 'a"b; DROP SCHEMA 划片 CASCADE; --'


@pytest.fixture(scope="module")
def server():
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="module")
def plan():
    return exchanged.plan(40, 4)


@pytest.fixture
def fresh(server):
    """The server, with nothing of ours in the database."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        ours = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')"
        for (name,) in connection.execute(ours).fetchall():
            connection.execute(psycopg.sql.SQL("DROP SCHEMA {} CASCADE").format(psycopg.sql.Identifier(name)))
    return server


def publish(server, plan, schema="primary_2026", **options):
    with database.connected(server.conninfo()) as connection:
        return write(plan, connection, schema, **options)


def asked(server, query, *values, user="zoning"):
    with psycopg.connect(server.conninfo(user=user), autocommit=True) as connection:
        return connection.execute(query, values).fetchall()


def digest(server, schema="primary_2026"):
    """Every row of every table of a schema, as one number each; nothing where it is not there."""
    tables = asked(server, "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = %s AND relkind IN ('r', 'v') ORDER BY 1", schema)  # fmt: skip
    said = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
    with psycopg.connect(server.conninfo()) as connection:
        return {
            name: connection.execute(psycopg.sql.SQL(said).format(psycopg.sql.Identifier(schema, name))).fetchone()[0]
            for (name,) in tables
        }  # fmt: skip


def other(plan):
    """Another plan of the same district: the first block goes elsewhere."""
    blocks = plan.frames["blocks"]
    schools = blocks["school_id"].tolist()
    schools[0] = next(school for school in plan.frames["zones"]["school_id"] if school != schools[0])
    return replace(plan, frames={**plan.frames, "blocks": blocks.assign(school_id=pd.Series(schools, dtype="str"))})  # fmt: skip


def leftovers(server):
    return asked(server, "SELECT nspname FROM pg_namespace WHERE nspname ~ '^zoning_(new|old)'")


def test_a_plan_is_in_the_database_as_it_was(fresh, plan):
    done = publish(fresh, plan)
    assert done.rows == {**{name: len(frame) for name, frame in plan.frames.items()}, "meta": len(plan.meta)}
    assert not done.replaced
    rows = asked(fresh, "SELECT block_id, school_id, pupils, moved, ST_AsBinary(geom), ST_SRID(geom) FROM primary_2026.blocks ORDER BY fid")  # fmt: skip
    blocks = plan.frames["blocks"]
    assert [row[0] for row in rows] == blocks["block_id"].tolist()
    assert [row[1] for row in rows] == blocks["school_id"].tolist()
    assert [row[2] for row in rows] == blocks["pupils"].tolist()
    assert [row[3] for row in rows] == blocks["moved"].tolist()
    assert {row[5] for row in rows} == {4549}
    np.testing.assert_allclose(shapely.area(shapely.from_wkb([row[4] for row in rows])), blocks.area)


def test_tables_have_srid_keys_indices_and_chinese_comments(fresh, plan):
    publish(fresh, plan)
    typed = asked(fresh, "SELECT f_table_name, srid, type FROM geometry_columns WHERE f_table_schema = 'primary_2026'")  # fmt: skip
    assert {row[0] for row in typed} == set(LAYERS)
    assert {row[1:] for row in typed} == {(4549, "MULTIPOLYGON"), (4549, "POINT")}
    indices = asked(fresh, "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'primary_2026'")
    assert {table for table, made in indices if "USING gist" in made} == set(LAYERS)
    assert {table for table, made in indices if "UNIQUE" in made} == {*LAYERS, "meta"}
    said = dict(asked(fresh, "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'primary_2026.blocks'::regclass AND attnum > 0"))  # fmt: skip
    assert said["walk_m"] == "步行距离（米）"
    assert all(said.values())
    assert asked(fresh, "SELECT obj_description('primary_2026.zones'::regclass)") == [("招生片区",)]
    (about,) = asked(fresh, "SELECT value FROM primary_2026.meta WHERE key = 'notice'")
    assert about == ("内部工作用图 · 虚构数据",)


def test_a_rerun_replaces_and_views_show_the_last_run_with_their_rights(fresh, plan):
    if not asked(fresh, "SELECT 1 FROM pg_roles WHERE rolname = 'gis_reader'"):
        asked_of = psycopg.connect(fresh.conninfo(), autocommit=True)
        asked_of.execute("CREATE ROLE gis_reader LOGIN")
        asked_of.close()
    publish(fresh, plan, readers=["gis_reader"])
    assert publish(fresh, other(plan), readers=["gis_reader"]).replaced
    assert publish(fresh, other(plan)).replaced, "the views keep the rights once given"
    schools = "SELECT school_id FROM zoning_current.blocks ORDER BY fid"
    assert asked(fresh, schools, user="gis_reader") == [(school,) for school in other(plan).frames["blocks"]["school_id"]]  # fmt: skip
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(fresh, "DELETE FROM zoning_current.blocks RETURNING 1", user="gis_reader")
    publish(fresh, plan, "junior_2026")
    assert asked(fresh, schools) == [(school,) for school in plan.frames["blocks"]["school_id"]]
    publish(fresh, other(plan), "old_2025", views=None)
    assert asked(fresh, schools) == [(school,) for school in plan.frames["blocks"]["school_id"]]
    assert leftovers(fresh) == []


def test_a_layer_that_a_run_has_not_is_empty_and_its_view_shows_no_older_run(fresh, plan):
    publish(fresh, plan)
    before = "SELECT count(*) FROM zoning_current.service_areas"
    assert asked(fresh, before) == [(len(plan.frames["service_areas"]),)]
    without = {name: frame for name, frame in plan.frames.items() if name != "service_areas"}
    done = publish(fresh, replace(plan, frames=without), "junior_2026")
    assert done.rows["service_areas"] == 0
    assert asked(fresh, before) == [(0,)]


def test_a_crs_without_a_number_is_refused_with_the_remedy(fresh, plan):
    own = "+proj=tmerc +lon_0=118.7 +x_0=500000 +ellps=GRS80"
    frames = {name: frame.to_crs(own) for name, frame in plan.frames.items()}
    with pytest.raises(DatabaseError, match="--crs 4490"):
        publish(fresh, replace(plan, frames=frames))


def test_another_crs_makes_the_views_anew(fresh, plan):
    publish(fresh, plan)
    publish(fresh, exchange.in_crs(plan, "4490"))
    assert asked(fresh, "SELECT DISTINCT ST_SRID(geom) FROM zoning_current.zones") == [(4490,)]


def test_names_that_would_break_pasted_sql_do_no_harm(fresh):
    nasty = [text for text in exchanged.NASTY if "\n" not in text][:12]
    plan = exchanged.plan(12, 2, ids=nasty, school_ids=["'); DROP TABLE x; --", '"'])
    publish(fresh, plan, "划片")
    publish(fresh, plan, ODD, views='v"iews')
    publish(fresh, plan, ODD, views='v"iews')
    assert set(digest(fresh, ODD)) == {*LAYERS, "meta"} == set(digest(fresh, "划片")) == set(digest(fresh, 'v"iews'))  # fmt: skip
    with psycopg.connect(fresh.conninfo()) as connection:
        table = psycopg.sql.Identifier(ODD, "blocks")
        rows = connection.execute(psycopg.sql.SQL("SELECT block_id FROM {} ORDER BY fid").format(table)).fetchall()  # fmt: skip
    assert [row[0] for row in rows] == nasty


@pytest.mark.parametrize("schema", ["", " ", "pg_mine", "长" * 22, "a\0b"])
def test_names_that_the_server_would_cut_or_keep_to_itself_are_refused(fresh, plan, schema):
    with pytest.raises(DatabaseError, match="cannot be used"):
        publish(fresh, plan, schema)


def test_a_schema_that_is_not_ours_is_never_replaced(fresh, plan):
    with psycopg.connect(fresh.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA theirs; CREATE TABLE theirs.zones (x int)")
    for options in ({"schema": "theirs"}, {"schema": "public"}, {"views": "theirs"}):
        with pytest.raises(DatabaseError, match="was not made by this program"):
            publish(fresh, plan, **options)
    assert asked(fresh, "SELECT count(*) FROM theirs.zones") == [(0,)]
    with pytest.raises(DatabaseError, match="no role"):
        publish(fresh, plan, readers=["nobody"])
    assert digest(fresh) == {}


def test_what_others_built_on_a_run_is_not_taken_away(fresh, plan):
    publish(fresh, plan)
    with psycopg.connect(fresh.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE VIEW public.mine AS SELECT school_id FROM primary_2026.zones")
    before = digest(fresh), digest(fresh, "zoning_current")
    with pytest.raises(DatabaseError, match=r"view public\.mine|view mine"):
        publish(fresh, other(plan))
    assert (digest(fresh), digest(fresh, "zoning_current")) == before
    with psycopg.connect(fresh.conninfo(), autocommit=True) as connection:
        connection.execute("DROP VIEW public.mine")


def test_a_constraint_that_fails_leaves_the_old_run(fresh, plan):
    publish(fresh, plan)
    before = digest(fresh), digest(fresh, "zoning_current")
    blocks = plan.frames["blocks"]
    for wrong in (blocks.assign(school_id="gone"), blocks.assign(block_id="same")):
        with pytest.raises(DatabaseError, match="unchanged"):
            publish(fresh, replace(plan, frames={**plan.frames, "blocks": wrong}))
        assert (digest(fresh), digest(fresh, "zoning_current")) == before
    assert leftovers(fresh) == []


def _write(given, plan, when, count, pipe):
    """Publish in a process of its own; wait for word once this layer is written."""
    fill = tables._fill

    def watched(cursor, kind, *rest):
        fill(cursor, kind, *rest)
        if kind.name == when:
            pipe.send("midway")
            pipe.recv()

    tables._fill = watched
    try:
        with database.connected(given) as connection:
            for _ in range(count):
                write(plan, connection, "primary_2026")
                pipe.send("done")
    except DatabaseError as error:
        pipe.send(error.to("en"))
        os._exit(3)
    os._exit(0)


class Writer:
    """Another process that publishes another plan."""

    def __init__(self, server, plan, when="", count=1):
        forked = multiprocessing.get_context("fork")
        self.pipe, end = forked.Pipe()
        self.process = forked.Process(target=_write, args=(server.conninfo(), other(plan), when, count, end))
        self.process.start()
        end.close()

    def heard(self):
        assert self.pipe.poll(60), "nothing was heard of the writer"
        return self.pipe.recv()

    def go_on(self):
        self.pipe.send("go on")

    def ended(self):
        """Wait for the end; return the exit code and everything heard."""
        said = []
        with contextlib.suppress(EOFError, ConnectionResetError):
            while True:
                said.append(self.heard())
        self.process.join(timeout=60)
        return self.process.exitcode, said


@pytest.fixture
def midway(fresh, plan):
    """Start a writer and wait until it has written this layer."""
    started = []

    def start(when):
        started.append(Writer(fresh, plan, when))
        assert started[-1].heard() == "midway"
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.join()


@pytest.mark.parametrize("when", ["zones", "service_areas"])
def test_a_writer_that_is_killed_midway_leaves_the_old_run(fresh, plan, midway, when):
    publish(fresh, plan)
    before = digest(fresh), digest(fresh, "zoning_current")
    dead = midway(when)
    dead.process.kill()
    dead.process.join()
    assert (digest(fresh), digest(fresh, "zoning_current")) == before
    publish(fresh, other(plan))  # what the dead one held is free again
    assert digest(fresh) != before[0]
    assert leftovers(fresh) == []


def test_a_connection_that_breaks_midway_leaves_the_old_run(fresh, plan, midway):
    publish(fresh, plan)
    before = digest(fresh)
    cut = midway("blocks")
    asked(fresh, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'zoning'")
    cut.go_on()
    code, (said,) = cut.ended()
    assert code == 3
    assert "unchanged" in said
    assert digest(fresh) == before


def test_a_power_cut_of_the_server_midway_leaves_the_old_run(fresh, plan, midway):
    publish(fresh, plan)
    before = digest(fresh), digest(fresh, "zoning_current")
    cut = midway("blocks")
    fresh.stop(signal.SIGQUIT)
    cut.go_on()
    assert cut.ended()[0] == 3
    fresh.start()
    assert (digest(fresh), digest(fresh, "zoning_current")) == before


def test_a_disk_that_is_full_leaves_the_old_run(fresh, plan):
    publish(fresh, plan)
    before = digest(fresh)
    random = np.random.default_rng(1)
    signs = random.integers(0x4E00, 0x9FA5, (len(plan.frames["blocks"]), 60_000))
    big = exchanged.named(plan, "blocks", "reason_zh", ["".join(map(chr, row)) for row in signs])
    fresh.stop()
    fresh.start(
        most_file_bytes=postgres.SEGMENT_MIB * 2**20
    )  # no file of the server grows beyond: as where a disk is full
    with pytest.raises(DatabaseError, match="could not extend file"):
        publish(fresh, big)
    fresh.stop()
    fresh.start()
    assert digest(fresh) == before
    assert publish(fresh, big).rows["blocks"] == len(signs)


def test_two_writers_at_once_take_turns(fresh, plan):
    publish(fresh, plan)
    both = [Writer(fresh, plan, count=4) for _ in range(2)]
    assert [each.ended() for each in both] == [(0, ["done"] * 4)] * 2
    assert digest(fresh)["blocks"] == digest(fresh, "zoning_current")["blocks"]
    assert asked(fresh, "SELECT school_id FROM primary_2026.blocks ORDER BY fid") == [(school,) for school in other(plan).frames["blocks"]["school_id"]]  # fmt: skip
    assert leftovers(fresh) == []


def test_a_second_writer_waits_for_the_first(fresh, plan, midway):
    first = midway("zones")
    second = Writer(fresh, plan)
    until = time.monotonic() + 60
    while not asked(fresh, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
        assert time.monotonic() < until
        time.sleep(0.1)
    first.go_on()
    assert (first.ended()[0], second.ended()[0]) == (0, 0)


def test_a_password_is_taken_from_the_environment_and_never_shown(fresh, plan, tmp_path):
    secret = "Geheim-Wort-7"
    with psycopg.connect(fresh.conninfo(), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS with_password")
        connection.execute("CREATE ROLE with_password LOGIN SUPERUSER PASSWORD 'Geheim-Wort-7'")
    exchange.write(plan, ["gpkg"], tmp_path / "out")
    bare = fresh.conninfo(user="with_password")
    options = ["publish", str(tmp_path / "out"), "--schema", "s", "--json", "--database"]
    run = lambda given, **env: CliRunner().invoke(cli.app, [*options, given], env=env)  # noqa: E731
    inside = run("env:ZONING_DB", ZONING_DB=f"{bare} password={secret}")
    assert inside.exit_code == 0, inside.stdout + inside.stderr
    assert '"database": "env:ZONING_DB"' in inside.stdout
    wrong = run("env:ZONING_DB", ZONING_DB=f"{bare} password={secret}x")
    told = run(f"{bare} password={secret}")
    broken = run("env:ZONING_DB", ZONING_DB=f"host {secret}")
    by_variable = run(bare, PGPASSWORD=secret)
    assert (wrong.exit_code, told.exit_code, broken.exit_code, by_variable.exit_code) == (3, 3, 3, 0)
    for answer in (inside, wrong, told, broken, by_variable):
        assert secret not in answer.stdout + answer.stderr
    assert "pgpass" in told.stdout


@pytest.mark.parametrize("given", ["postgresql://u:geheim@h/d", "host=h password = geheim", "dbname=d sslpassword=geheim", "host=h password\t=\tgeheim"])  # fmt: skip
def test_a_scenario_may_not_hold_a_password(given):
    said = database.refused(given)
    assert said is not None
    assert "geheim" not in said.zh + said.en
    with pytest.raises(DatabaseError):
        database.parameters(given)


@pytest.mark.parametrize("given", ["service=gis", "host=h dbname=d user=u", "postgresql://u@h/d", "env:X"])
def test_a_connection_without_one_is_taken(given, monkeypatch):
    assert database.refused(given) is None
    monkeypatch.setenv("X", "dbname=d")
    database.parameters(given)
    assert database.label("postgresql://u@h:5433/d") == "h/d"
