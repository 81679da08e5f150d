"""Run every real scenario once in a process of its own and print the table of docs/real-runs.md.

python -m benchmarks.real_runs [NAME …]     figures, seconds and peak memory of each run
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "tests" / "real" / "scenarios"
DEMO = ROOT / "data"
NAMES = ("zhengzhou", "santa_rosa", "santa_rosa_stable", "santa_rosa_closing", "santa_rosa_closing_stable", "beijing", "demo", "demo-junior", "demo-new-school")  # fmt: skip


def measured(name: str) -> tuple[dict[str, Any], float, float]:
    """Return a run's JSON, its seconds from start to exit, and its peak memory in MB."""
    folder = DEMO if name.startswith("demo") else SCENARIOS
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "zoning",
            "plan",
            str(folder / f"{name}.toml"),
            "--out",
            f"{out}/r",
            "--json",
        ]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said, complaint = process.communicate()
        seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{name}: {complaint.decode()}{said.decode()}")
    return json.loads(said), seconds, _peak_mb()


def _peak_mb() -> float:
    """Peak memory of the largest child so far, where the system tells (not on Windows)."""
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main(names: list[str]) -> None:
    """Print a Markdown row per plan judged, then one per run for time and memory."""
    if len(names) != 1:  # the peak is that of the largest child: one run, one process
        for name in names or NAMES:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.real_runs", name], cwd=ROOT, check=True, env=os.environ
            )
        return
    run, seconds, peak_mb = measured(names[0])
    solve = run["solve"]
    print(f"\n### {names[0]}: {run['scenario']}\n")
    print(
        "| plan | pupils | over seats | mean walk m | longest m | extra pieces | moved |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    for plan, row in run["plans"].items():
        moved = "–" if row["moved_share"] is None else f"{row['moved_pupils']:.0f} ({row['moved_share']:.1%})"
        print(f"| {plan} | {row['pupils']:.0f} | {row['over']:.0f} | {row['mean_walk_m']:.0f} | {row['longest_walk_m']:.0f} | {row['extra_pieces']:.0f} | {moved} |")  # fmt: skip
    cover = {(c["way"], c["base"]): c["share"] for c in run["coverage"]}
    print(
        f"\nGap to the proved bound {solve['gap']:.3%} ({solve['method']}, seed {solve['seed']}); pupils covered by radius "
        f"{cover['radius', 'pupils']:.1%}, on foot {cover['walk', 'pupils']:.1%}; {len(run['gaps'])} under-covered areas; "
        f"{seconds:.1f} s and {peak_mb:.0f} MB in all."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
