"""A page opened in Chromium without a network: what it asks for, says and shows."""

import os
import shutil
from dataclasses import dataclass, field

import numpy as np
import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def path():
    """Where the browser is; skips where there is none."""
    found = next((found for found in map(shutil.which, _NAMES) if found), None)
    return found or without_browser(f"none of {', '.join(_NAMES)} is installed")


def without_browser(reason):
    """Skip, unless this run must have a browser."""
    if os.environ.get("ZONING_REQUIRE_BROWSER") == "1":
        pytest.fail(f"ZONING_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)


@dataclass
class Opened:
    """A page and everything it asked for or complained of since."""

    view: object
    requests: list = field(default_factory=list)
    complaints: list = field(default_factory=list)

    def layer(self, name, shown):
        self.view.get_by_label(name, exact=True).set_checked(shown)
        self.view.wait_for_timeout(120)

    def hover(self, lat, lon):
        """Point at a place and return what the tooltip says."""
        x, y = self.view.evaluate("([lat, lon]) => { const p = theMap().latLngToContainerPoint([lat, lon]), "
                                  "b = theMap().getContainer().getBoundingClientRect(); return [b.x + p.x, b.y + p.y]; }", [lat, lon])  # fmt: skip
        self.view.mouse.move(x - 3, y - 3)
        self.view.mouse.move(x, y)
        tip = self.view.locator(".leaflet-tooltip")
        tip.wait_for(timeout=5000)
        assert tip.count() == 1, "one tooltip at a time"
        return tip.inner_text()

    def picture(self):
        """The pixels of the zones' canvas as one number per cell of a coarse grid."""
        self.view.wait_for_timeout(120)
        return np.array(self.view.evaluate(
            "() => [...document.querySelectorAll('.leaflet-overlay-pane canvas, .leaflet-ground-pane canvas')].flatMap((c) => "
            "{ const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, out = []; "
            "for (let i = 0; i < d.length; i += 4 * 97) out.push(d[i] + d[i + 1] + d[i + 2] + d[i + 3]); return out; })"))  # fmt: skip


def open_page(chromium, html, folder):
    file = folder / "map.html"
    file.write_text(html, encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    view = context.new_page()
    found = Opened(view)
    view.on("request", lambda request: found.requests.append(request.url))
    view.on(
        "console",
        lambda said: found.complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    view.on("pageerror", lambda error: found.complaints.append(str(error)))
    view.goto(file.as_uri())
    view.evaluate("() => { window.theMap = () => window[document.querySelector('.folium-map').id]; }")
    view.wait_for_timeout(150)
    return found


def place_of(result, geometry):
    import geopandas as gpd

    point = gpd.GeoSeries([geometry], crs=result.area.crs).to_crs("EPSG:4326")[0]
    return point.y, point.x


def free_block(result):
    """A block away from schools and under-covered areas."""
    blocks = result.area.blocks
    taken = result.assessment.gaps.union_all().union(result.area.schools.union_all().buffer(120))
    return next(
        block
        for block, shape in blocks.geometry.items()
        if not shape.representative_point().buffer(40).intersects(taken)
    )
