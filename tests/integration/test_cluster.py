"""Questions answered on a real Dask cluster: workers started by hand, one of them killed midway; nothing is lost or counted twice."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import workers
from tiny_sites import street

from zoning import runs
from zoning.assign import siting
from zoning.assign.policy.whole import Groups
from zoning.assign.siting.field import Field

distributed = pytest.importorskip("distributed")
TESTS = Path(workers.__file__).resolve().parent


def python(*arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    return subprocess.Popen(
        [sys.executable, "-m", *arguments], env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def by_hand(tmp_path):
    """A scheduler and two workers as they are started on machines of their own."""
    file = tmp_path / "scheduler.json"
    there = [
        python(
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(file),
        )
    ]
    try:
        deadline = time.monotonic() + 60
        while not (file.exists() and file.read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        there += [
            python("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
                   "--local-directory", str(tmp_path))
            for _ in range(2)
        ]  # fmt: skip
        with distributed.Client(address) as client:
            client.wait_for_workers(2, timeout=90)
        yield address, there[1:]
    finally:
        for process in reversed(there):
            process.kill()
            process.wait(timeout=30)


def test_a_worker_killed_midway_loses_nothing_and_counts_nothing_twice(by_hand, tmp_path):
    address, (first, _) = by_hand
    marks = tmp_path / "marks"
    marks.mkdir()
    seen = []

    def on_count(done, of):
        seen.append(done)
        if done == 6:
            first.kill()

    found = runs.answered(
        workers.marked, str(marks), 30, cluster=address, on_count=on_count, kept=tmp_path / "kept", key="k"
    )
    assert found == [{"number": n, "value": n * n} for n in range(30)]
    assert seen == list(range(31))
    assert first.wait(timeout=10) != 0
    by = {mark.name.split("-")[1] for mark in marks.iterdir()}
    assert len(by) == 2, "both worked until one was killed"
    assert not (tmp_path / "kept").exists()


def test_sites_are_tried_on_a_cluster_as_they_are_here():
    made = street(seats=[[50], [50], [50]])
    field = Field(
        problem=made, walk=made.cost.astype(float), straight=made.cost / 1000.0, blocks=pd.Index(list("abcde")), schools=pd.Index(list("xyz")),
        new=np.array([False, True, True]), grows=np.zeros(3, np.int64), stays=np.array([True, False, False]), cost_wan=np.zeros(3),
        groups=Groups(np.arange(5)),
    )  # fmt: skip
    bundle = siting.sweep(field, effort=1.0, gap=0.0, seed=1, radius_m=0.15)
    here = runs.answered(siting.evaluate, bundle, 2)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        there = runs.answered(siting.evaluate, bundle, 2, cluster=cluster.scheduler_address)
    assert there == here


@pytest.mark.slow
def test_no_scheduler_is_said():
    with pytest.raises(runs.RunsStopped, match="no Dask scheduler"):
        runs.answered(workers.marked, "", 1, cluster="tcp://127.0.0.1:9")
