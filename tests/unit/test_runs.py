"""Many questions at once: each answered once, whatever dies or stops on the way."""

import json
import os
import sys
import time

import pytest

from zoning import runs


def square(bundle: list[int], number: int) -> dict[str, int]:
    return {"number": number, "value": bundle[number] ** 2}


def once(bundle: str, number: int) -> dict[str, int]:
    """The first to be asked for number 3 dies with its process."""
    if number == 3:
        try:
            os.close(os.open(f"{bundle}/died", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os._exit(9)
    return {"number": number, "value": number}


def always(bundle: None, number: int) -> dict[str, int]:
    time.sleep(0.01)
    os._exit(9)


NUMBERS = list(range(7))
SQUARES = [{"number": n, "value": n * n} for n in NUMBERS]


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_order(workers):
    seen = []
    found = runs.answered(
        square, NUMBERS, 7, workers=workers, on_count=lambda done, of: seen.append((done, of))
    )
    assert found == SQUARES
    assert seen == [(n, 7) for n in range(8)]


def test_more_questions_than_are_given_out_at_once_are_all_answered():
    many = list(range(60))
    assert [row["value"] for row in runs.answered(square, many, 60, workers=2)] == [n * n for n in many]


def test_a_killed_worker_loses_nothing(tmp_path):
    found = runs.answered(once, str(tmp_path), 9, workers=2)
    assert [row["value"] for row in found] == list(range(9))
    assert (tmp_path / "died").exists()


def test_workers_that_keep_dying_are_said():
    with pytest.raises(runs.RunsStopped, match="fewer --workers"):
        runs.answered(always, None, 3, workers=2)


def test_a_stop_is_taken_up_where_it_was(tmp_path):
    kept, asked = tmp_path / "out" / "part.jsonl", []

    def stopping(bundle, number):
        asked.append(number)
        if asked == [0, 1, 2]:
            raise KeyboardInterrupt
        return square(bundle, number)

    with pytest.raises(KeyboardInterrupt):
        runs.answered(stopping, NUMBERS, 7, kept=kept, key="k")
    with kept.open("a", encoding="utf-8") as file:
        file.write('{"number": 5, "val')  # cut short while it was written
    assert runs.answered(stopping, NUMBERS, 7, kept=kept, key="k") == SQUARES
    assert asked == [0, 1, 2, 2, 3, 4, 5, 6]
    assert not kept.exists()


def test_answers_to_another_question_are_not_taken(tmp_path):
    kept = tmp_path / "part.jsonl"
    kept.write_text(json.dumps({"key": "other"}) + '\n{"number": 0, "value": 99}\n', encoding="utf-8")
    assert runs.answered(square, NUMBERS, 7, kept=kept, key="k") == SQUARES


def test_dask_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(runs.RunsStopped, match=r"zoning\[cluster\]"):
        runs.answered(square, NUMBERS, 7, cluster="tcp://127.0.0.1:1")
