"""A small district of files that every test of the command line may copy and spoil."""

import shutil
from dataclasses import replace
from pathlib import Path

import judged
import pytest
import toy_files
from command_line import zoning
from typer.testing import Result

from zoning.toy import town


@pytest.fixture(scope="session")
def original(tmp_path_factory) -> Path:
    """6 × 3 blocks of 5 pupils; S1 and S2 with 60 seats each in two corners, S3 a candidate in a third."""
    area = town(6, 3, schools=[(0, 0, 60), (5, 2, 60), (5, 0, 40)])
    area = replace(
        area,
        schools=area.schools.assign(status=["open", "open", "candidate"]),
        blocks=judged.with_today(area.blocks, ["S1"] * 12 + ["S2"] * 6),
    )
    return toy_files.write(tmp_path_factory.mktemp("district"), area)


@pytest.fixture
def district(original, tmp_path) -> Path:
    """The scenario of a copy of the district that a test may spoil."""
    shutil.copytree(original.parent, tmp_path / "区", dirs_exist_ok=True)
    return tmp_path / "区" / original.name


@pytest.fixture(scope="session")
def planned(original, tmp_path_factory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out") / "结果"
    return zoning("plan", original, "--out", out), out
