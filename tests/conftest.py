"""Where the tests find the project and the real inputs, and what the gate insists on."""

import os
from pathlib import Path

import chromium as pages_in_chromium
import hypothesis
import pytest

from zoning.model import Measures, StudyArea
from zoning.rules import Rules, load

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SLOW = os.environ.get("ZONING_SLOW") == "1"
hypothesis.settings.register_profile(
    "zoning", deadline=None, max_examples=100 if SLOW else 30
)  # tests hold no timings
hypothesis.settings.load_profile("zoning")
os.environ["ZONING_CACHE"] = "off"  # what tests measure is measured anew, and nothing is left behind


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests run only where the gate asks for them."""
    if not SLOW:
        skip = pytest.mark.skip(reason="slow: set ZONING_SLOW=1 to run it")
        for item in items:
            if "slow" in item.keywords:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load("shandong-2018")


@pytest.fixture(scope="session")
def measured(rules: Rules):
    """Measure a toy town as the planner would."""
    from zoning import measure
    from zoning.scenario import Scenario

    asked = Scenario.model_validate(
        {
            "name": "toy",
            "inputs": {"blocks": {"path": "-"}, "schools": {"path": "-"}},
            "measure": {"detour_factor": 1.0},
        }
    )

    def measured(town: StudyArea) -> Measures:
        return measure.all_of(town, asked, rules)

    return measured


def real(name: str) -> Path:
    """Return a folder of real inputs, or skip naming what is missing."""
    folder = SHARED / "data" / name
    if not folder.exists():
        pytest.skip(f"real input missing: {folder.relative_to(ROOT.parent)}")
    return folder


@pytest.fixture(scope="module")
def chromium():
    path = pages_in_chromium.path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pages_in_chromium.without_browser("playwright is not installed (pip install 'zoning[test]')")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
