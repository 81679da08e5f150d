"""The benchmark of walks runs, and every tool that is installed walks the same metres."""

import importlib.util
from argparse import Namespace

import pytest

from benchmarks import walking
from benchmarks.walking_tools import tools

SMALL = Namespace(tiles=1, blocks=60, schools=4, cut_off=800.0, rounds=1, seed=1, only="")


def needs(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: see benchmarks/requirements.txt")


@pytest.mark.parametrize("package", ["scipy", "igraph", "networkx", "pandana"])
def test_every_tool_walks_the_same_metres(package, capsys):
    needs("pyrosm")
    needs(package)
    asked = [tool for tool in tools() if tool.package in ("zoning", package)]
    timings, city = walking.compared(SMALL, asked)
    assert len(city.nodes) > 5000
    most_mm = {"pandana": 60.0}.get(package, 0.001)  # pandana rounds every edge in its own way
    assert {tool.name: timing.error_mm for tool, timing in timings.items() if timing.error_mm > most_mm} == {}
    walking.printed(timings, SMALL.cut_off)
    assert len(capsys.readouterr().out.strip().splitlines()) == 2 + len(asked)


def test_a_tool_that_is_not_installed_is_said_to_be_so(capsys):
    needs("pyrosm")
    first, second, *_ = tools()

    def absent(city, blocks):
        raise ImportError("no such tool")

    lost = walking.Tool("a tool of tomorrow", "tomorrow", absent)
    timings, _ = walking.compared(SMALL, [first, second, lost])
    walking.printed(timings, SMALL.cut_off)
    assert "| a tool of tomorrow | not installed |" in capsys.readouterr().out
