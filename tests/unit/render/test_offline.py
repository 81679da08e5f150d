import pytest

from zoning.errors import ExportError
from zoning.render import offline


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/leaflet.js"></script>',
        '<link rel="stylesheet" href="leaflet.css"/>',
        "<img src=//tile.example/1.png>",
        '<div style="background: url(http://a.example/b.png)"></div>',
        "<style>@import 'other.css';</style>",
        "<style>i { background: url('images/layers.png') }</style>",
        "<script>fetch('/blocks')</script>",
        "<script>new Image().src = 'https://spy.example'</script>",
        '<a href="https://leafletjs.com">Leaflet</a>',
        "<body onload=\"fetch('x')\">",
    ],
)
def test_anything_from_outside_is_found_and_refused(html):
    assert offline.outside(html)
    with pytest.raises(ExportError) as raised:
        offline.check(html)
    assert "network" in raised.value.to("en")
    assert "断网" in raised.value.to("zh")


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/png;base64,AAAA">',
        '<a href="#">+</a>',
        "<style>path { fill: url(#hatch) }</style>",
        "<script>document.createElementNS('http://www.w3.org/2000/svg', 'svg')</script>",
        '<script type="application/json">{"name": "see https://school.example, fetch(it)"}</script>',
    ],
)
def test_what_stays_inside_the_page_is_let_through(html):
    assert offline.check(html) == html


def test_leaflet_comes_whole_from_the_installed_package():
    assert "L.map=" in offline.leaflet_js() or ".map=function" in offline.leaflet_js()
    assert "Agafonkin" in offline.leaflet_js(), "its licence asks for the copyright notice"
    assert "data:image/png;base64," in offline.leaflet_css()
    assert (
        offline.outside(f"<style>{offline.leaflet_css()}</style><script>{offline.leaflet_js()}</script>")
        == []
    )
