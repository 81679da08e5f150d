"""Many independent questions: one after another, on the processes of this machine, or on a Dask cluster; taken up again after a stop.

A question is `evaluate(bundle, number)`: a function of what all have in common and a number, whose answer is a row of plain
values. Order, machines and stops change nothing but the time.
"""

import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import connection
from pathlib import Path
from typing import IO, Any

from zoning.errors import ZoningError
from zoning.words import Text

Evaluate = Callable[[Any, int], dict[str, Any]]
Row = dict[str, Any]
OnCount = Callable[[int, int], None]
"""Told how many of how many are answered."""
TRIES = 3
"""Times that a pool whose worker died is started anew."""
AHEAD = 4
"""Questions given out for each worker before answers come back."""


class RunsStopped(ZoningError):
    """Workers ended and could not be replaced."""


def answered(
    evaluate: Evaluate, bundle: Any, count: int, *, workers: int = 1, cluster: str | None = None, kept: Path | None = None, key: str = "",
    on_count: OnCount = lambda done, of: None,
) -> list[Row]:  # fmt: skip
    """Return the answers to the questions 0, 1, … `count` - 1, in this order.

    Each is written to the file `kept` as it comes in; a file under the same `key` is taken up where it ends. It is removed once
    all are answered.
    """
    made = kept is not None and not kept.parent.exists()
    with _Kept.of(kept, key) as store:
        left = [number for number in range(count) if number not in store.rows]
        on_count(count - len(left), count)
        ask = (
            _on_cluster(cluster)
            if cluster
            else _on_processes(min(workers, len(left)))
            if workers > 1 and len(left) > 1
            else _here
        )
        for row in ask(evaluate, bundle, left):
            store.add(row)
            on_count(len(store.rows), count)
        found = [store.rows[number] for number in range(count)]
    if kept is not None:
        kept.unlink(missing_ok=True)
        if made:
            with suppress(OSError):  # others may have come to lie there
                kept.parent.rmdir()
    return found


def cores() -> int:
    """Return how many processes this machine runs at a time."""
    return os.cpu_count() or 1


class _Kept:
    """Answers so far, in memory and in a file."""

    def __init__(self, rows: dict[int, Row], file: IO[str] | None) -> None:
        self.rows, self.file = rows, file

    @classmethod
    @contextmanager
    def of(cls, path: Path | None, key: str) -> "Iterator[_Kept]":
        """Give the answers kept in a file under a key, and the file open for more."""
        if path is None:
            yield cls({}, None)
            return
        rows = _read(path, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            store = cls({}, file)
            file.write(json.dumps({"key": key}) + "\n")
            for row in rows:
                store.add(row)
            yield store

    def add(self, row: Row) -> None:
        """Keep an answer; one that is there already is not counted twice."""
        if row["number"] in self.rows:
            return
        self.rows[row["number"]] = row
        if self.file is not None:
            self.file.write(json.dumps(row) + "\n")
            self.file.flush()


def _read(path: Path, key: str) -> list[Row]:
    """The whole rows of a file under the key; a row that a stop cut short is not one."""
    rows: list[Row] = []
    with suppress(OSError, ValueError, KeyError):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        if json.loads(head)["key"] != key:
            return []
        for line in lines:
            rows.append(json.loads(line))
    return rows


def _here(evaluate: Evaluate, bundle: Any, numbers: Sequence[int]) -> Iterator[Row]:
    for number in numbers:
        yield evaluate(bundle, number)


_held: tuple[Evaluate, Any] | None = None
"""In a worker: the function and the bundle, sent once and not with every question."""


def leave_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended: nobody waits for its answers."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        connection.wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _hold(evaluate: Evaluate, bundle: Any) -> None:
    global _held
    leave_with_parent()
    _held = evaluate, bundle


def _ask(number: int) -> Row:
    assert _held is not None
    evaluate, bundle = _held
    return evaluate(bundle, number)


def _on_processes(workers: int) -> Callable[[Evaluate, Any, Sequence[int]], Iterator[Row]]:
    def ask(evaluate: Evaluate, bundle: Any, numbers: Sequence[int]) -> Iterator[Row]:
        left = list(numbers)
        for _ in range(TRIES):
            try:
                for row in _pooled(evaluate, bundle, tuple(left), workers):
                    left.remove(row["number"])
                    yield row
            except BrokenProcessPool:  # a worker was killed: what it had not answered is asked again
                continue
            return
        raise RunsStopped(Text("计算进程反复中断（内存不足？），请减少 --workers 后再运行，已算的不会丢失", "worker processes keep dying (out of memory?): run again with fewer --workers; what was computed is kept"))  # fmt: skip

    return ask


def _pooled(evaluate: Evaluate, bundle: Any, numbers: Sequence[int], workers: int) -> Iterator[Row]:
    spawn = multiprocessing.get_context("spawn")  # alike on every system
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_hold, initargs=(evaluate, bundle))
    waiting: set[Future[Row]] = set()
    try:
        for number in numbers:
            waiting.add(pool.submit(_ask, number))
            if len(waiting) >= AHEAD * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (job.result() for job in done)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (job.result() for job in done)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _on_cluster(address: str) -> Callable[[Evaluate, Any, Sequence[int]], Iterator[Row]]:
    def ask(evaluate: Evaluate, bundle: Any, numbers: Sequence[int]) -> Iterator[Row]:
        try:
            import distributed
        except ImportError:
            raise RunsStopped(Text("没有安装 Dask：pip install 'zoning[cluster]'", "Dask is not installed: pip install 'zoning[cluster]'")) from None  # fmt: skip
        left = list(numbers)
        try:
            client = distributed.Client(address, timeout="20s")
        except OSError as error:
            raise RunsStopped(Text(f"连接不上 Dask 调度器 {address}：{error}", f"there is no Dask scheduler at {address}: {error}")) from None  # fmt: skip
        with client:
            for _ in range(TRIES):
                try:
                    for row in _scattered(client, evaluate, bundle, tuple(left)):
                        left.remove(row["number"])
                        yield row
                except (distributed.KilledWorker, CancelledError):  # a worker that alone held the bundle died
                    continue
                return
        raise RunsStopped(Text("集群的计算进程反复中断，已算的不会丢失，请检查后再运行", "the cluster's workers keep dying; what was computed is kept: see to them and run again"))  # fmt: skip

    return ask


def _scattered(client: Any, evaluate: Evaluate, bundle: Any, numbers: Sequence[int]) -> Iterator[Row]:
    """Send the bundle to every worker once, then the numbers."""
    import distributed

    held = client.scatter(bundle, broadcast=True, hash=False)
    jobs = client.map(_with, numbers, evaluate=evaluate, held=held, pure=False, retries=TRIES)
    for _, row in distributed.as_completed(jobs, with_results=True):
        yield row


def _with(number: int, *, evaluate: Evaluate, held: Any) -> Row:
    return evaluate(held, number)
