"""A real Chromium for the tests of this folder."""

import shutil

import pytest
from chromium import without_browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@pytest.fixture(scope="module")
def chromium():
    path = next((found for found in map(shutil.which, NAMES) if found), None)
    if path is None:
        without_browser(f"none of {', '.join(NAMES)} is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without_browser("playwright is not installed (pip install 'zoning[test]')")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
