"""What is kept on disk between runs: whole or not at all, within its size, shared without harm."""

import os
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np

from zoning import cache
from zoning.cache import Cache

RECORD = np.dtype([("place", np.complex128), ("edge", np.int64), ("across", np.bool_)])


@pytest.fixture
def kept(tmp_path) -> Cache:
    return Cache(tmp_path / "kept")


def files(kept: Cache) -> list[Path]:
    return sorted(kept.folder.iterdir())


@pytest.mark.parametrize(
    "value", [np.arange(5, dtype=np.int32), np.array([1.5, np.inf]), np.zeros(3, RECORD), np.empty((0, 4)), np.array([1 + 2j])]
)  # fmt: skip
def test_what_is_put_is_got_back(kept, value):
    kept.put("a", value)
    got = kept.get("a")
    assert got.dtype == value.dtype
    assert got.tolist() == value.tolist()


def test_what_was_never_put_is_none(kept):
    assert kept.get("a") is None
    assert not kept.folder.exists()


def test_a_later_value_takes_the_place_of_an_earlier_one(kept):
    kept.put("a", np.array([1]))
    kept.put("a", np.array([2]))
    assert kept.get("a").tolist() == [2]
    assert len(files(kept)) == 1


def test_a_file_cut_short_anywhere_counts_as_absent_and_is_written_again(kept):
    kept.put("a", np.arange(3))
    (file,) = files(kept)
    whole = file.read_bytes()
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        assert kept.get("a") is None
    kept.put("a", np.arange(3))
    assert kept.get("a").tolist() == [0, 1, 2]


def test_a_single_changed_byte_is_noticed(kept):
    kept.put("a", np.arange(3))
    (file,) = files(kept)
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kept.get("a") is None


@settings(max_examples=50)
@given(st.binary(max_size=400))
def test_any_other_file_counts_as_absent(tmp_path_factory, raw):
    kept = Cache(tmp_path_factory.mktemp("foreign"))
    kept.put("a", np.arange(3))
    files(kept)[0].write_bytes(raw)
    assert kept.get("a") is None


def test_an_array_of_objects_is_never_unpickled(kept):
    with pytest.raises(ValueError, match="allow_pickle"):
        kept.put("a", np.array([{}], dtype=object))
    assert files(kept) == []


@settings(max_examples=50)
@given(
    st_np.arrays(st.sampled_from([np.int32, np.int64, np.float64, np.bool_]), st_np.array_shapes(min_side=0))
)
def test_any_array_comes_back_as_it_was(tmp_path_factory, value):
    kept = Cache(tmp_path_factory.mktemp("kept"))
    kept.put("a", value)
    np.testing.assert_array_equal(kept.get("a"), value, strict=True)


def age(kept: Cache, key: str, seconds: int) -> None:
    file = kept.folder / f"{key}.zc"
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime - seconds))


def test_beyond_its_size_what_was_used_least_recently_goes(kept):
    for number, key in enumerate("abc"):
        kept.put(key, np.zeros(1000))
        age(kept, key, 100 - 10 * number)
    assert kept.get("a") is not None  # used now
    kept.most_bytes = 20_000
    kept.trim()
    assert [file.stem for file in files(kept)] == ["a", "c"]
    assert kept.size <= 20_000


def test_within_its_size_everything_stays(kept):
    for key in "abc":
        kept.put(key, np.zeros(1000))
    kept.trim()
    assert len(files(kept)) == 3


def test_what_a_crash_left_behind_goes_but_not_what_is_being_written(kept):
    kept.put("a", np.zeros(3))
    for name, seconds in (("old", 7200), ("new", 0)):
        part = kept.folder / f"{name}.part"
        part.write_bytes(b"half")
        os.utime(part, (part.stat().st_atime, part.stat().st_mtime - seconds))
    kept.trim()
    assert [file.name for file in files(kept)] == ["a.zc", "new.part"]


def test_files_of_others_in_the_folder_are_left_alone(kept):
    kept.put("a", np.zeros(1000))
    (kept.folder / "mine.txt").write_text("keep me")
    kept.most_bytes = 0
    kept.trim()
    assert [file.name for file in files(kept)] == ["mine.txt"]


def test_a_folder_that_cannot_be_made_is_as_good_as_none(tmp_path):
    (tmp_path / "file").write_text("")
    kept = Cache(tmp_path / "file" / "kept")
    kept.put("a", np.zeros(3))
    assert kept.get("a") is None
    kept.trim()
    assert kept.size == 0


def test_many_writers_and_readers_never_meet_half_a_file(tmp_path):
    """Each thread has a `Cache` of its own, as two programs would."""
    wrong = []

    def work(number: int) -> None:
        mine = Cache(tmp_path)
        for turn in range(40):
            mine.put("a", np.full(5000, number * 100 + turn))
            got = mine.get("a")
            if got is not None and len(set(got.tolist())) != 1:
                wrong.append(got)
            mine.trim()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [file.suffix for file in tmp_path.iterdir()] == [".zc"]


@pytest.mark.parametrize("off", ["off", "OFF", " off "])
def test_the_environment_turns_it_off(monkeypatch, off):
    monkeypatch.setenv("ZONING_CACHE", off)
    assert cache.user_folder() is None
    with cache.of_user() as kept:
        assert kept is None


def test_the_environment_names_another_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("ZONING_CACHE", str(tmp_path / "缓存"))
    with cache.of_user() as kept:
        kept.put("a", np.zeros(3))
    assert [file.name for file in (tmp_path / "缓存").iterdir()] == ["a.zc"]


def test_the_users_cache_is_brought_within_its_size_afterwards(monkeypatch, tmp_path):
    monkeypatch.setenv("ZONING_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "MOST_BYTES", 20_000)
    with cache.of_user() as kept:
        for key in "abc":
            kept.put(key, np.zeros(1000))
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", ("zoning",)),
        ("win32", "LOCALAPPDATA", ("zoning", "Cache")),
    ],
)
def test_else_it_lies_where_the_system_puts_such_files(monkeypatch, tmp_path, platform, variable, expected):
    monkeypatch.delenv("ZONING_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert cache.user_folder() == tmp_path.joinpath(*expected)


def test_without_a_home_there_is_no_cache(monkeypatch):
    def homeless() -> Path:
        raise RuntimeError("no home")

    for variable in ("ZONING_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert cache.user_folder() is None
